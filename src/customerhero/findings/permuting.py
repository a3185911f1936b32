"""Two groups of answers compared as if they had been dealt out by chance: exact for five as for five thousand."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_MANY: Final = 100_000
"""Above so many ways to deal the answers out, the normal curve is as good."""
_REACH: Final = 9
"""Standard deviations about the likeliest number beyond which less than 1e-18 is left."""


@dataclass(frozen=True)
class Standings:
    """How many answers count one up (promoters, hits), one down (detractors), and all; without any down a share."""

    high: int
    low: int
    n: int

    @property
    def mean(self) -> float:
        """The mean of the scores 1, 0 and -1."""
        return (self.high - self.low) / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Of one answer about the mean, never nought: half an answer is added to each end that is used."""
        more = self.n + 1
        high, low = (self.high + 0.5) / more, (self.low + 0.5) / more if self.low else 0.0
        return high + low - (high - low) ** 2

    def __add__(self, other: Standings) -> Standings:
        """Both together."""
        return Standings(self.high + other.high, self.low + other.low, self.n + other.n)

    def without(self, part: Standings) -> Standings:
        """The others."""
        return Standings(self.high - part.high, self.low - part.low, self.n - part.n)


@dataclass(frozen=True)
class Tails:
    """How often chance alone gives the first group so low a mean, and how often so high a one."""

    low: float
    high: float

    @property
    def both(self) -> float:
        """The two-sided chance: twice the smaller one."""
        return min(1.0, 2 * min(self.low, self.high))


def tails(group: Standings, others: Standings) -> Tails:
    """The chances of the group's mean when its answers are drawn from those of both, every one as likely.

    Fisher's exact test, for scores of 1, 0 and -1 as for shares; where both are large, its normal limit.
    Source: Fisher 1935; Pitman 1937.
    """
    if not group.n or not others.n:
        return Tails(1.0, 1.0)
    if others.n < group.n:
        turned = tails(others, group)
        return Tails(turned.high, turned.low)
    every = group + others
    ranges = _ranges(every, group.n)
    if len(ranges[0]) * len(ranges[1]) > _MANY:
        return _normal(group, others)
    return _exact(group, every, *ranges)


def _ranges(every: Standings, drawn: int) -> tuple[Numbers, Numbers]:
    """The numbers of high and of low answers that are not out of the question."""
    return _around(every.high, every.n, drawn), _around(every.low, every.n, drawn)


def _around(marked: int, n: int, drawn: int) -> Numbers:
    likeliest, share = drawn * marked / n, marked / n
    reach = _REACH * (sqrt(drawn * share * (1 - share)) + 1)
    low, high = max(0, drawn + marked - n, int(likeliest - reach)), min(drawn, marked, int(likeliest + reach) + 1)
    return np.arange(low, high + 1, dtype=np.float64)


def _exact(group: Standings, every: Standings, high: Numbers, low: Numbers) -> Tails:
    middle = every.n - every.high - every.low
    up, down = high[:, None], low[None, :]
    left = group.n - up - down
    possible = (left >= 0) & (left <= middle)
    logs = _log_choose(every.high, up) + _log_choose(every.low, down) + _log_choose(middle, np.clip(left, 0, middle))
    weights = np.where(possible, np.exp(logs - logs[possible].max()), 0.0)
    total, found = up - down, group.high - group.low
    lower, upper = weights[total <= found].sum(), weights[total >= found].sum()
    whole = weights.sum()
    return Tails(float(min(1.0, lower / whole)), float(min(1.0, upper / whole)))


def _log_choose(n: int, k: Numbers) -> Numbers:
    """Of n things k: its logarithm."""
    logs = _log_factorials(n)
    whole = k.astype(int)
    return np.asarray(logs[n] - logs[whole] - logs[n - whole])


def _log_factorials(n: int) -> Numbers:
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1, dtype=np.float64)))))


def _normal(group: Standings, others: Standings) -> Tails:
    every = group + others
    error = sqrt(every.variance * (1 / group.n + 1 / others.n))
    z = (group.mean - others.mean) / error
    return Tails(erfc(-z / sqrt(2)) / 2, erfc(z / sqrt(2)) / 2)
