"""Revenue in several currencies: converted month by month where a rate is known, else left out and counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from customerhero.agenda import AgendaOptions, agenda, ask_one
from customerhero.agenda.telling import as_dict
from customerhero.facts.collect import collect
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts, LeftOut
from customerhero.wording.currencies import sentences_of
from customerhero.wording.languages import words_in

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def paid(who: str, month: date, amount: int, currency: str = "EUR") -> dict[str, Any]:
    return {"customer_id": who, "period": month, "amount": amount, "currency": currency}


def rate(month: date, of: str, into: str, worth: float) -> dict[str, Any]:
    return {"period": month, "from_currency": of, "to_currency": into, "rate": worth, "source": "ECB"}


def revenue_of(facts: Facts) -> list[tuple[Any, ...]]:
    names = ("customer_id", "period", "amount", "currency")
    return sorted(tuple(row[name] for name in names) for row in collect(facts.revenue))


PAID = [
    *(paid(f"e{n}", month, 100) for n in range(9) for month in (JANUARY, FEBRUARY)),
    paid("e0", JANUARY, 10, "USD"),
    *(paid(f"u{n}", month, 1000, "USD") for n in range(6) for month in (JANUARY, FEBRUARY)),
    paid("c0", FEBRUARY, 50, "CHF"),
]


def test_without_rates_what_is_left_out_is_counted() -> None:
    facts = facts_of({"revenue": PAID})
    assert facts.currency == "EUR"
    assert facts.left_out == (
        LeftOut("USD", 7, 12_010.0, JANUARY, FEBRUARY),
        LeftOut("CHF", 1, 50.0, FEBRUARY, FEBRUARY),
    )


def test_a_rate_holds_for_its_month_and_a_customers_month_is_one_row() -> None:
    facts = facts_of({"revenue": PAID, "rates": [rate(JANUARY, "USD", "EUR", 0.9)]})
    assert [one.currency for one in facts.left_out] == ["USD", "CHF"]
    found = revenue_of(facts)
    assert ("e0", JANUARY, 109, "EUR") in found
    assert ("u0", JANUARY, 900, "EUR") in found
    assert ("u0", FEBRUARY, 1000, "USD") in found
    assert facts.left_out[0] == LeftOut("USD", 6, 6000.0, FEBRUARY, FEBRUARY)


def test_the_opposite_rate_is_turned_round_and_a_told_one_wins() -> None:
    rates = [rate(FEBRUARY, "EUR", "CHF", 0.5), rate(JANUARY, "USD", "EUR", 0.9), rate(JANUARY, "EUR", "USD", 5.0)]
    found = revenue_of(facts_of({"revenue": PAID, "rates": rates}))
    assert ("c0", FEBRUARY, 100, "EUR") in found
    assert ("u0", JANUARY, 900, "EUR") in found


def test_the_main_currency_is_the_one_all_rates_lead_to() -> None:
    rates = [rate(month, "EUR", "USD", 2.0) for month in (JANUARY, FEBRUARY)]
    facts = facts_of({"revenue": PAID, "rates": rates})
    assert (facts.currency, [one.currency for one in facts.left_out]) == ("USD", ["CHF"])
    assert ("e0", JANUARY, 210, "USD") in revenue_of(facts)


def test_growth_with_rates_is_that_of_revenue_written_in_one_currency() -> None:
    rates = [rate(month, of, "EUR", 0.5) for month in (JANUARY, FEBRUARY) for of in ("USD", "CHF")]
    halves = [paid(row["customer_id"], row["period"], row["amount"] // 2) for row in PAID if row["currency"] != "EUR"]
    halves[0]["amount"] += 100
    clean = [row for row in PAID if row["currency"] == "EUR" and (row["customer_id"], row["period"]) != ("e0", JANUARY)]
    told, expected = (
        ask_one(facts_of(tables), "growth").numbers
        for tables in ({"revenue": PAID, "rates": rates}, {"revenue": clean + halves})
    )
    assert "other_currencies" not in told
    assert told == expected


@pytest.mark.parametrize("question", ["growth", "losses", "retention"])
def test_every_answer_says_what_it_leaves_out(question: str) -> None:
    known = [{"customer_id": f"{kind}{n}", "joined_at": None} for kind in "eu" for n in range(9)]
    answer = ask_one(facts_of({"revenue": PAID, "customers": known}), question)
    assert answer.as_dict()["other_currencies"] == [
        {"currency": "USD", "customers": 7, "amount": 12_010.0, "first": "2026-01", "last": "2026-02"},
        {"currency": "CHF", "customers": 1, "amount": None, "first": "2026-02", "last": "2026-02"},
    ]
    assert sentences_of(answer.numbers) == [
        "Left out of every value, since no exchange rate is known: "
        "7 customers with $12,010 from January 2026 to February 2026.",
        "Left out of every value, since no exchange rate is known: 1 customer who paid in CHF in February 2026.",
    ]
    assert "Wechselkurs" in sentences_of(answer.numbers, words_in("de"))[0]


def test_the_agenda_says_it_too() -> None:
    made = agenda(facts_of({"revenue": PAID}), AgendaOptions())
    told = as_dict(made)["other_currencies"]
    assert [(one["currency"], one["customers"], one["amount"]) for one in told] == [
        ("USD", 7, 12010.0),
        ("CHF", 1, None),
    ]
    assert "7 customers" in told[0]["sentence"]
    assert made.answers["growth"].numbers["other_currencies"]


def test_the_worth_of_customers_without_revenue_is_not_known_rather_than_nothing() -> None:
    joined, left = datetime(2025, 6, 1), datetime(2026, 2, 10)  # noqa: DTZ001  # times of facts are UTC
    known = [{"customer_id": f"u{n}", "joined_at": joined, "left_at": left, "segment": "abroad"} for n in range(6)]
    known += [{"customer_id": f"e{n}", "joined_at": joined, "segment": "here"} for n in range(9)]
    answer = ask_one(facts_of({"revenue": PAID, "customers": known}), "losses")
    assert (answer.numbers["lost"], answer.numbers["value_lost"]) == (6, None)
    assert [row["value_lost"] for row in answer.tables["segments"].records() if row["segment"] == "abroad"] == [None]
