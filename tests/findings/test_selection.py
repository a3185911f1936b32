"""Cases chosen by their end are recognised, and all that were opened are not taken for chosen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from customerhero.facts.calendar import half_month
from customerhero.facts.collect import collect
from customerhero.facts.days import AGES, LONGEST, cases_by_age
from customerhero.facts.gathering import facts_of
from customerhero.findings.months import first_day_of, month_of_day
from customerhero.findings.selection import Cases, Selected, selected
from tests.companies import month, name, times

MONTHS = 8
Case = tuple[datetime, datetime | None]
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
Took = Callable[[random.Random], float]
"""Days from opening to closing."""


def quick(chance: random.Random) -> float:
    return 0.3 * chance.random()


def mixed(chance: random.Random) -> float:
    return chance.expovariate(1 / 30 if chance.random() < 0.2 else 1 / 6)


def slow(chance: random.Random) -> float:
    return chance.expovariate(1 / 40)


def long_tailed(chance: random.Random) -> float:
    return chance.lognormvariate(1.5, 1.2)


DURATIONS = (quick, mixed, slow, long_tailed)


def cases(took: Took, rate: float = 8, known_for: int = 0, seed: int = 3) -> list[Case]:
    """The cases of some months as they were known so many days after it."""
    chance, end = random.Random(seed), month(MONTHS) + timedelta(days=known_for)
    found = [(opened, opened + timedelta(days=took(chance))) for opened in times(MONTHS, lambda _: rate, seed)]
    return [(opened, closed if closed < end else None) for opened, closed in found]


def by_age(found: Iterable[Case]) -> list[dict[str, Any]]:
    """Counted by hand, as the facts count them."""
    counted: Counter[tuple[int, int | None, int | None]] = Counter()
    for opened, closed in found:
        age = half = None
        if closed:
            took, day = (closed - opened).days, (closed - EPOCH).days
            age = next((limit for limit in AGES if took < limit), LONGEST)
            half = 2 * month_of_day(day) + (day - first_day_of(month_of_day(day)) >= 14)
        counted[(opened - EPOCH).days, age, half] += 1
    return [{"day": day, "age": age, "done_half": half, "n": n} for (day, age, half), n in counted.items()]


def told(found: Iterable[Case]) -> Selected | None:
    return selected(Cases.of(by_age(found), (*AGES, LONGEST)))


def test_the_facts_count_cases_by_age_as_one_would_by_hand() -> None:
    found = cases(long_tailed, rate=2)
    rows = [{"case_id": str(at), "opened_at": opened, "closed_at": closed} for at, (opened, closed) in enumerate(found)]
    asked = cases_by_age(facts_of({"cases": rows}))
    assert sorted(asked, key=repr) == sorted(
        ({name: row[name] for name in asked[0]} for row in by_age(found)), key=repr
    )


@pytest.mark.parametrize("took", DURATIONS)
@pytest.mark.parametrize("known_for", [0, 40])
def test_all_cases_that_were_opened_are_not_chosen(took: Took, known_for: int) -> None:
    assert told(cases(took, known_for=known_for)) is None


@pytest.mark.parametrize("took", [mixed, slow, long_tailed])
def test_closed_cases_alone_are_chosen_and_old_months_may_be_compared(took: Took) -> None:
    found = told(case for case in cases(took) if case[1])
    assert found is not None
    assert (found.only_closed, found.closed_since) == (True, None)
    last = max(found.months)
    assert f"{last // 12}-{last % 12 + 1:02d}" == name(7)
    assert (2024 * 12) not in found.months


@pytest.mark.parametrize("took", [mixed, slow, long_tailed])
@pytest.mark.parametrize("place", [4, 7])
def test_cases_closed_from_a_day_on_are_chosen(took: Took, place: int) -> None:
    found = told(case for case in cases(took) if case[1] is None or case[1] >= month(place))
    assert found is not None
    assert found.closed_since == first_day_of(2024 * 12 + place)
    assert set(range(2024 * 12 + max(0, place - 3), 2024 * 12 + place)) <= found.months
    assert 2024 * 12 + place not in found.months


def test_the_cases_closed_in_one_month_have_no_month_to_compare() -> None:
    closed = [case for case in cases(mixed, rate=20) if case[1] and case[1] >= month(7)]
    found = told(closed)
    assert found is not None
    assert found.months == {2024 * 12 + opened.month - 1 for opened, _ in closed}


def test_the_last_cases_to_be_closed_are_chosen() -> None:
    closed = sorted((case for case in cases(mixed) if case[1]), key=lambda case: case[1] or month(0))
    found = told(closed[-len(closed) // 3 :])
    assert found is not None
    assert found.closed_since is not None


@pytest.mark.parametrize("took", DURATIONS)
def test_a_file_without_ends_tells_nothing(took: Took) -> None:
    assert told((opened, None) for opened, _ in cases(took)) is None


def test_half_months_are_those_of_the_calendar() -> None:
    days = range(-900, 40_000, 11)
    rows = [{"case_id": str(day), "opened_at": datetime(1970, 1, 1) + timedelta(days=day)} for day in days]  # noqa: DTZ001
    opened = facts_of({"cases": rows}).cases
    asked: Any = opened.select(day=opened.opened_us // 86_400_000_000)
    halves = Counter(
        row["half"] - 2 * month_of_day(row["day"]) - (row["day"] - first_day_of(month_of_day(row["day"])) >= 14)
        for row in collect(asked.mutate(half=half_month(asked.day)))
    )
    assert halves == {0: len(days)}
