"""How long customers stay: Kaplan-Meier, log-rank and the mean of a horizon, from counts by duration."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, exp, inf, lgamma, log, sqrt

import numpy as np

from customerhero.findings.intervals import Z95
from customerhero.findings.measure import Interval

METHOD = "Greenwood, log-log"


@dataclass(frozen=True)
class LifeRow:
    """What happened after so long: how many were at risk, were lost, ceased to be seen, and came under observation."""

    time: int
    at_risk: int
    lost: int
    censored: int
    entering: int


@dataclass(frozen=True)
class Point:
    """The share still kept after a time, with its interval and the sum of Greenwood's formula."""

    time: int
    at_risk: int
    kept: float
    low: float
    high: float
    greenwood: float


@dataclass(frozen=True)
class Curve:
    """Shares kept by time, falling at each loss."""

    points: tuple[Point, ...]
    lost: int
    n: int

    @property
    def known_until(self) -> int:
        """The longest time anybody was seen for; beyond it nothing is known."""
        return self.points[-1].time if self.points else 0

    @property
    def emptied(self) -> bool:
        """Whether all at risk were lost while others came under observation later: then the curve says nothing."""
        return any(point.kept == 0 and later.at_risk > 0 for point, later in pairwise(self.points))

    def at(self, time: float) -> Point | None:
        """The last point up to a time; None before the first and beyond what is known, unless all are lost."""
        place = bisect_right(self.points, time, key=lambda point: point.time) - 1
        if place < 0 or (time > self.known_until and self.points[place].kept > 0):
            return None
        return self.points[place]

    @property
    def median(self) -> int | None:
        """The time after which half are lost; None while more than half are kept."""
        return next((point.time for point in self.points if point.kept <= 0.5), None)

    def mean_within(self, horizon: float) -> tuple[float, float]:
        """The mean time kept within a horizon (or what is known of it), and its standard error.

        Area under the curve; error by Greenwood's sums of the areas that follow each loss [Klein, Moeschberger 2003].
        """
        end = min(horizon, self.known_until) if self.points and self.points[-1].kept > 0 else horizon
        times = [0.0, *(float(point.time) for point in self.points if point.time < end), end]
        kept = [1.0, *(point.kept for point in self.points if point.time < end)]
        areas = [share * (later - time) for share, time, later in zip(kept, times, times[1:], strict=False)]
        remaining, variance = 0.0, 0.0
        sums = [0.0, *(point.greenwood for point in self.points if point.time < end)]
        for place in range(len(areas) - 1, 0, -1):
            remaining += areas[place]
            variance += remaining**2 * (sums[place] - sums[place - 1])
        return sum(areas), sqrt(max(variance, 0.0))


def life_table(exits: Mapping[int, tuple[int, int]], entries: Mapping[int, int]) -> list[LifeRow]:
    """Rows in time order from (lost, censored) by duration and entries by time.

    Who comes under observation at a time is at risk only after it, but for the first time of all: losses come first.
    """
    rows, inside, first = [], 0, True
    for time in sorted(exits.keys() | entries.keys()):
        lost, censored = exits.get(time, (0, 0))
        entering = entries.get(time, 0)
        rows.append(LifeRow(time, inside + (entering if first else 0), lost, censored, entering))
        inside, first = inside + entering - lost - censored, False
    return rows


def kaplan_meier(rows: Iterable[LifeRow]) -> Curve:
    """The product-limit curve [Kaplan and Meier 1958] with the exponential (log-log) Greenwood interval of 95 %."""
    points, sure, greenwood, lost, n = [], 0.0, 0.0, 0, 0
    for row in rows:
        lost, n = lost + row.lost, n + row.entering
        if row.lost:
            left = row.at_risk - row.lost
            sure += log(left / row.at_risk) if left else -inf
            greenwood += row.lost / (row.at_risk * left) if left else 0.0
        points.append(Point(row.time, row.at_risk, exp(sure), *_log_log(sure, greenwood), greenwood))
    return Curve(tuple(points), lost, n)


def log_rank(tables: Sequence[Sequence[LifeRow]]) -> tuple[float, float]:
    """The log-rank statistic across groups and its chance, chi-square with groups - 1 degrees of freedom [Peto 1972].

    (0, 1) when there are fewer than two groups or no losses.
    """
    if len(tables) < 2:
        return 0.0, 1.0
    times = sorted({row.time for table in tables for row in table if row.lost})
    if not times:
        return 0.0, 1.0
    at_risk = np.array([_at_risk(table, times) for table in tables], dtype=float)
    lost = np.array([_lost(table, times) for table in tables], dtype=float)
    n, d = at_risk.sum(axis=0), lost.sum(axis=0)
    excess = (lost - at_risk * d / n).sum(axis=1)
    factor = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0.0)
    shares = at_risk / n
    spread = np.diag((shares * factor).sum(axis=1)) - (shares * factor) @ shares.T
    statistic = float(excess[:-1] @ np.linalg.pinv(spread[:-1, :-1]) @ excess[:-1])
    return statistic, chance_of_chi_square(statistic, len(tables) - 1)


def expected_losses(group: Sequence[LifeRow], others: Sequence[LifeRow]) -> float:
    """How many of the group would have been lost had it lost customers as all do together."""
    times = sorted({row.time for row in [*group, *others] if row.lost})
    mine, theirs = _at_risk(group, times), _at_risk(others, times)
    lost = [one + other for one, other in zip(_lost(group, times), _lost(others, times), strict=True)]
    counted = zip(mine, theirs, lost, strict=True)
    return sum(one * gone / (one + other) for one, other, gone in counted if one + other)


def chance_of_chi_square(statistic: float, degrees: int) -> float:
    """The probability of a chi-square at least this large, by the recurrence of the incomplete gamma function."""
    x = statistic / 2
    if x <= 0:
        return 1.0
    shape, chance = (0.5, erfc(sqrt(x))) if degrees % 2 else (1.0, exp(-x))
    while shape < degrees / 2:
        chance += exp(shape * log(x) - x - lgamma(shape + 1))
        shape += 1
    return min(chance, 1.0)


def interval_of(point: Point, scale: float = 1.0) -> Interval:
    """The interval of a point of the curve."""
    return Interval(scale * point.low, scale * point.high, METHOD)


def _log_log(sure: float, greenwood: float) -> tuple[float, float]:
    if sure == 0.0:
        return 1.0, 1.0
    if sure == -inf:
        return 0.0, 0.0
    spread = Z95 * sqrt(greenwood) / -sure
    middle = log(-sure)
    return exp(-exp(middle + spread)), exp(-exp(middle - spread))


def _at_risk(table: Sequence[LifeRow], times: Sequence[int]) -> list[int]:
    """How many of the table were at risk at each time, also where the table has no row."""
    known, at_risk, place, inside = [], 0, 0, 0
    for time in times:
        while place < len(table) and table[place].time < time:
            row = table[place]
            first = row.entering if place == 0 else 0
            inside = row.at_risk - first + row.entering - row.lost - row.censored
            place += 1
        here = place < len(table) and table[place].time == time
        at_risk = table[place].at_risk if here else inside
        known.append(at_risk)
    return known


def _lost(table: Sequence[LifeRow], times: Sequence[int]) -> list[int]:
    lost = {row.time: row.lost for row in table}
    return [lost.get(time, 0) for time in times]
