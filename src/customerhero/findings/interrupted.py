"""Interrupted time series: did the level of a weekly figure change at a day, when weeks resemble each other?

Segmented regression [Wagner and others 2002] with a level change and a trend, and errors that are a sum of an AR(1)
process and independent noise. How alike neighbouring weeks are is never known: it is integrated out on a grid instead
of being plugged in, because a plugged-in guess makes intervals too narrow and cries success too often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from customerhero.findings.student import Mixtures, Numbers

WEEKS_OF_A_YEAR: Final = 52.1775
SEASON_WEEKS: Final = 104
"""A yearly wave is fitted only where the weeks span two years; a shorter series cannot tell it from a change."""
LEVEL: Final = 2
"""The column of the level change, after the constant and the trend."""
_TINY: Final = 1e-9


@dataclass(frozen=True)
class Errors:
    """One guess at the errors: how alike neighbouring weeks are, how much is independent noise, and its weight."""

    alike: float
    noise: float
    weight: float = 1.0


def _plausible() -> tuple[Errors, ...]:
    """From independent weeks to a slow wander; the weights were chosen by simulation (docs/methods/effects.md)."""
    alike = (*(step / 10 for step in range(10)), 0.95, 0.98)
    return tuple(
        Errors(one, noise, 2.0 if one == 0 else 0.5 + one) for one in alike for noise in (0.0, 0.2, 0.4, 0.6, 0.8)
    )


PLAUSIBLE: Final = _plausible()


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
    """The level change with its 95 % interval, and the probability that the level rose."""

    effect: float
    low: float
    high: float
    rose: float
    spread: float
    """The standard error, for comparing changes of series that differ in noise."""
    bands: tuple[Band, ...] = ()

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves out zero."""
        return not self.low <= 0 <= self.high


def level_change(figure: Weekly, shown: Sequence[int] = (), errors: tuple[Errors, ...] = PLAUSIBLE) -> Level:
    """The change of level at week 0, and the bands of the weeks `shown`.

    Needs weeks on both sides and at least three more weeks than the model has columns; ValueError otherwise. Weeks
    may be missing: weeks further apart resemble each other less. Sizes only say how noisy weeks are beside each other.
    """
    values = np.array(figure.values, dtype=np.float64)
    if np.ptp(values) == 0:
        return _unmoved(float(values[0]), shown)
    fit = _Fit.of(design(figure.weeks, _noise(figure.sizes), errors), values)
    effect = fit.along(_unit(fit.design.columns, LEVEL)[None, :])
    low, high = float(effect.quantiles(0.025)[0]), float(effect.quantiles(0.975)[0])
    rose = 1 - float(effect.below(np.zeros(1))[0])
    return Level(float(effect.means[0]), low, high, rose, (high - low) / 3.92, fit.bands(shown))


@dataclass(frozen=True, eq=False)
class Design:
    """Everything that does not depend on the values, by guess at the errors (first axis)."""

    weeks: tuple[int, ...]
    columns: Numbers
    whiten: Numbers
    solve: Numbers
    unsure: Numbers
    weights: Numbers
    """Logarithms, without the part that depends on the values."""

    @property
    def freedom(self) -> int:
        """Weeks beyond those the columns use up."""
        weeks, columns = self.columns.shape
        return int(weeks - columns)


@lru_cache(maxsize=64)
def design(weeks: tuple[int, ...], noise: tuple[float, ...], errors: tuple[Errors, ...] = PLAUSIBLE) -> Design:
    """The model of these weeks; `noise` is each week's independent variance, about 1. Equal weeks share it."""
    columns = columns_of(weeks, seasonal(weeks))
    if columns.shape[0] < columns.shape[1] + 3 or not min(weeks) < 0 <= max(weeks):
        raise ValueError("A level change needs weeks on both sides, and more weeks than the model has columns.")
    whiten = np.linalg.inv(np.linalg.cholesky(_covariances(weeks, noise, errors)))
    white = whiten @ columns
    unsure = np.asarray(np.linalg.inv(np.swapaxes(white, 1, 2) @ white), dtype=np.float64)
    sizes: Numbers = np.log(np.diagonal(whiten, axis1=1, axis2=2)).sum(axis=1) + np.linalg.slogdet(unsure)[1] / 2
    priors = np.log(np.array([one.weight for one in errors]))
    weights: Numbers = np.asarray(priors + sizes, dtype=np.float64)
    return Design(weeks, columns, whiten, unsure @ np.swapaxes(white, 1, 2) @ whiten, unsure, weights)


def columns_of(weeks: Sequence[int], season: bool) -> Numbers:
    """Constant, trend, level change, and the yearly wave where there is one."""
    time = np.array(weeks, dtype=np.float64)
    columns = [np.ones_like(time), time / 52, (time >= 0).astype(np.float64)]
    if season:
        turn = 2 * np.pi * time / WEEKS_OF_A_YEAR
        columns += [np.sin(turn), np.cos(turn)]
    return np.column_stack(columns)


def seasonal(weeks: Sequence[int]) -> bool:
    """Whether the weeks span enough to see a year come back."""
    return bool(weeks) and max(weeks) - min(weeks) + 1 >= SEASON_WEEKS


@dataclass(frozen=True, eq=False)
class _Fit:
    design: Design
    found: Numbers
    scale: Numbers
    """Variance by guess at the errors."""
    weights: Numbers

    @classmethod
    def of(cls, model: Design, values: Numbers) -> _Fit:
        found = model.solve @ values
        left = model.whiten @ (values - found @ model.columns.T)[:, :, None]
        squares = (left[:, :, 0] ** 2).sum(axis=1) + (_TINY * np.abs(values).max()) ** 2
        weights = model.weights - model.freedom / 2 * np.log(squares)
        weights = np.exp(weights - weights.max())
        return cls(model, found, squares / model.freedom, weights / weights.sum())

    def along(self, directions: Numbers) -> Mixtures:
        """What is known of combinations of the columns, one a row."""
        unsure = np.einsum("kp,gpq,kq->kg", directions, self.design.unsure, directions)
        return Mixtures(directions @ self.found.T, np.sqrt(self.scale * unsure), self.weights, self.design.freedom)

    def bands(self, weeks: Sequence[int]) -> tuple[Band, ...]:
        if not weeks:
            return ()
        rows = columns_of(weeks, self.design.columns.shape[1] > LEVEL + 1)
        fitted = self.along(rows).means
        rows[:, LEVEL] = 0.0
        without = self.along(rows)
        known = (fitted, without.means, without.quantiles(0.025), without.quantiles(0.975))
        return tuple(Band(week, *(float(figures[place]) for figures in known)) for place, week in enumerate(weeks))


def _covariances(weeks: tuple[int, ...], noise: tuple[float, ...], errors: tuple[Errors, ...]) -> Numbers:
    time = np.array(weeks, dtype=np.float64)
    apart = np.abs(time[:, None] - time[None, :])
    own = np.diag(noise)
    return np.array([(1 - one.noise) * one.alike**apart + one.noise * own for one in errors])


def _noise(sizes: tuple[float, ...]) -> tuple[float, ...]:
    """Variance of each week beside the others: a week of half the cases is twice as noisy."""
    each = 1 / np.array(sizes, dtype=np.float64)
    return tuple(float(one) for one in each / each.mean())


def _unit(columns: Numbers, place: int) -> Numbers:
    direction = np.zeros(columns.shape[1])
    direction[place] = 1.0
    return direction


def _unmoved(value: float, shown: Sequence[int]) -> Level:
    """A figure that is the same in every week did not change, whatever the errors may be."""
    return Level(0.0, 0.0, 0.0, 0.5, 0.0, tuple(Band(week, value, value, value, value) for week in shown))
