"""Interrupted time series: did the level of a weekly figure change at a day, when weeks resemble each other?

Regression with a change of level [Wagner and others 2002] and errors that are a sum of an AR(1) process and independent
noise. What nobody knows is integrated out instead of being plugged in or left free: how alike neighbouring weeks are,
whether there is a trend or a yearly wave and how large, whether the weeks just before the change stood apart, and how
the effect came about. A plugged-in guess makes intervals too narrow; a free one throws most of the power away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from customerhero.findings.beliefs import ALL, Beliefs, Columns, Way, prepared
from customerhero.findings.stories import Story, StoryKind
from customerhero.findings.student import Mixtures, Numbers

DOUBTED: Final = 6
"""Weeks just before a change that may stand apart: somebody may have acted because things were at their worst."""
_FEWEST: Final = 6
_TINY: Final = 1e-9
_UNLIKELY: Final = 1e-6
_FOUR_OF_FIVE: Final = 1.43
"""A change of half an interval of 95 % times this is seen in four of five cases: (1.96 + 0.84) / 1.96."""


@dataclass(frozen=True)
class Weekly:
    """A figure by week: weeks counted from the change (the first after it is 0), values, and how many each rests on."""

    weeks: tuple[int, ...]
    values: tuple[float, ...]
    sizes: tuple[float, ...]

    def only(self, weeks: frozenset[int]) -> Weekly:
        """The same figure in these weeks."""
        kept = [row for row in zip(self.weeks, self.values, self.sizes, strict=True) if row[0] in weeks]
        return Weekly(tuple(row[0] for row in kept), tuple(row[1] for row in kept), tuple(row[2] for row in kept))


@dataclass(frozen=True)
class Band:
    """A week as the model sees it: the level, and the level without the change with its 95 % interval."""

    week: int
    fitted: float
    without: float
    low: float
    high: float


@dataclass(frozen=True)
class Level:
    """The effect, a mean over the weeks since, with its 95 % interval, and the probability that the level rose."""

    effect: float
    low: float
    high: float
    rose: float
    spread: float
    """The standard error, for comparing changes of series that differ in noise."""
    bands: tuple[Band, ...] = ()
    stories: Mapping[StoryKind, float] = field(default_factory=dict)
    """How likely each way is in which it may have come about."""
    weeks: Mapping[StoryKind, int] = field(default_factory=dict)
    """The likeliest number of weeks of each of these ways."""

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves out zero."""
        return not self.low <= 0 <= self.high

    @property
    def detectable(self) -> float:
        """The smallest change that would have been seen in four of five cases."""
        return _FOUR_OF_FIVE * (self.high - self.low) / 2

    def widened(self, by: float) -> Level:
        """The same effect, known less well: intervals wider by that factor."""
        low, high = _further(self.effect, self.low, by), _further(self.effect, self.high, by)
        bands = tuple(
            replace(one, low=_further(one.without, one.low, by), high=_further(one.without, one.high, by))
            for one in self.bands
        )
        return replace(self, low=low, high=high, spread=by * self.spread, bands=bands)


def level_change(figure: Weekly, shown: Sequence[int] = (), beliefs: Beliefs = ALL, doubted: int = DOUBTED) -> Level:
    """The effect at week 0, on average over the weeks since, and the bands of the weeks `shown`.

    Needs six weeks, some on either side; ValueError otherwise. Weeks may be missing: weeks further apart resemble each
    other less. Sizes only say how noisy weeks are beside each other. `doubted` weeks before the change may stand apart.
    """
    if len(figure.weeks) < _FEWEST or not min(figure.weeks) < 0 <= max(figure.weeks):
        raise ValueError("A level change needs weeks on both sides, and more weeks than the model has columns.")
    values = np.array(figure.values, dtype=np.float64)
    if np.ptp(values) == 0:
        return _unmoved(float(values[0]), shown)
    middle, unit = float(values.mean()), float(values.std())
    fit = _Fit.of(figure, (values - middle) / unit, beliefs, doubted)
    return _in_units(fit.level(shown), middle, unit)


@dataclass(frozen=True, eq=False)
class _Known:
    """What one story says of the columns' parts, by what was guessed (first axis)."""

    columns: Columns
    found: Numbers
    unsure: Numbers
    """Covariances."""
    weights: Numbers


@dataclass(frozen=True, eq=False)
class _Fit:
    known: tuple[_Known, ...]
    freedom: int

    @classmethod
    def of(cls, figure: Weekly, values: Numbers, beliefs: Beliefs, doubted: int) -> _Fit:
        """Every story by every guess, weighted by how likely it makes the figure; what adds nothing is dropped."""
        model = prepared(figure.weeks, _noise(figure.sizes), beliefs, doubted)
        whole = ((model.whiten @ values) ** 2).sum(axis=1)
        told = [_seen(way, values, whole, model.freedom) for way in model.ways]
        most = max(float(weights.max()) for _, _, weights in told)
        shares = [np.exp(weights - most) for _, _, weights in told]
        least = _UNLIKELY * sum(float(one.sum()) for one in shares)
        total = sum(float(one[one > least].sum()) for one in shares)
        known = [
            _likely(way, found, squares / model.freedom, np.where(share > least, share / total, 0.0))
            for way, share, (found, squares, _) in zip(model.ways, shares, told, strict=True)
        ]
        return cls(tuple(known), model.freedom)

    def level(self, shown: Sequence[int]) -> Level:
        """The effect over all stories."""
        centres = np.concatenate([one.found[:, -1] for one in self.known])
        scales = np.sqrt(np.concatenate([one.unsure[:, -1, -1] for one in self.known]))
        weights = np.concatenate([one.weights for one in self.known])
        effect = Mixtures(centres[None, :], scales[None, :], weights, self.freedom)
        low, high = float(effect.quantiles(0.025)[0]), float(effect.quantiles(0.975)[0])
        rose = 1 - float(effect.below(np.zeros(1))[0])
        stories, weeks = self._stories()
        level = Level(float(effect.means[0]), low, high, rose, (high - low) / 3.92, (), stories, weeks)
        return replace(level, bands=self._bands(shown, level)) if shown else level

    def _stories(self) -> tuple[dict[StoryKind, float], dict[StoryKind, int]]:
        by_story: dict[Story, float] = {}
        for one in self.known:
            story = one.columns.story
            by_story[story] = by_story.get(story, 0.0) + float(one.weights.sum())
        kinds: dict[StoryKind, float] = {}
        for story, share in by_story.items():
            kinds[story.kind] = kinds.get(story.kind, 0.0) + share
        return kinds, {story.kind: story.weeks for story in sorted(by_story, key=lambda story: by_story[story])}

    def _bands(self, weeks: Sequence[int], level: Level) -> tuple[Band, ...]:
        """Since the change a band is as wide as the effect is unsure, so that picture and verdict say the same."""
        fitted, without, squares = np.zeros(len(weeks)), np.zeros(len(weeks)), np.zeros(len(weeks))
        for one in self.known:
            rows = one.columns.of(weeks)
            fitted += rows @ (one.weights @ one.found)
            rows[:, -1] = 0.0
            means = rows @ one.found.T
            unsure = np.einsum("kp,gpq,kq->kg", rows, one.unsure, rows) * self.freedom / (self.freedom - 2)
            without += means @ one.weights
            squares += (means**2 + unsure) @ one.weights
        reach = 1.96 * np.sqrt(np.maximum(squares - without**2, 0))
        down = np.where(np.array(weeks) < 0, reach, level.high - level.effect)
        up = np.where(np.array(weeks) < 0, reach, level.effect - level.low)
        rows = np.column_stack([fitted, without, without - down, without + up])
        return tuple(Band(week, *(float(figure) for figure in row)) for week, row in zip(weeks, rows, strict=True))


def _seen(way: Way, values: Numbers, whole: Numbers, freedom: int) -> tuple[Numbers, Numbers, Numbers]:
    """The columns' parts, what they leave over, and how likely that is (as logarithms), by guess."""
    toward = (way.toward @ values)[:, None]
    found = (way.unsure @ toward[..., None])[..., 0]
    squares = np.maximum(whole[:, None] - (found * toward).sum(axis=2), _TINY)
    return found, squares, way.weights - freedom / 2 * np.log(squares)


def _likely(way: Way, found: Numbers, scale: Numbers, shares: Numbers) -> _Known:
    kept = shares > 0
    return _Known(way.columns, found[kept], way.unsure[kept] * scale[kept][:, None, None], shares[kept])


def _noise(sizes: tuple[float, ...]) -> tuple[float, ...]:
    """Variance of each week beside the others: a week of half the cases is twice as noisy."""
    each = 1 / np.array(sizes, dtype=np.float64)
    return tuple(float(one) for one in each / each.mean())


def _in_units(level: Level, middle: float, unit: float) -> Level:
    """Back from standard deviations about the mean."""
    bands = tuple(
        Band(one.week, *(middle + unit * figure for figure in (one.fitted, one.without, one.low, one.high)))
        for one in level.bands
    )
    effect, low, high, spread = (unit * figure for figure in (level.effect, level.low, level.high, level.spread))
    return replace(level, effect=effect, low=low, high=high, spread=spread, bands=bands)


def _further(middle: float, end: float, by: float) -> float:
    return middle + by * (end - middle)


def _unmoved(value: float, shown: Sequence[int]) -> Level:
    """A figure that is the same in every week did not change, whatever the errors may be."""
    return Level(0.0, 0.0, 0.0, 0.5, 0.0, tuple(Band(week, value, value, value, value) for week in shown))
