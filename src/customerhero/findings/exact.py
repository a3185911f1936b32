"""Exact tests of two shares, which hold for one hit among a hundred as for thousands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Counted = tuple[int, int]
"""Hits, and among how many."""
Chances = NDArray[np.float64]

_REACH: Final = 12.0
_BESIDE: Final = 40
"""Counts further than so many standard errors and so many hits from the likeliest have no chance worth adding."""
_LEAST: Final = 1e-30
_EQUAL: Final = 1e-9


def chance_within(strata: Iterable[tuple[Counted, Counted]]) -> float:
    """The two-sided probability of two groups differing so much by chance, each stratum compared within itself.

    Fisher's exact test with mid-p; of several strata (months, topics) the hits of the first group are added up, so that
    a group that is large in a bad month is no worse for it. Sources: Fisher (1935); Zelen (1971) for strata; Lancaster
    (1961) for mid-p. 1 where nothing could have come out differently.
    """
    parts = [_hits_of_one(one, other) for one, other in strata if one[1] and other[1]]
    found, first, chances = reduce(_together, parts, (0, 0, np.ones(1)))
    if len(chances) == 1:
        return 1.0
    place = found - first
    if not 0 <= place < len(chances):
        return _LEAST
    own = chances[place]
    as_likely = np.abs(chances - own) <= _EQUAL * own
    rarer = float(chances[(chances < own) & ~as_likely].sum())
    return float(min(1.0, max(_LEAST, rarer + float(chances[as_likely].sum()) / 2)))


def _hits_of_one(one: Counted, other: Counted) -> tuple[int, int, Chances]:
    """The hits found in one group, the least they could be, and the chances of them all given the hits of both."""
    hits, n, rest = one[0] + other[0], one[1], other[1]
    if hits == 1:
        return one[0], 0, np.array((rest, n)) / (n + rest)
    least, most = max(0, hits - rest), min(hits, n)
    everybody = n + rest
    likeliest = (hits + 1) * (n + 1) // (everybody + 2)
    spread = sqrt(hits * (n / everybody) * (rest / everybody) * (everybody - hits) / max(everybody - 1, 1))
    reach = int(_REACH * spread) + _BESIDE
    first, last = max(least, likeliest - reach), min(most, likeliest + reach)
    counts = np.arange(first, last, dtype=float)
    steps = np.log((hits - counts) / (counts + 1)) + np.log((n - counts) / (rest - hits + counts + 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    chances = np.exp(logs - logs.max())
    return one[0], first, chances / chances.sum()


def _together(one: tuple[int, int, Chances], other: tuple[int, int, Chances]) -> tuple[int, int, Chances]:
    chances, first = np.convolve(one[2], other[2]), one[1] + other[1]
    if chances[0] < _LEAST or chances[-1] < _LEAST:
        worth = np.flatnonzero(chances >= _LEAST)
        chances, first = chances[worth[0] : worth[-1] + 1], first + int(worth[0])
    return one[0] + other[0], first, chances
