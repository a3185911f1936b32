"""The casebook: whose case it is, when it is done, and what it cost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import ibis

from customerhero.facts.casebook import casebook, priced, with_excess_hours
from customerhero.facts.collect import collect
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts

START = datetime(2026, 3, 2, 8)  # noqa: DTZ001


def _told(facts: Facts, *columns: str) -> list[dict[str, Any]]:
    return sorted(collect(casebook(facts).select("case_id", *columns)), key=lambda row: str(row["case_id"]))


def test_a_case_without_customer_is_not_the_customer_of_the_same_number() -> None:
    numbers = [str(number) for number in range(1, 8)]
    paid = [{"customer_id": n, "period": date(2026, 3, 1), "amount": 100, "currency": "EUR"} for n in numbers]
    nobody = [{"case_id": n, "opened_at": START} for n in numbers]
    known = [{"case_id": "8", "customer_id": "1", "opened_at": START}]
    facts = facts_of({"revenue": paid, "cases": nobody + known})
    book = casebook(facts)
    assert collect(book.aggregate(parties=book.party_key.nunique())) == [{"parties": 8}]
    assert collect(priced(book.mutate(all=ibis.literal("")), ["all"], facts)) == [{"all": "", "value": 100.0}]


def _steps(case: str, *steps: tuple[str, int]) -> list[dict[str, Any]]:
    return [
        {"event_id": f"{case}{hour}", "case_id": case, "happened_at": START + timedelta(hours=hour), "kind": kind}
        for kind, hour in steps
    ]


def test_a_reopened_case_is_not_done_until_it_is_done_again() -> None:
    events = [
        *_steps("open", ("opened", 0), ("resolved", 5), ("reopened", 9)),
        *_steps("solved", ("opened", 0), ("resolved", 5), ("reopened", 9), ("resolved", 12), ("closed", 20)),
        *_steps("given up", ("opened", 0), ("resolved", 5), ("reopened", 9), ("closed", 20)),
        *_steps("table", ("reopened", 9)),
    ]
    table = {"case_id": "table", "opened_at": START, "resolved_at": START + timedelta(hours=5)}
    told = _told(facts_of({"cases": [table], "events": events}), "clock_hours")
    assert {row["case_id"]: row["clock_hours"] for row in told} == {
        "open": None,
        "solved": 12.0,
        "given up": 20.0,
        "table": None,
    }


def test_hours_that_wait_for_the_customer_are_told_apart_from_its_clock() -> None:
    events = [
        *_steps("a", ("opened", 0), ("waiting", 2), ("replied", 5), ("waiting", 6), ("waiting", 7), ("resolved", 10)),
        *_steps("after", ("opened", 0), ("resolved", 4), ("waiting", 5), ("closed", 9)),
        *_steps("last", ("opened", 0), ("waiting", 3)),
        *_steps("open", ("opened", 0), ("waiting", 3), ("replied", 4)),
        *_steps("never", ("opened", 0), ("resolved", 4)),
    ]
    table = {"case_id": "last", "opened_at": START, "resolved_at": START + timedelta(hours=5)}
    told = _told(facts_of({"cases": [table], "events": events}), "clock_hours", "waiting_hours")
    assert [(row["case_id"], row["clock_hours"], row["waiting_hours"]) for row in told] == [
        ("a", 3.0, 7.0),
        ("after", 4.0, 0.0),
        ("last", 3.0, 2.0),
        ("never", 4.0, 0.0),
        ("open", None, 0.0),
    ]


def test_a_case_faster_than_the_usual_has_no_hours_beyond_it() -> None:
    hours = {"usual": 30, "fast": 6, "slow": 40}
    cases = [
        {"case_id": name, "opened_at": START, "resolved_at": START + timedelta(hours=taken)}
        for name, taken in hours.items()
    ]
    book = casebook(facts_of({"cases": [*cases, {"case_id": "open", "opened_at": START}]}))
    told = collect(with_excess_hours(book.mutate(hit=book.case_id != "usual"), "hit"))
    assert {row["case_id"]: row["excess_hours"] for row in told} == {"usual": 0, "fast": 0, "slow": 10, "open": None}
