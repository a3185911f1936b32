"""How figures of months wander beyond what chance makes of them, and what of it is the season's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

YEAR: Final = 12
_PRIOR: Final = 3
"""Months that what is usual counts as."""
FEWEST_PAIRS: Final = 8
"""Of months a year apart, before a season is looked for."""
_SURE: Final = 2.0
"""Standard errors by which months a year apart must resemble each other to be called a season."""


@dataclass(frozen=True)
class Point:
    """A month's figure and its variance by chance alone."""

    month: int
    value: float
    variance: float


def wander_of(points: Sequence[Point], usual: float) -> tuple[float, float]:
    """The variance between months beyond chance, and its degrees of freedom.

    By moments about the weighted mean, never below nought [DerSimonian and Laird 1986]; together with what is usual, as
    if that had been seen in as many months as `_PRIOR`: one or two months show no wander of their own.
    """
    months = len(points) - 1
    return (_PRIOR * usual + months * _seen(points)) / (_PRIOR + months), float(_PRIOR + months)


def _seen(points: Sequence[Point]) -> float:
    if len(points) < 2:
        return 0.0
    weights = [1 / point.variance for point in points]
    whole = sum(weights)
    mean = sum(weight * point.value for weight, point in zip(weights, points, strict=True)) / whole
    apart = sum(weight * (point.value - mean) ** 2 for weight, point in zip(weights, points, strict=True))
    room = whole - sum(weight**2 for weight in weights) / whole
    return max(0.0, (apart - (len(points) - 1)) / room)


def expected_by_season(points: Sequence[Point], baseline: Sequence[int], month: int) -> float:
    """What the season alone makes of the difference between a month and its baseline; 0 where no season is seen.

    Where months a year apart surely resemble each other, the same difference a year ago counts by their correlation.
    """
    values = {point.month: point.value for point in points}
    year_ago = [earlier - YEAR for earlier in baseline if earlier - YEAR in values]
    pairs = [(value, values[at - YEAR]) for at, value in values.items() if at - YEAR in values]
    alike = _correlation(pairs) if len(pairs) >= FEWEST_PAIRS else 0.0
    if month - YEAR not in values or not year_ago or alike * sqrt(len(pairs)) < _SURE:
        return 0.0
    return alike * (values[month - YEAR] - sum(values[at] for at in year_ago) / len(year_ago))


def _correlation(pairs: Sequence[tuple[float, float]]) -> float:
    one, other = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
    both = sum((pair[0] - one) * (pair[1] - other) for pair in pairs)
    spreads = sum((pair[0] - one) ** 2 for pair in pairs) * sum((pair[1] - other) ** 2 for pair in pairs)
    return both / sqrt(spreads) if spreads > 0 else 0.0
