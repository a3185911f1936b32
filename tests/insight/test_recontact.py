"""Re-contact: who had to come back about the same thing, counted against a plain reading of the definition."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.facts.gathering import facts_of
from customerhero.insight import recontact
from customerhero.insight.recontact import Options
from tests.insight.stories import MONDAY, answer

DAY = timedelta(days=1)


def case(name: str, opened: float, closed: float | None, customer: str | None = "k", topic: str | None = "bill") -> Any:
    """A case by the days it was opened and closed on, counted from Monday."""
    return {
        "case_id": name,
        "customer_id": customer,
        "topic": topic,
        "opened_at": MONDAY + opened * DAY,
        "closed_at": None if closed is None else MONDAY + closed * DAY,
    }


LATER = case("later", 60, None, "somebody else")


@pytest.mark.parametrize(
    ("second", "again"),
    [
        (case("2", 8, None), 1),
        (case("2", 8.01, None), 0),
        (case("2", 1, None), 0),
        (case("2", 0.5, None), 0),
        (case("2", 3, None, topic="delivery"), 0),
        (case("2", 3, None, customer="m"), 0),
    ],
)
def test_what_counts_as_coming_back(second: Any, again: int) -> None:
    numbers = answer(recontact, facts_of({"cases": [case("1", 0, 1), second, LATER]})).numbers
    assert (numbers["cases"], numbers["recontacts"]) == (1, again)


def test_a_case_does_not_come_back_by_itself() -> None:
    """Its source says that it was opened after it was closed; another case opened then does count."""
    contrary = case("1", 3, 1)
    alone = answer(recontact, facts_of({"cases": [contrary, LATER]})).numbers
    assert (alone["cases"], alone["recontacts"]) == (1, 0)
    for opened, again in ((3, 1), (4, 1), (9, 0), (2, 1)):
        numbers = answer(recontact, facts_of({"cases": [contrary, case("2", opened, None), LATER]})).numbers
        assert (opened, numbers["cases"], numbers["recontacts"]) == (opened, 1, again)


def test_the_revenue_of_a_handful_is_not_told() -> None:
    cases = [case("1", 0, 1, "k0"), case("2", 3, None, "k0"), LATER]
    revenue = [{"customer_id": "k0", "period": MONDAY.date().replace(day=1), "amount": 9, "currency": "EUR"}]
    facts = facts_of({"cases": cases, "revenue": revenue})
    assert answer(recontact, facts).numbers["value"] is None
    assert answer(recontact, facts, Options(smallest_group=1)).numbers["value"] == 9


def test_cases_closed_too_lately_are_left_out() -> None:
    numbers = answer(recontact, facts_of({"cases": [case("1", 0, 1), case("2", 5, 6)]})).numbers
    assert (numbers["cases"], numbers["cases_too_young"]) == (0, 2)
    assert numbers["rate"] is None


def test_a_topic_people_come_back_about_is_found() -> None:
    cases = [LATER]
    for n in range(200):
        topic = "bill" if n < 50 else "delivery"
        cases.append(case(f"{n}", 0, 1, f"k{n}", topic))
        if n % (2 if n < 50 else 15) == 0:
            cases.append(case(f"{n}b", 3, None, f"k{n}", topic))
    told = {finding.key: finding for finding in answer(recontact, facts_of({"cases": cases})).findings}
    assert set(told) == {"recontact/organisation/all", "recontact/topic/bill"}
    assert told["recontact/topic/bill"].facts["rate"] == 50.0


def test_a_topic_of_busy_accounts_is_not_taken_for_one_that_was_not_solved() -> None:
    """Sixty accounts open a case about bills every third day, helped or not; nobody is worse off for it."""
    cases = [LATER]
    for account in range(60):
        for turn in range(12):
            opened = 3 * turn + account % 3
            cases.append(case(f"{account}-{turn}", opened, opened + 1, f"busy {account}", "bill"))
    for n in range(400):
        cases.append(case(f"d{n}", n % 30, n % 30 + 1, f"k{n}", "delivery"))
        if n % 20 == 0:
            cases.append(case(f"d{n}b", n % 30 + 3, None, f"k{n}", "delivery"))
    told = answer(recontact, facts_of({"cases": cases}))
    assert told.numbers["rate"] > 50
    assert {finding.key for finding in told.findings} == {"recontact/organisation/all"}
    assert {look.key for look in told.looks} == {"recontact/topic/bill", "recontact/topic/delivery"}


_TIMES = st.integers(0, 20)
_CASES = st.lists(
    st.tuples(
        _TIMES, st.none() | st.integers(-9, 20), st.sampled_from(["k", "m", None]), st.sampled_from(["bill", None])
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(_CASES)
def test_equals_a_plain_reading_of_the_definition(drawn: list[tuple[int, int | None, str | None, str | None]]) -> None:
    cases = [
        case(f"{n}", opened, None if length is None else opened + length, customer, topic)
        for n, (opened, length, customer, topic) in enumerate(drawn)
    ]
    numbers = answer(recontact, facts_of({"cases": [*cases, LATER]}), Options()).numbers
    closed = [one for one in cases if one["closed_at"] and one["customer_id"]]
    assert (numbers["cases"], numbers["recontacts"]) == (len(closed), sum(_came_back(one, cases) for one in closed))


def _came_back(one: Any, cases: list[Any]) -> bool:
    def follows(other: Any) -> bool:
        wait: timedelta = other["opened_at"] - one["closed_at"]
        same = (other["customer_id"], other["topic"]) == (one["customer_id"], one["topic"])
        return other is not one and same and timedelta(0) < wait <= 7 * DAY

    return any(follows(other) for other in cases)
