"""What course a figure took: this month apart from the others, a new level since before, or a drift month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from customerhero.findings.intervals import Z95
from customerhero.findings.student import chance_of_t
from customerhero.findings.wandering import Point

Kind = Literal["month", "level", "drift"]
MOST: Final = 12
FEWEST: Final = 8
"""Months that a drift is looked for in, this one included."""
LATEST: Final = 3
"""Steps from month to month that a drift has at least."""
_BY_THEN: Final = 0.1
"""The one-sided chance below which a drift must have been seen without the newest month too."""
_CLEARER: Final = 2.0
"""By so much in squared errors another course must fit better before it is told instead."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """How a figure came to where it stands."""

    kind: Kind
    """The newest month alone, a level that holds since an earlier month, or a drift."""
    since: int
    """The first month of it; of a drift the last month before it began."""
    a_month: float = 0.0
    """Of a drift, with its interval."""
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Trend:
    """How often chance alone makes so steep a fall, or rise, of month after month; 1 where there is no drift."""

    fall: float = 1.0
    rise: float = 1.0


def course_of(points: Sequence[Point]) -> Course:
    """The course that fits the newest twelve months best; another than the newest month alone only if clearly better.

    A drift is a bend with at least three steps after it; a new level is one step before the newest month.
    """
    recent = _recent(points)
    months, values, chance = _arrays(recent)
    newest, error = months[-1], float(chance.mean())
    if len(recent) < FEWEST:
        return Course("month", int(newest))
    steps = {at: _stepped(months, values, at) for at in months[1:]}
    level = min(months[1:], key=lambda at: steps[at])
    left = _squares(_best_bend(months, values)[1].left)
    if steps[newest] - min(left, steps[level]) <= _CLEARER * error:
        return Course("month", int(newest))
    if left - steps[level] > _CLEARER * error:
        return Course("level", int(level))
    return drift_of(points)


def drift_of(points: Sequence[Point]) -> Course:
    """The newest twelve months told as a drift: since when, and by how much a month."""
    months, values, chance = _arrays(_recent(points))
    since, bent = _best_bend(months, values)
    half = Z95 * _error(bent.left, bent.away, chance)
    return Course("drift", since, bent.slope, bent.slope - half, bent.slope + half)


def trend_of(points: Sequence[Point]) -> Trend:
    """The trend of up to twelve months by least squares, its error widened by how alike neighbouring months are.

    It must be seen without the newest month too, and no single step may fit clearly better.
    """
    recent = _recent(points)
    if len(recent) < FEWEST:
        return Trend()
    trend, before = _Line.through(recent), _Line.through(recent[:-1])
    months, values, chance = _arrays(recent)
    bend = _squares(_best_bend(months, values)[1].left)
    stepped = min(_stepped(months, values, at) for at in months[1:])
    if trend.slope * before.slope <= 0 or before.chance > _BY_THEN or bend - stepped > _CLEARER * float(chance.mean()):
        return Trend()
    return Trend(fall=trend.chance) if trend.slope < 0 else Trend(rise=trend.chance)


def _recent(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if point.month > points[-1].month - MOST]


@dataclass(frozen=True)
class _Line:
    slope: float
    error: float
    freedom: int

    @classmethod
    def through(cls, points: Sequence[Point]) -> _Line:
        months, values, chance = _arrays(points)
        away = months - months.mean()
        slope = float(away @ values / (away @ away))
        left = values - values.mean() - slope * away
        return cls(slope, _error(left, away, chance), len(points) - 2)

    @property
    def chance(self) -> float:
        """One-sided, of so steep a line in its own direction."""
        return chance_of_t(self.slope / self.error, self.freedom) / 2


def _arrays(points: Sequence[Point]) -> tuple[Numbers, Numbers, Numbers]:
    columns = zip(*((point.month, point.value, point.variance) for point in points), strict=True)
    months, values, variances = (np.array(column, dtype=np.float64) for column in columns)
    return months, values, variances


def _error(left: Numbers, away: Numbers, chance: Numbers) -> float:
    """Of a slope: never less than chance alone makes it, and wider where neighbouring months resemble each other."""
    spread = max(float(left @ left) / (len(left) - 2), float(chance.mean()))
    return float(np.sqrt(spread * _alike(left) / (away @ away)))


def _alike(left: Numbers) -> float:
    """How many times the variance of a line's slope grows because neighbouring months resemble each other."""
    whole = float(left @ left)
    seen = float(left[1:] @ left[:-1]) / whole if whole > 0 else 0.0
    alike = min(0.7, max(0.0, seen + (1 + 3 * max(seen, 0.0)) / len(left)))
    return (1 + alike) / (1 - alike)


@dataclass(frozen=True)
class _Bend:
    slope: float
    away: Numbers
    left: Numbers


def _best_bend(months: Numbers, values: Numbers) -> tuple[int, _Bend]:
    """The last level month and the line that is level up to it, by least squares."""
    bends = [(int(since), _bent(months, values, since)) for since in months[:-LATEST]]
    return min(bends, key=lambda bend: _squares(bend[1].left))


def _bent(months: Numbers, values: Numbers, since: float) -> _Bend:
    since_then = np.maximum(0.0, months - since)
    away = since_then - since_then.mean()
    slope = float(away @ values / (away @ away))
    return _Bend(slope, away, values - values.mean() - slope * away)


def _squares(left: Numbers) -> float:
    return float(left @ left)


def _stepped(months: Numbers, values: Numbers, at: float) -> float:
    sides = values[months < at], values[months >= at]
    return float(sum(((side - side.mean()) ** 2).sum() for side in sides))
