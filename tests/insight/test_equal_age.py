"""Months are compared at equal age: where nothing changes, the newest month is no better than those before it."""

from __future__ import annotations

import random
from datetime import timedelta
from statistics import mean
from typing import Any

import pytest

from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.insight import promises, recontact, runaround, tug_of_war
from tests.companies import Rows, month, name, times
from tests.insight.stories import answer

MONTHS = 5


def steady(seed: int = 2) -> Facts:
    """Each second case is handed on and back, refused twice and granted, broken at its end, and comes back; slowly.

    Everything happens within thirty days, and is known until the last day of the last month.
    """
    chance, end = random.Random(seed), month(MONTHS) - timedelta(minutes=1)
    cases: Rows = []
    events: Rows = []
    for at, opened in enumerate(times(MONTHS, lambda _: 6, seed, 0)):
        took, bad = timedelta(days=30 * chance.random()), at % 2 == 0
        closed = opened + (took if bad else took / 4)
        case = {"case_id": f"c{at}", "customer_id": f"k{at}", "topic": "x"}
        cases.append({**case, "opened_at": opened, "closed_at": closed if closed <= end else None})
        steps = ["assigned A", "refused B", "refused A", "granted A", "broken A"] if bad else ["assigned A", "kept A"]
        events += [
            {**{key: case[key] for key in ("case_id", "customer_id")}, "event_id": f"{at}-{place}",
             "happened_at": opened + (closed - opened) * place / (len(steps) - 1), "kind": step[:-2],
             "team_id": step[-1]}
            for place, step in enumerate(steps)
        ]  # fmt: skip
        if bad:
            again = closed + timedelta(days=2)
            cases.append({**case, "case_id": f"d{at}", "opened_at": again, "closed_at": None})
    known = [case for case in cases if case["opened_at"] <= end]
    return facts_of({"cases": known, "events": [event for event in events if event["happened_at"] <= end]})


FACTS = steady()


def told(insight: Any, of: str) -> Answer:
    return answer(insight, FACTS, insight.Options(month=of))


@pytest.mark.parametrize("insight", [runaround, tug_of_war, promises, recontact])
def test_where_nothing_changes_the_newest_month_is_like_those_before(insight: Any) -> None:
    rates = {row["month"]: row["rate"] for row in told(insight, name(MONTHS - 1)).tables["months"].records()}
    before = mean(rates[name(place)] for place in (1, 2, 3))
    assert rates[name(MONTHS - 1)] == pytest.approx(before, rel=0.2)


@pytest.mark.parametrize("insight", [runaround, tug_of_war])
def test_a_month_itself_is_told_with_all_that_is_known_of_it(insight: Any) -> None:
    """Of March more is known in May than of May."""
    march = told(insight, name(2)).numbers["rate"]
    as_old_as_may = {row["month"]: row["rate"] for row in told(insight, name(4)).tables["months"].records()}[name(2)]
    assert march > as_old_as_may + 3
