"""One story for leaving: whatever insight tells how many left in a month tells the same number, or says why not."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from customerhero.facts.collect import collect, collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.lives import turnover
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.findings.headcount import headcounts
from customerhero.insight import growth, losses, retention
from tests.companies import Rows, month, name

MONTHS = 15
END = month(MONTHS)
Span = tuple[datetime | None, datetime | None]


def settled(chance: random.Random) -> Span:
    """Customers since before the facts; one in three leaves."""
    joined = month(0) - timedelta(days=chance.randrange(30, 900))
    return joined, (month(0) + timedelta(days=chance.randrange(400)) if chance.random() < 0.3 else None)


def young(chance: random.Random) -> Span:
    """Everybody joins in the facts, and some leave in the month they joined in."""
    joined = month(0) + timedelta(days=chance.randrange(300))
    return joined, (joined + timedelta(days=chance.randrange(1, 150)) if chance.random() < 0.5 else None)


def untidy(chance: random.Random) -> Span:
    """Some have no day of joining, some left before anything else is known, some before they joined."""
    joined, left = settled(chance)
    way = chance.random()
    if way < 0.3:
        return None, left
    if way < 0.4:
        return joined, month(0) - timedelta(days=20)
    return (left + timedelta(days=90), left) if way < 0.5 and left else (joined, left)


def company(span: Any, seed: int) -> Facts:
    """A hundred customers who pay by the month while they are here, now and then one month less or more."""
    chance = random.Random(seed)
    known: Rows = []
    paid: Rows = []
    for at in range(100):
        joined, left = span(chance)
        known.append({"customer_id": f"k{at}", "joined_at": joined, "left_at": left, "segment": "ab"[at % 2]})
        paid += [
            {"customer_id": f"k{at}", "period": month(place).date(), "amount": Decimal(50), "currency": "EUR"}
            for place in range(MONTHS)
            if (joined or month(0)) < month(place + 1) and (left is None or left >= month(place)) and at % 20
        ]
    seen = [{"event_id": "e", "happened_at": month(0), "kind": "opened"}]
    seen.append({"event_id": "f", "happened_at": END - timedelta(hours=1), "kind": "opened"})
    return facts_of({"customers": known, "revenue": paid, "events": seen})


def asked(insight: Any, facts: Facts, **chosen: Any) -> Answer:
    options = insight.Options(**{"smallest_group": 1, **chosen})
    return insight.judge(collect_all(insight.ask(facts, options)), options)


@pytest.mark.parametrize("span", [settled, young, untidy])
def test_every_number_of_those_who_left_is_the_same_or_says_why(span: Any) -> None:
    facts, of = company(span, 5), name(MONTHS - 3)
    lost, kept = asked(losses, facts, month=of), asked(retention, facts, month=of)
    ever, grown = asked(losses, facts), asked(growth, facts, month=of)
    counted = {one.month: one for one in headcounts(collect(turnover(facts, 2**62)))}
    by_month = {row["month"]: row for row in ever.tables["months"].records()}

    assert lost.numbers["lost"] == by_month.get(of, {"lost": 0})["lost"]
    assert lost.numbers["customers"] == by_month[of]["customers"] if of in by_month else True
    for answer in (lost, kept):
        for row in answer.tables["months"].records():
            year, number = map(int, row["month"].split("-"))
            there = counted[year * 12 + number - 1]
            assert (row["lost"], row["customers_at_start"]) == (there.lost, there.at_start)
            assert by_month.get(row["month"], {"lost": 0})["lost"] == there.lost

    gone = sum(row["lost"] for row in by_month.values() if row["month"] <= of)
    left_out = kept.numbers["lost_without_start"] + kept.numbers["gone_before_facts"]
    assert kept.numbers["lost"] + left_out == gone

    base = grown.numbers["base_month"]
    since = sum(row["lost"] for row in by_month.values() if base < row["month"] <= of)
    assert grown.numbers["customers_left"] == since
    assert ("left_and_lost" in grown.numbers) == (grown.numbers["customers_lost"] != since)


def test_of_those_who_pay_to_the_end_growth_and_losses_count_the_same() -> None:
    """Everybody leaves on the last day of a month that is paid in: from month to month the same ones are lost."""
    known: Rows = [
        {"customer_id": f"k{at}", "joined_at": month(0) - timedelta(days=90),
         "left_at": month(1 + at % 9) - timedelta(hours=20) if at % 3 else None}
        for at in range(90)
    ]  # fmt: skip
    paid: Rows = [
        {"customer_id": row["customer_id"], "period": month(place).date(), "amount": Decimal(50), "currency": "EUR"}
        for row in known
        for place in range(10)
        if row["left_at"] is None or row["left_at"] >= month(place)
    ]
    facts = facts_of({"customers": known, "revenue": paid})
    left = {row["month"]: row["lost"] for row in asked(losses, facts).tables["months"].records()}
    gone = {row["month"]: row["customers_lost"] for row in asked(growth, facts).tables["months"].records()}
    assert {name(place): gone[name(place)] for place in range(1, 10)} == {
        name(place): left.get(name(place - 1), 0) for place in range(1, 10)
    }
