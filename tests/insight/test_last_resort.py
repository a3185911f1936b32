"""The last resort: who was offered something only when leaving, and what was endured before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from customerhero.facts.gathering import facts_of
from customerhero.insight import last_resort
from customerhero.insight.last_resort import Options
from customerhero.wording import sentence
from tests.insight.stories import MONDAY, answer

KINDS = {
    "f": "failed", "o": "opened", "r": "refused", "n": "notice_to_leave", "e": "retention_offer", "m": "remedied",
    "s": "apologised", "l": "left",
}  # fmt: skip


def life(customer: str, letters: str) -> list[dict[str, Any]]:
    """A customer in letters, a day a letter: f failed, o opened, r refused, n notice, e offer, m remedied, s sorry."""
    return [
        {
            "event_id": f"{customer}-{position}",
            "customer_id": customer,
            "happened_at": MONDAY + timedelta(days=position),
            "kind": KINDS[letter],
        }
        for position, letter in enumerate(letters)
    ]


@pytest.mark.parametrize(
    ("letters", "noticed", "late", "late_failures"),
    [
        ("fone", 1, 1, 0), ("fsnl", 1, 0, 0), ("fonl", 1, 0, 0), ("fffs", 0, 0, 1), ("ffs", 0, 0, 0),
        ("fsff", 0, 0, 0), ("fffnm", 1, 1, 1), ("en", 1, 0, 0),
    ],
)  # fmt: skip
def test_what_is_a_last_resort(letters: str, noticed: int, late: int, late_failures: int) -> None:
    numbers = answer(last_resort, facts_of({"events": life("k", letters)})).numbers
    assert (numbers["noticed"], numbers["late"], numbers["late_failures"]) == (noticed, late, late_failures)


def test_what_was_endured_before_the_first_effort() -> None:
    facts = facts_of({"events": life("k", "fororfneof")})
    (row,) = answer(last_resort, facts).tables["listed_customers"].records()
    assert (row["failures"], row["contacts"], row["refusals"], row["days"]) == (2, 2, 2, 7.0)


def test_the_rate_is_told_of_those_who_gave_notice_and_of_those_offered() -> None:
    lives = ["one"] * 12 + ["on"] * 20 + ["sn"] * 8
    events = [event for n, letters in enumerate(lives) for event in life(f"k{n}", letters)]
    revenue = [
        {"customer_id": f"k{n}", "period": MONDAY.date().replace(day=1), "amount": 50, "currency": "EUR"}
        for n in range(40)
    ]
    told = answer(last_resort, facts_of({"events": events, "revenue": revenue}))
    assert (told.numbers["rate"], told.numbers["rate_of_offered"]) == (30.0, 60.0)
    (finding,) = told.findings
    assert finding.value is not None and finding.value.amount == 600
    assert (finding.customers, finding.measure.n) == (12, 40)


def test_a_segment_kept_only_when_leaving_stands_out() -> None:
    lives = ["one" if n % 2 else "sn" for n in range(60)] + ["one" if n % 15 == 0 else "sn" for n in range(240)]
    events = [event for n, letters in enumerate(lives) for event in life(f"k{n}", letters)]
    customers = [{"customer_id": f"k{n}", "segment": "small" if n < 60 else "large"} for n in range(300)]
    told = answer(last_resort, facts_of({"events": events, "customers": customers}), Options(by="segment"))
    assert {finding.key for finding in told.findings} == {
        "last_resort/organisation/all",
        "last_resort/segment/small",
    }
    assert {row["group"]: row["rate"] for row in told.tables["by"].records()}["small"] == 50.0


def test_a_handful_of_customers_is_no_finding() -> None:
    events = [event for n in range(4) for event in life(f"k{n}", "one")]
    assert not answer(last_resort, facts_of({"events": events})).findings


def test_efforts_after_failures_are_told_on_their_own() -> None:
    """Fifty of sixty customers heard nothing until the third failure; others left, and are not among them."""
    lives = ["fffs"] * 50 + ["fsff"] * 10 + ["one"] * 6 + ["on"] * 4
    events = [event for n, letters in enumerate(lives) for event in life(f"k{n}", letters)]
    revenue = [
        {"customer_id": f"k{n}", "period": MONDAY.date().replace(day=1), "amount": 1, "currency": "EUR"}
        for n in range(70)
    ]
    told = answer(last_resort, facts_of({"events": events, "revenue": revenue}))
    findings = {finding.key: finding for finding in told.findings}
    assert set(findings) == {"last_resort/organisation/all", "last_resort/organisation/failures"}
    notice, failures = findings["last_resort/organisation/all"], findings["last_resort/organisation/failures"]
    assert (notice.customers, notice.measure.n, notice.measure.value) == (6, 10, 60.0)
    assert (failures.customers, failures.measure.n) == (50, 60)
    assert failures.measure.value == pytest.approx(100 * 50 / 60)
    assert failures.measure.interval is not None and failures.measure.interval.low < 100 * 50 / 60
    assert (notice.value and notice.value.amount, failures.value and failures.value.amount) == (6, 50)
    assert set(notice.evidence.customers) == {f"k{n}" for n in range(60, 66)}
    assert told.numbers["after_failures_rate"] == failures.measure.value
    assert "10 customers who gave notice, 6 got" in sentence(notice)
    assert "60 customers whom we failed 3 times or more, 50 got" in sentence(failures)


def test_what_a_handful_endured_is_not_told() -> None:
    facts = facts_of({"events": life("k", "fone")})
    assert [answer(last_resort, facts).numbers[name] for name in ("days", "failures", "value")] == [None] * 3
    assert answer(last_resort, facts, Options(smallest_group=1)).numbers["days"] == 3
