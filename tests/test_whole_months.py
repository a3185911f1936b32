"""Months that are not whole, and cases chosen by their end: said at the head of the agenda and never compared."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from customerhero.agenda import AgendaOptions, agenda, ask_one, options_from, question_named
from customerhero.agenda.whole import months_of
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer, Change
from customerhero.reports.few import few_lines
from customerhero.wording import Words, changed_sentence
from tests.companies import Rows, kept, month, name, times

MONTHS = 8
Tables = dict[str, Rows]
Case = tuple[datetime, datetime, bool]
"""When it was opened and closed, and whether it went to another team and back."""


def passed_around(rate: float = 6, seed: int = 1) -> list[Case]:
    """A constant fifth of the cases goes there and back, and takes a month; the others take six days."""
    chance, found = random.Random(seed), []
    for opened in times(MONTHS, lambda _: rate, seed):
        bad = chance.random() < 0.2
        found.append((opened, opened + timedelta(days=chance.expovariate(1 / 30 if bad else 1 / 6)), bad))
    return found


def tables_of(found: list[Case]) -> Tables:
    events = [event for at, case in enumerate(found) for event in _events(at, case)]
    cases = [
        {"case_id": f"c{at}", "customer_id": f"k{at}", "topic": "x", "opened_at": opened, "closed_at": closed}
        for at, (opened, closed, _) in enumerate(found)
    ]
    return {"cases": cases, "events": events}


def _events(at: int, case: Case) -> Rows:
    opened, closed, bad = case
    steps = [("assigned", "A"), *([("assigned", "B"), ("assigned", "A")] if bad else []), ("closed", "A")]
    return [
        {"event_id": f"{at}-{place}", "case_id": f"c{at}", "customer_id": f"k{at}", "kind": kind, "team_id": team,
         "person_id": f"{team}{at % 30}", "happened_at": opened + (closed - opened) * place / (len(steps) - 1)}
        for place, (kind, team) in enumerate(steps)
    ]  # fmt: skip


def changes(tables: Tables, insight: str, of: str) -> list[Change]:
    """Every change that is told with a finding of that month."""
    return [finding.change for finding in asked(tables, insight, of).findings if finding.change]


def asked(tables: Tables, insight: str, of: str) -> Answer:
    return ask_one(facts_of(tables), insight, options_from(question_named(insight), {"month": of}))


def said(tables: Tables, of: str, *insights: str) -> list[tuple[str, str, int]]:
    """What is said at the head of the agenda: of which table, the first and how many months."""
    found = months_of(facts_of(tables)).not_whole(of, of, insights)
    return [(one.what, one.first, one.months) for one in found]


def test_cases_that_were_all_closed_in_one_month_tell_no_improvement() -> None:
    chosen = [case for case in passed_around(rate=15) if month(6) <= case[1] < month(7)]
    found = agenda(facts_of(tables_of(chosen)))
    assert (found.changed, found.is_compared) == ((), False)
    assert found.chosen is not None
    assert found.chosen.only_closed
    told = " ".join(few_lines(found, Words()))
    assert f"closed before {month(6):%B %Y}, and none is open" in told
    lead = changed_sentence(found.month, found.changed, is_compared=found.is_compared)
    assert lead == f"There is no earlier month that {month(6):%B %Y} can be compared with."
    months = ask_one(facts_of(tables_of(chosen)), "runaround").numbers["set_beside_no_other"]
    assert name(6) in months


def test_all_cases_as_they_were_opened_are_compared() -> None:
    tables = tables_of(passed_around())
    assert months_of(facts_of(tables)).chosen is None
    assert said(tables, name(6), "runaround") == []
    assert changes(tables, "runaround", name(6))


@pytest.mark.parametrize(("place", "share"), [(5, 0.45), (6, 0.3)])
def test_a_month_of_some_of_the_cases_is_set_beside_no_other(place: int, share: float) -> None:
    few = kept(iter(times(MONTHS, lambda _: 6, 1, 0.03)), place, share)
    tables = tables_of([(opened, opened + timedelta(hours=5), at % 5 == 0) for at, opened in enumerate(few)])
    assert changes(tables, "runaround", name(6)) == changes(tables, "recontact", name(6)) == []
    assert said(tables, name(6), "runaround") == [("cases", name(place), 1)]
    answer = asked(tables, "runaround", name(6))
    assert answer.numbers["set_beside_no_other"] == name(place)
    months = {row["month"] for row in answer.tables["months"].records()}
    assert (months == {name(6)}) if place == 6 else (name(place) not in months and name(4) in months)


def test_events_that_begin_later_than_cases_make_no_month_without_runarounds() -> None:
    tables = tables_of(passed_around())
    tables["events"] = [event for event in tables["events"] if event["happened_at"] >= month(4)]
    assert changes(tables, "runaround", name(4)) == []
    assert changes(tables, "runaround", name(6))


def customers(left: Callable[[int], datetime | None], count: int = 900) -> Rows:
    joined = datetime(2021, 1, 1)  # noqa: DTZ001
    return [{"customer_id": f"k{at}", "joined_at": joined, "left_at": left(at)} for at in range(count)]


def leaving(each: int, *missing: int) -> Callable[[int], datetime | None]:
    """So many leave each month, on days spread over it, but for the months that are missing."""

    def left(at: int) -> datetime | None:
        place, day = divmod(at, each)
        return None if place >= MONTHS or place in missing else month(place) + timedelta(days=1 + 27 * day / each)

    return left


SEEN = [{"event_id": "e", "happened_at": month(MONTHS) - timedelta(hours=1), "kind": "opened"}]


def lost_months(left: Callable[[int], datetime | None]) -> list[str]:
    """The months that losses of the seventh month are set beside, and it."""
    answer = asked({"customers": customers(left), "events": SEEN}, "losses", name(6))
    return [row["month"] for row in answer.tables["months"].records()]


def test_a_month_in_which_no_leaving_is_recorded_is_no_month_without_losses() -> None:
    assert lost_months(leaving(24, 5)) == [name(place) for place in (0, 1, 2, 3, 4, 6)]
    assert lost_months(leaving(24)) == [name(place) for place in range(7)]
    told = said({"customers": customers(leaving(24, 5)), "events": SEEN}, name(6), "losses")
    assert told == [("leavings", name(5), 1)]


def test_half_as_many_who_leave_are_compared() -> None:
    def left(at: int) -> datetime | None:
        found = leaving(40)(at)
        return None if found and found >= month(6) and at % 2 else found

    assert lost_months(left) == [name(place) for place in range(7)]


def test_revenue_of_a_fifth_is_said_and_nobody_is_lost_for_it() -> None:
    chance = random.Random(3)
    paid = [
        {"customer_id": f"k{at}", "period": month(place).date(), "amount": Decimal(50), "currency": "EUR"}
        for at in range(300)
        for place in range(MONTHS)
        if place < MONTHS - 1 or chance.random() < 0.2
    ]
    tables = {"customers": customers(lambda _: None, 300), "revenue": paid}
    assert asked(tables, "growth", name(MONTHS - 1)).findings == ()
    assert said(tables, name(MONTHS - 1), "growth") == [("revenue", name(MONTHS - 1), 1)]


def test_the_young_company_that_crashed_has_nine_of_fifteen_and_the_month_before_where_there_is_one() -> None:
    """6 customers stay, 9 join and leave in February, 9 in March: 9 of 15 each month, and January had no losses."""
    known: Rows = [{"customer_id": f"S{at}", "joined_at": datetime(2024, 1, 2)} for at in range(6)]  # noqa: DTZ001
    for number in (2, 3):
        days = {"joined_at": datetime(2024, number, 3), "left_at": datetime(2024, number, 20)}  # noqa: DTZ001
        known += [{"customer_id": f"{number}-{at}", **days} for at in range(9)]
    seen = [{"event_id": "e", "happened_at": datetime(2024, 3, 31, 9), "kind": "opened"}]  # noqa: DTZ001
    for of in ("2024-02", "2024-03"):
        found = agenda(facts_of({"customers": known, "events": seen}), AgendaOptions(month=of))
        lost = next(number for number in found.numbers if number.insight == "losses")
        assert (lost.measure.value, lost.measure.n) == (60.0, 15)
        lead = changed_sentence(of, found.changed, is_compared=found.is_compared)
        assert ("January" in lead) is False
        assert ("February" in lead) is True


def test_nothing_is_compared_with_a_month_that_is_not_there() -> None:
    answers = [
        {"feedback_id": str(at), "customer_id": f"k{at}", "happened_at": datetime(2024, 9, 1 + at % 30),  # noqa: DTZ001
         "metric": "nps", "scale_max": 10, "score": at % 11}
        for at in range(300)
    ]  # fmt: skip
    found = agenda(facts_of({"feedback": answers}))
    assert (found.month, found.is_compared) == ("2024-09", False)
    assert "August" not in changed_sentence(found.month, found.changed, is_compared=found.is_compared)
