"""Promises: the real incident history to the digit, and cases whose promise nobody recorded."""

from __future__ import annotations

import pytest

from customerhero.facts.gathering import facts_of
from customerhero.insight import promises
from customerhero.insight.promises import Options
from tests.insight.stories import MONDAY, answer, path
from tests.insight.uci import uci_facts


def test_real_incidents() -> None:
    told = answer(promises, uci_facts())
    assert (told.numbers["broken"], round(told.numbers["broken_rate"], 2)) == (9_115, 36.58)
    assert (told.numbers["reopened"], round(told.numbers["reopened_rate"], 2)) == (275, 1.10)
    assert round(told.numbers["median_hours"], 2) == 145.87
    bins = [(row["handoffs"], round(row["rate"], 1)) for row in told.tables["by_handoffs"].records()]
    assert bins == [("0", 21.6), ("1", 42.9), ("2-4", 64.6), ("5+", 85.7)]
    assert told.numbers["handoffs_used"] == "reported"
    assert told.findings[0].measure.n == 24_918


def kept_or_broken(kinds: str) -> list[dict[str, object]]:
    """One case a letter: k kept, b broken, - no promise known."""
    events = [event for n in range(len(kinds)) for event in path(f"{n}", "AB"[: 1 + n % 2])]
    names = {"k": "kept", "b": "broken"}
    return events + [
        {"event_id": f"p{n}", "case_id": f"{n}", "happened_at": MONDAY, "kind": names[kind]}
        for n, kind in enumerate(kinds)
        if kind in names
    ]


def test_cases_without_a_promise_are_not_counted() -> None:
    told = answer(promises, facts_of({"events": kept_or_broken("kb--kb")}))
    assert (told.numbers["cases"], told.numbers["promised"], told.numbers["broken"]) == (6, 4, 2)
    assert told.numbers["broken_rate"] == 50.0


def test_visible_handoffs_are_used_where_the_source_reports_none() -> None:
    told = answer(promises, facts_of({"events": kept_or_broken("kb" * 10)}))
    assert told.numbers["handoffs_used"] == "visible"
    rates = {row["handoffs"]: row["rate"] for row in told.tables["by_handoffs"].records()}
    assert rates == {"0": 0.0, "1": 100.0}


def test_a_bin_of_a_few_customers_is_not_shown() -> None:
    told = answer(promises, facts_of({"events": kept_or_broken("kb" * 4)}))
    assert not told.tables["by_handoffs"].rows
    assert not told.findings
    shown = answer(promises, facts_of({"events": kept_or_broken("kb" * 4)}), Options(smallest_group=1))
    assert len(shown.tables["by_handoffs"].rows) == 2
    assert shown.findings[0].measure.value == pytest.approx(50)


def test_the_revenue_of_a_handful_is_not_told() -> None:
    revenue = [{"customer_id": "customer of 1", "period": MONDAY.date().replace(day=1), "amount": 9, "currency": "EUR"}]
    facts = facts_of({"events": kept_or_broken("kb"), "revenue": revenue})
    assert answer(promises, facts).numbers["value"] is None
    assert answer(promises, facts, Options(smallest_group=1)).numbers["value"] == 9
