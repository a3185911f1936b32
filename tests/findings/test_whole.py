"""Which months are whole: halves, fifths, cuts and gaps are found, rhythm, growth, seasons and holidays are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import pi, sin

import pytest

from customerhero.facts.casebook import number_of_month
from customerhero.findings.months import first_day_of, is_over, month_of_day
from customerhero.findings.whole import LEAST_SHARE, LEAST_SHARE_OF_FEW, Days, lacking_of_months, months_lacking
from tests.companies import Rate, kept, month, times, without

MONTHS = 26
FIRST = number_of_month(month(0))


def day_of(time: datetime) -> int:
    return (time - datetime(1970, 1, 1)).days  # noqa: DTZ001


def lacking(
    found: Iterable[datetime], months: int, others: Iterable[datetime] = (), share: float = LEAST_SHARE
) -> list[int]:
    """The places of the months that are not whole."""
    rows = Counter(day_of(time) for time in found)
    at_work = set(rows) | {day_of(time) for time in others}
    return [number - FIRST for number in months_lacking(Days(rows, at_work, FIRST + months - 1), share)]


ORDINARY: dict[str, Rate] = {
    "a weekday rhythm": lambda place: 20,
    "few a day": lambda place: 3,
    "growth": lambda place: 10 * 1.05**place,
    "fast growth of a young company": lambda place: 2 * 1.3 ** min(place, 14),
    "decline": lambda place: 60 * 0.92**place,
    "a yearly season": lambda place: 20 * (1 + 0.4 * sin(2 * pi * place / 12)),
    "a hole each December": lambda place: 20 * (0.65 if place % 12 == 11 else 1),
    "a peak at Christmas": lambda place: 20 * (2.5 if place % 12 in (10, 11) else 1),
    "half as much from one month on": lambda place: 20 if place < 9 else 9,
}


@pytest.mark.parametrize("rate", ORDINARY.values(), ids=ORDINARY)
@pytest.mark.parametrize("months", [9, 15, MONTHS])
def test_what_grows_falls_or_comes_back_each_year_is_whole(rate: Rate, months: int) -> None:
    assert [lacking(times(months, rate, seed), months) for seed in range(3)] == [[], [], []]


def test_a_month_without_anything_is_missed_until_it_comes_back_each_year() -> None:
    def closed(place: int) -> float:
        return 0 if place % 12 == 7 else 20

    assert lacking(times(15, closed), 15) == [7]
    assert lacking(times(26, closed), 26) == []


def test_a_company_that_does_nothing_in_august_misses_none() -> None:
    """Three weeks in which no table has anything: nobody was at work."""
    shut = month(7) + timedelta(days=3), month(7) + timedelta(days=25)
    own, others = (without(times(12, lambda _: 20, seed), *shut) for seed in (1, 2))
    assert lacking(own, 12, others) == []


@pytest.mark.parametrize("place", [0, 5, 11])
@pytest.mark.parametrize("share", [0.2, 0.45])
def test_a_part_of_a_month_is_found_wherever_it_is(place: int, share: float) -> None:
    assert lacking(kept(times(12, lambda _: 20, wobble=0.03), place, share), 12) == [place]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (month(0), month(0) + timedelta(days=12), [0]),
        (month(11) + timedelta(days=18), month(12), [11]),
        (month(5) + timedelta(days=8), month(5) + timedelta(days=22), [5]),
        (month(5), month(6), [5]),
        (month(9), month(12), [9, 10, 11]),
        (month(4) + timedelta(days=16), month(6) + timedelta(days=9), [4, 5, 6]),
    ],
)
def test_where_others_go_on_a_silence_is_a_gap(first: datetime, last: datetime, found: list[int]) -> None:
    others = times(12, lambda _: 5, seed=9)
    assert lacking(without(times(12, lambda _: 20), first, last), 12, others) == found


def test_surveys_in_waves_leave_no_gaps() -> None:
    waves = list(times(24, lambda place: 30 if place % 3 == 0 else 0))
    assert lacking(waves, 24, times(24, lambda _: 20, seed=3)) == []


def test_half_as_many_who_leave_may_be_a_better_month() -> None:
    halved = kept(times(12, lambda _: 4), 8, 0.5)
    assert lacking(halved, 12, times(12, lambda _: 20, seed=4), LEAST_SHARE_OF_FEW) == []
    rest = without(times(12, lambda _: 4), month(8), month(9))
    assert lacking(rest, 12, times(12, lambda _: 20, seed=4), LEAST_SHARE_OF_FEW) == [8]


def test_months_of_revenue_without_any_are_told_where_most_have_some() -> None:
    counts = {place: 60 for place in range(24) if place not in (8, 22, 23)} | {20: 12}
    assert list(lacking_of_months(counts, 23, LEAST_SHARE)) == [8, 20, 22, 23]
    once_a_quarter = dict.fromkeys(range(0, 24, 3), 60)
    assert lacking_of_months(once_a_quarter, 23, LEAST_SHARE) == {}


def test_what_would_be_usual_is_told_beside_what_there_is() -> None:
    found = kept(times(12, lambda _: 20, wobble=0.03), 6, 0.2)
    rows = Counter(day_of(time) for time in found)
    (told,) = months_lacking(Days(rows, set(rows), FIRST + 11)).values()
    assert told.month == FIRST + 6
    assert told.count == sum(month(6) <= time < month(7) for time in found)
    assert told.usual == pytest.approx(5 * told.count, rel=0.2)


def test_days_and_months_know_each_other() -> None:
    for number in (FIRST, FIRST + 13, 12 * 1969):
        assert month_of_day(first_day_of(number)) == number
        assert month_of_day(first_day_of(number) - 1) == number - 1
        assert is_over(number, (datetime(1970, 1, 1) + timedelta(first_day_of(number + 1) - 1)).date())  # noqa: DTZ001
