"""Which months of a table are whole: judged by its own past, its weekdays, its season and the days others were at work.

A month that holds clearly fewer rows than the months around it, or of which the beginning, the end or a stretch is
silent, is not whole. What grows, falls, or comes back each year is: growth makes early months small and no month
smaller than both its neighbours, a hole each December is known from the last one, and days on which no table has
anything are days on which nobody was at work.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, log, sqrt
from statistics import median
from typing import Final

from customerhero.findings.months import first_day_of, month_of_day

LEAST_SHARE: Final = 0.6
"""A month with fewer rows than this share of what is usual is not whole: half a month is found, a quiet one is not."""
LEAST_SHARE_OF_FEW: Final = 0.25
"""The same for what is itself the outcome: a month in which half as many customers left may be a better one."""
_ENOUGH: Final = 15
"""Where fewer rows than this are missing, chance explains it."""
_DAYS_OF_RHYTHM: Final = 5
"""Fewer days with rows than this have no rhythm."""
_SHORTEST_GAP: Final = 3
_LONGER: Final = 1.5
"""A silent stretch is unusual from so many times the second longest on."""
_SURE: Final = 3.0
"""So many times the usual variation of months a month has to lie below the others."""
_BESIDE: Final = 3
_ALIKE: Final = 1.25
_MOSTLY: Final = 0.8
_YEAR: Final = 12
_NEAR_DAYS: Final = 60


@dataclass(frozen=True)
class Lacking:
    """A month that is not whole: what it holds, and about how much would be usual."""

    month: int
    """Months since year 0."""
    count: int
    usual: int


@dataclass(frozen=True)
class Days:
    """The rows of a table by day, days since 1970, up to the end of its last month that is over."""

    rows: Mapping[int, int]
    at_work: Collection[int]
    """The days on which any table has rows."""
    last_month: int
    begins: int | None = None
    """The day from which on rows could have been known; None where that is the first of them."""

    @cached_property
    def active(self) -> list[int]:
        """The days with rows, in order."""
        end = first_day_of(self.last_month + 1)
        return sorted(day for day, count in self.rows.items() if count and day < end)

    @cached_property
    def weekdays(self) -> tuple[float, ...]:
        """How many rows a day of each weekday has, of those at work, as a share of the mean of all days."""
        first, last = self.active[0], self.active[-1]
        rows, days = [0] * 7, [0] * 7
        for day in range(first, last + 1):
            rows[day % 7] += self.rows.get(day, 0)
            days[day % 7] += 1
        mean = sum(rows) / sum(days)
        return tuple(rows[at] / days[at] / mean if days[at] else 1.0 for at in range(7))

    def weighed(self, first: int, last: int, *, at_work: bool = False) -> float:
        """The days from the first up to the last, exclusive, counted by what their weekday usually brings."""
        days = (day for day in range(first, last) if not at_work or day in self.at_work)
        return sum(self.weekdays[day % 7] for day in days)

    def rate(self, first: int, last: int) -> float:
        """Rows a usual day in the two months before and after this stretch."""
        spans = ((max(first - _NEAR_DAYS, self.active[0]), first), (last, min(last + _NEAR_DAYS, self.active[-1] + 1)))
        rates = []
        for start, end in spans:
            size = self.weighed(start, end)
            if size >= 1:
                rates.append(self._between(start, end) / size)
        return min(rates, default=0.0)

    def _between(self, first: int, last: int) -> int:
        return sum(
            self.rows[day] for day in self.active[bisect_left(self.active, first) : bisect_left(self.active, last)]
        )


def months_lacking(days: Days, least_share: float = LEAST_SHARE) -> dict[int, Lacking]:
    """The months of a table that are not whole, by number, up to its last month that is over."""
    if len(days.active) < _DAYS_OF_RHYTHM:
        return {}
    silent = _silent_months(days)
    counts, sizes = _by_month(days)
    levels = {month: counts[month] / size for month, size in sizes.items() if size >= 1 and month not in silent}
    small = small_months(levels, least_share, {month: sizes[month] for month in levels})
    whole = {month: counts[month] for month in levels if month not in small}
    if not whole:  # nothing is left to tell by what would be usual
        return {}
    return {month: Lacking(month, counts[month], _usual(whole, month)) for month in sorted(silent | small)}


def lacking_of_months(
    counts: Mapping[int, int], last_month: int, least_share: float = LEAST_SHARE
) -> dict[int, Lacking]:
    """The same where only the month of a row is known, as of revenue: those between the first and the last without any
    are not whole either, where most months have some.
    """
    known = {month: float(count) for month, count in counts.items() if count and month <= last_month}
    if len(known) < 2:
        return {}
    small = small_months(known, least_share, dict.fromkeys(known, 1.0))
    usual = _Levels(known).without(small)
    empty = [month for month in range(min(known), last_month + 1) if month not in known]
    often = 2 * len(known) > last_month - min(known) + 1
    silent = {month for month in empty if often and usual.expected(month) >= _ENOUGH}
    whole = {month: counts[month] for month in known if month not in small}
    return {month: Lacking(month, counts.get(month, 0), _usual(whole, month)) for month in sorted(silent | small)}


def small_months(levels: Mapping[int, float], least_share: float, sizes: Mapping[int, float]) -> frozenset[int]:
    """The months whose level is clearly below that of the months before and after, and of the same month a year away.

    `levels` are rows for each of the month's `sizes`. The smallest is judged first, and judges no other.
    """
    found: set[int] = set()
    known = _Levels(dict(levels))
    while True:
        judged = [(known.share(month), month) for month in known.levels if known.is_small(month, least_share, sizes)]
        if not judged:
            return frozenset(found)
        found.add(min(judged)[1])
        known = known.without({min(judged)[1]})


@dataclass(frozen=True)
class _Levels:
    """Rows a usual day, by month."""

    levels: Mapping[int, float]

    def without(self, months: Collection[int]) -> _Levels:
        return _Levels({month: level for month, level in self.levels.items() if month not in months})

    def expected(self, month: int) -> float:
        """What the months before and after let one expect, and no more than the same month a year away does."""
        told = [side for side in (self._side(month, -1), self._side(month, 1)) if side is not None]
        alike = len(told) == 2 and max(told) <= _ALIKE * min(told)
        beside = [sum(told) / 2] if alike else told
        return min([*beside, *self._a_year_away(month)], default=0.0)

    def share(self, month: int) -> float:
        expected = self.expected(month)
        return self.levels[month] / expected if expected else 1.0

    def is_small(self, month: int, least_share: float, sizes: Mapping[int, float]) -> bool:
        expected = self.expected(month)
        rows = expected * sizes[month]
        missing = rows - self.levels[month] * sizes[month]
        if missing < _ENOUGH or self.levels[month] >= least_share * expected:
            return False
        return self.levels[month] < expected * exp(-_SURE * sqrt(self._variation(month) ** 2 + 1 / rows))

    def _side(self, month: int, way: int) -> float | None:
        """The usual level of the months on one side; at the end of what is known, with the way they were going."""
        there = sorted(
            (other for other in self.levels if (other - month) * way > 0), key=lambda other: abs(other - month)
        )
        near = [self.levels[other] for other in there[: 2 * _BESIDE]]
        if not near:
            return None
        usual = median(near[:_BESIDE])
        is_end = not any((other - month) * way < 0 for other in self.levels)
        return min(usual, near[0] * _falling(near)) if is_end else usual

    def _a_year_away(self, month: int) -> Iterable[float]:
        """The level of the same month of another year, changed as the months beside it changed."""
        for year in (-_YEAR, _YEAR):
            then = self.levels.get(month + year)
            beside = [
                self.levels[other] / self.levels[other + year]
                for other in range(month - _BESIDE, month + _BESIDE + 1)
                if other != month and other in self.levels and self.levels.get(other + year)
            ]
            if then is not None and beside:
                yield then * median(beside)

    def _variation(self, month: int) -> float:
        """How far months usually lie from the one before, as a factor's logarithm."""
        there = sorted(other for other in self.levels if other != month and self.levels[other] > 0)
        steps = [log(self.levels[two] / self.levels[one]) for one, two in pairwise(there)]
        if len(steps) < _BESIDE:
            return 0.0
        middle = median(steps)
        return 1.4826 * median(abs(step - middle) for step in steps) / sqrt(2)


def _falling(near: list[float]) -> float:
    """How much less the next month is to be expected to be, when nearly every one, the nearest first, was less."""
    steps = [log(one / two) for one, two in pairwise(near) if one > 0 and two > 0]
    if not steps or sum(step < 0 for step in steps) < _MOSTLY * len(steps):
        return 1.0
    return exp(median(steps))


def _usual(whole: Mapping[int, int], month: int) -> int:
    """About how many rows a month beside this one has, as the nearest ones have that are whole."""
    nearest = sorted(whole, key=lambda other: abs(other - month))[: 2 * _BESIDE]
    return round(median(whole[other] for other in nearest)) if nearest else 0


def _by_month(days: Days) -> tuple[Counter[int], dict[int, float]]:
    """Rows by month, and each month's days at work counted by their weekday."""
    counts: Counter[int] = Counter()
    for day in days.active:
        counts[month_of_day(day)] += days.rows[day]
    months = range(month_of_day(days.active[0]), days.last_month + 1)
    return counts, {month: days.weighed(*_span(month), at_work=True) for month in months}


def _silent_months(days: Days) -> set[int]:
    """The months that an unusually long silence covers more of than is usual."""
    first, last = days.active[0], days.active[-1]
    begins = first_day_of(month_of_day(first)) if days.begins is None else min(days.begins, first)
    within = [(one + 1, two) for one, two in pairwise(days.active)]
    shut = sorted(days.weighed(*gap) for gap in within)
    at_work = sorted((days.weighed(*gap, at_work=True), gap) for gap in within)
    longest = max(_SHORTEST_GAP, _LONGER * _second(shut))
    found = _covered([(begins, first), (last + 1, first_day_of(days.last_month + 1))], longest, days, at_work=False)
    longest = max(_SHORTEST_GAP, _LONGER * _second([size for size, _ in at_work]))
    found |= _covered([gap for size, gap in at_work if size > longest], longest, days, at_work=True)
    empty = {month for gap in within for month in _months_within(*gap)}
    each_year = {month for month in empty if empty & {month - _YEAR, month + _YEAR}}
    return found | {month for month in empty - each_year if _is_missed(days, _span(month))}


def _covered(gaps: Iterable[tuple[int, int]], longest: float, days: Days, *, at_work: bool) -> set[int]:
    found: set[int] = set()
    for first, last in gaps:
        size = days.weighed(first, last, at_work=at_work)
        if size <= longest or size * days.rate(first, last) < _ENOUGH:
            continue
        for month in range(month_of_day(first), month_of_day(last - 1) + 1):
            start, end = _span(month)
            part = days.weighed(max(first, start), min(last, end), at_work=at_work)
            if part > longest or (part > 0 and first <= start and end <= last):
                found.add(month)
    return found


def _is_missed(days: Days, span: tuple[int, int]) -> bool:
    """Whether so many rows would be usual in a month without any that this is no chance, and months are told often."""
    months = {month_of_day(day) for day in days.active}
    often = 2 * len(months) > max(months) - min(months) + 1
    return often and days.weighed(*span) * days.rate(*span) >= _ENOUGH


def _months_within(first: int, last: int) -> range:
    """The calendar months that lie wholly in a stretch of days."""
    start = month_of_day(first) + (first > first_day_of(month_of_day(first)))
    return range(start, month_of_day(last))


def _second(sizes: list[float]) -> float:
    return sizes[-2] if len(sizes) > 1 else 0.0


def _span(month: int) -> tuple[int, int]:
    return first_day_of(month), first_day_of(month + 1)
