"""How long customers stay: Kaplan-Meier, log-rank and the mean of a horizon, from counts by duration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, exp, inf, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

from customerhero.findings.exact import chance_within
from customerhero.findings.intervals import Z95
from customerhero.findings.measure import Interval

METHOD = "Greenwood, log-log"
_MANY = 500
"""From so many expected losses on, chi-square is as good as the exact test."""
Counts = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class LifeTable:
    """By time, in order: how many were at risk, were lost, ceased to be seen, and came under observation."""

    time: Counts
    at_risk: Counts
    lost: Counts
    censored: Counts
    entering: Counts

    @property
    def n(self) -> int:
        """How many were ever seen."""
        return int(self.entering.sum())

    @property
    def inside(self) -> Counts:
        """How many are under observation after each time."""
        return np.cumsum(self.entering - self.lost - self.censored)


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
    """Shares kept by time, falling at each loss, with their intervals and the sums of Greenwood's formula."""

    table: LifeTable
    kept: Shares
    low: Shares
    high: Shares
    greenwood: Shares

    @property
    def points(self) -> tuple[Point, ...]:
        """The curve point by point."""
        return tuple(map(self._point, range(len(self.kept))))

    @property
    def lost(self) -> int:
        """How many were lost."""
        return int(self.table.lost.sum())

    @property
    def n(self) -> int:
        """How many were ever seen."""
        return self.table.n

    @property
    def known_until(self) -> int:
        """The longest time anybody was seen for; beyond it nothing is known."""
        return int(self.table.time[-1]) if len(self.kept) else 0

    @property
    def emptied(self) -> bool:
        """Whether all at risk were lost while others came under observation later: then the curve says nothing."""
        return bool(((self.kept[:-1] == 0) & (self.table.at_risk[1:] > 0)).any())

    def at(self, time: float) -> Point | None:
        """The last point up to a time; None before the first and beyond what is known, unless all are lost."""
        place = int(np.searchsorted(self.table.time, time, side="right")) - 1
        if place < 0 or (time > self.known_until and self.kept[place] > 0):
            return None
        return self._point(place)

    @property
    def median(self) -> int | None:
        """The time after which half are lost; None while more than half are kept."""
        lower = np.flatnonzero(self.kept <= 0.5 + 1e-9)  # a product of floats: a half may come out a little above
        return int(self.table.time[lower[0]]) if len(lower) else None

    def mean_within(self, horizon: float) -> tuple[float, float]:
        """The mean time kept within a horizon (or what is known of it), and its standard error.

        Area under the curve; error by Greenwood's sums of the areas that follow each loss [Klein, Moeschberger 2003].
        """
        end = min(horizon, self.known_until) if len(self.kept) and self.kept[-1] > 0 else horizon
        before = self.table.time < end
        times = np.concatenate(([0.0], self.table.time[before], [end]))
        areas = np.concatenate(([1.0], self.kept[before])) * np.diff(times)
        following = np.cumsum(areas[:0:-1])[::-1]
        steps = np.diff(self.greenwood[before], prepend=0.0)
        return float(areas.sum()), sqrt(max(float((following**2 * steps).sum()), 0.0))

    def _point(self, place: int) -> Point:
        time, at_risk = int(self.table.time[place]), int(self.table.at_risk[place])
        columns = (self.kept, self.low, self.high, self.greenwood)
        return Point(time, at_risk, *(float(column[place]) for column in columns))


def life_table(exits: Mapping[int, tuple[int, int]], entries: Mapping[int, int]) -> LifeTable:
    """The table from (lost, censored) by duration and entries by time."""
    ended = [(time, lost, censored, 0) for time, (lost, censored) in exits.items()]
    came = [(time, 0, 0, entering) for time, entering in entries.items()]
    return life_table_of(np.array([*ended, *came], dtype=np.int64).reshape(-1, 4))


def life_table_of(counted: Counts) -> LifeTable:
    """The table from rows of time, lost, censored and entering, in any order.

    Who comes under observation at a time is at risk only after it, but for the first time of all: losses come first.
    """
    times, place = np.unique(counted[:, 0], return_inverse=True)
    sums = np.zeros((3, len(times)), dtype=np.int64)
    for total, column in zip(sums, counted.T[1:], strict=True):
        np.add.at(total, place, column)
    lost, censored, entering = sums
    net = entering - lost - censored
    at_risk = np.cumsum(net) - net
    at_risk[:1] += entering[:1]
    return LifeTable(times, at_risk, lost, censored, entering)


def kaplan_meier(table: LifeTable) -> Curve:
    """The product-limit curve [Kaplan and Meier 1958] with the exponential (log-log) Greenwood interval of 95 %."""
    left = table.at_risk - table.lost
    falls, some = table.lost > 0, (table.lost > 0) & (left > 0)
    shares, spreads = np.zeros(len(left)), np.zeros(len(left))
    np.log(left / np.maximum(table.at_risk, 1), out=shares, where=some)
    shares[falls & ~some] = -inf
    np.divide(table.lost, table.at_risk.astype(float) * left, out=spreads, where=some)
    sure, greenwood = np.cumsum(shares), np.cumsum(spreads)
    return Curve(table, np.exp(sure), *_log_log(sure, greenwood), greenwood)


def log_rank(tables: Sequence[LifeTable]) -> tuple[float, float]:
    """The log-rank statistic across groups and its chance, chi-square with groups - 1 degrees of freedom [Peto 1972].

    (0, 1) when there are fewer than two groups or no losses.
    """
    if len(tables) < 2:
        return 0.0, 1.0
    times = _times_of_losses(tables)
    if not len(times):
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


def chance_of_losses(group: LifeTable, others: LifeTable) -> float:
    """The two-sided chance that a group loses so many more or fewer than all others, at each time of those at risk.

    The log-rank test's, exact while few are expected: chi-square is too liberal there at the levels that many groups
    together ask for.
    """
    expected, times = expected_losses(group, others), _times_of_losses((group, others))
    lost = int(_lost(group, times).sum() + _lost(others, times).sum()) if len(times) else 0
    if min(expected, lost - expected) > _MANY:
        return log_rank([group, others])[1]
    both = [(_lost(one, times).tolist(), _at_risk(one, times).tolist()) for one in (group, others)]
    return chance_within(zip(zip(*both[0], strict=True), zip(*both[1], strict=True), strict=True))


def expected_losses(group: LifeTable, others: LifeTable) -> float:
    """How many of the group would have been lost had it lost customers as all do together."""
    times = _times_of_losses((group, others))
    mine, theirs = _at_risk(group, times), _at_risk(others, times)
    lost = _lost(group, times) + _lost(others, times)
    return float((mine * lost / np.maximum(mine + theirs, 1)).sum())


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


def _log_log(sure: Shares, greenwood: Shares) -> tuple[Shares, Shares]:
    """Both ends of the interval: 1 before the first loss, 0 when nobody is left."""
    inner = np.isfinite(sure) & (sure != 0.0)
    surely = np.where(inner, -sure, 1.0)
    spread, middle = Z95 * np.sqrt(greenwood) / surely, np.log(surely)
    outer = np.where(sure == 0.0, 1.0, 0.0)
    low, high = (np.where(inner, np.exp(-np.exp(middle + side * spread)), outer) for side in (1, -1))
    return low, high


def _times_of_losses(tables: Sequence[LifeTable]) -> Counts:
    return np.unique(np.concatenate([table.time[table.lost > 0] for table in tables]))


def _at_risk(table: LifeTable, times: Counts) -> Counts:
    """How many of the table were at risk at each time, also where the table has no row."""
    place = np.searchsorted(table.time, times)
    between = np.concatenate(([0], table.inside))[place]
    return _there(table, times, table.at_risk, between)


def _lost(table: LifeTable, times: Counts) -> Counts:
    return _there(table, times, table.lost, np.zeros(len(times), dtype=np.int64))


def _there(table: LifeTable, times: Counts, column: Counts, otherwise: Counts) -> Counts:
    if not len(column):
        return otherwise
    place = np.minimum(np.searchsorted(table.time, times), len(column) - 1)
    return np.where(table.time[place] == times, column[place], otherwise)
