"""Did a month differ from those before it, or has the figure been drifting? One judge for all figures by month.

A month is compared with the complete months before it, last month included. Months resemble each other less than chance
makes them: moods, seasons, one large account. How much less is read from all months known, and counts as error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import erfc, inf, sqrt
from typing import Final

from customerhero.findings.clusters import chance_when_worth
from customerhero.findings.permuting import Standings, tails
from customerhero.findings.student import chance_of_t
from customerhero.findings.trending import Course, Trend, course_of, drift_of, trend_of
from customerhero.findings.wandering import YEAR, Point, expected_by_season, wander_of

BASELINE: Final = 6
"""Months before the month, with which it is compared: the complete ones among them."""
HISTORY: Final = 24
"""Months before the month from which their wander and the season are read."""

USUAL_OF_SCORES: Final = 2.0
USUAL_OF_SHARES: Final = 0.12
UNSEEN_SEASON: Final = 2.0
"""How many times the usual variance between months is before a year of them is known."""


@dataclass(frozen=True)
class MonthCount:
    """What was counted in a month: a share when nothing counts down, else a score from -100 to 100."""

    month: int
    """Months since year 0."""
    counted: Standings
    worth: float
    """Independent ones that these are worth."""


@dataclass(frozen=True)
class Movement:
    """A month against those before it; chances are one-sided: of so large a rise, or fall, when nothing happened."""

    value: float
    hits: int
    """How many of n were counted; of a score those who counted down."""
    n: int
    previous: float
    previous_n: int
    months: int
    """Complete months it was compared with."""
    first: int
    """The first of them."""
    error: float
    """Of the difference, wander included."""
    fall: float
    rise: float
    trend: Trend
    course: Course
    """That which explains the month best."""
    drift: Course | None
    """The months told as a drift, where a trend is seen."""

    @property
    def difference(self) -> float:
        """The plain difference."""
        return self.value - self.previous


def movement(counts: Sequence[MonthCount], month: int) -> Movement | None:
    """The month against up to six before it; None without the month or any month before it.

    `counts` hold only months that may be compared. Chances: Fisher's exact test of the counts, widened for customers
    who repeat, and Student's t with the wander between months in the error; the larger of the two is told.
    """
    known = {count.month: count for count in counts if count.counted.n and month - HISTORY <= count.month <= month}
    now = known.pop(month, None)
    baseline = [known[earlier] for earlier in sorted(known) if earlier >= month - BASELINE]
    if now is None or not baseline:
        return None
    return _Compared(now, tuple(baseline), tuple(known[earlier] for earlier in sorted(known))).movement


@dataclass(frozen=True)
class _Compared:
    now: MonthCount
    baseline: tuple[MonthCount, ...]
    history: tuple[MonthCount, ...]

    @property
    def movement(self) -> Movement:
        fall, rise = self._chances
        points = [*self._points(self.history), self._point(self.now)]
        trend = trend_of(points)
        return Movement(
            value=100 * self.now.counted.mean,
            hits=self.now.counted.low or self.now.counted.high,
            n=self.now.counted.n,
            previous=100 * self._before.mean,
            previous_n=self._before.n,
            months=len(self.baseline),
            first=self.baseline[0].month,
            error=self._error,
            fall=fall,
            rise=rise,
            trend=trend,
            course=course_of(points),
            drift=None if trend == Trend() else drift_of(points),
        )

    @cached_property
    def _before(self) -> Standings:
        return _together(self.baseline)

    @cached_property
    def _spread(self) -> float:
        """Of one answer, in points squared."""
        return 10_000 * _together((*self.history, self.now)).variance

    def _point(self, count: MonthCount) -> Point:
        return Point(count.month, 100 * count.counted.mean, self._spread / count.worth)

    def _points(self, counts: Sequence[MonthCount]) -> list[Point]:
        return [self._point(count) for count in counts]

    @cached_property
    def _shares(self) -> list[float]:
        return [count.counted.n / self._before.n for count in self.baseline]

    @cached_property
    def _wander(self) -> tuple[float, float]:
        """The variance between months beyond chance, and its degrees of freedom."""
        return wander_of(self._points(self.history), self._usual)

    @property
    def _usual(self) -> float:
        """Scores wander by two points from month to month, shares by an eighth of themselves.

        Before a year is seen it is more: a season cannot be told from a change then.
        """
        every = _together((*self.history, self.now))
        usual = USUAL_OF_SCORES**2 if every.low else (USUAL_OF_SHARES * 100 * every.mean) ** 2
        return usual if len(self.history) >= YEAR else UNSEEN_SEASON * usual

    @cached_property
    def _variance(self) -> tuple[float, float]:
        """Of the difference: by chance alone, and by the wander of the months."""
        points = self._points(self.baseline)
        alone = self._point(self.now).variance + sum(
            share**2 * point.variance for share, point in zip(self._shares, points, strict=True)
        )
        return alone, self._wander[0] * (1 + sum(share**2 for share in self._shares))

    @property
    def _error(self) -> float:
        return sqrt(sum(self._variance))

    @property
    def _chances(self) -> tuple[float, float]:
        exact = tails(self.now.counted, self._before)
        worth = ((self.now.counted.n, self.now.worth), (self._before.n, sum(count.worth for count in self.baseline)))
        fall, rise = (chance_when_worth(chance, *worth) for chance in (exact.low, exact.high))
        t = self._beyond_season / self._error
        return max(fall, _below(t, self._freedom)), max(rise, _below(-t, self._freedom))

    @property
    def _freedom(self) -> float:
        """The wander had to be guessed from few months, chance alone did not [Satterthwaite 1946]."""
        alone, wander = self._variance
        return self._wander[1] * ((alone + wander) / wander) ** 2 if wander else inf

    @property
    def _beyond_season(self) -> float:
        """The difference without what the season made of the same months a year ago."""
        season = expected_by_season(
            self._points(self.history), [count.month for count in self.baseline], self.now.month
        )
        return 100 * (self.now.counted.mean - self._before.mean) - season


def _together(counts: Sequence[MonthCount]) -> Standings:
    return sum((count.counted for count in counts[1:]), counts[0].counted)


def _below(t: float, freedom: float) -> float:
    half = erfc(abs(t) / sqrt(2)) / 2 if freedom == inf else chance_of_t(t, freedom) / 2
    return half if t < 0 else 1 - half
