"""What is thought possible of a weekly figure before it is seen, and the part of its model that needs no figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import inf
from typing import Final, NamedTuple

import numpy as np

from customerhero.findings.stories import STEADY, Story, stories_of
from customerhero.findings.student import Numbers

WEEKS_OF_A_YEAR: Final = 52.1775
SEASON_WEEKS: Final = 104
"""From two years on a season has a second wave, and is seen rather than suspected."""
_HALF_YEAR: Final = 26
_ABSENT: Final = 1e-5
"""What is not there at all may still be so large, so that every combination has the same columns."""


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
        Errors(one, noise, 6.0 if one == 0 else 0.3 + 1.4 * one) for one in alike for noise in (0.0, 0.2, 0.4, 0.6, 0.8)
    )


class Size(NamedTuple):
    """How large something may be, in standard deviations of a week (inf: anything), and how likely beforehand."""

    most: float
    weight: float


@dataclass(frozen=True)
class Beliefs:
    """What is thought possible before the figure is seen; chosen by simulation (docs/methods/effects.md)."""

    errors: tuple[Errors, ...] = _plausible()
    trend: tuple[Size, ...] = (Size(0, 0.65), Size(1, 0.15), Size(3, 0.12), Size(10, 0.08))
    """Of the move in half a year."""
    season: tuple[Size, ...] = (Size(0, 0.75), Size(1, 0.15), Size(2, 0.1))
    """Of each yearly wave."""
    before: tuple[Size, ...] = (Size(0, 0.1), Size(1, 0.5), Size(2, 0.4))
    """How far the weeks just before the change stand apart from the level before."""
    neighbour: float = 2.0
    """How large another shift nearby may be."""
    stories: tuple[Story, ...] = ()
    """How the effect may have come about; without any, all that the weeks can tell apart."""


ALL: Final = Beliefs()
QUICK: Final = Beliefs(stories=STEADY)
"""For many series at once: an effect is there from the change on or not at all."""


def seasonal(weeks: Sequence[int]) -> bool:
    """Whether the weeks span enough to see a year come back."""
    return bool(weeks) and max(weeks) - min(weeks) + 1 >= SEASON_WEEKS


@dataclass(frozen=True)
class Columns:
    """The columns of one story: constant, trend, waves, the weeks before the change, another shift, the effect."""

    story: Story
    doubted: int
    """How many weeks before the change may stand apart."""
    has_season: bool
    since: tuple[int, ...]
    """The weeks over which the effect is told on average."""

    def of(self, weeks: Sequence[int]) -> Numbers:
        """The columns in these weeks, the effect last."""
        time = np.array(weeks, dtype=np.float64)
        turn = 2 * np.pi * time / WEEKS_OF_A_YEAR
        columns = [np.ones_like(time), time / _HALF_YEAR, np.sin(turn), np.cos(turn)]
        if self.has_season:
            columns += [np.sin(2 * turn), np.cos(2 * turn)]
        columns.append(((time < 0) & (time >= -self.doubted)).astype(np.float64))
        if self.story.has_neighbour:
            columns.append(self.story.neighbour(weeks))
        return np.column_stack([*columns, self.story.effect(weeks, self.since)])

    def sizes(self, beliefs: Beliefs) -> tuple[Numbers, Numbers]:
        """Every combination of how large each column's part may be, one a row, and how likely each is."""
        before = beliefs.before if self.doubted else (Size(0, 1.0),)
        waves, further = 4 if self.has_season else 2, [beliefs.neighbour] if self.story.has_neighbour else []
        chosen = list(product(beliefs.trend, beliefs.season, before))
        most = [[inf, trend.most, *[wave.most] * waves, apart.most, *further, inf] for trend, wave, apart in chosen]
        shares = [trend.weight * wave.weight * apart.weight for trend, wave, apart in chosen]
        return np.array(most), self.story.weight * np.array(shares)


@dataclass(frozen=True, eq=False)
class Way:
    """One story, by guess at the errors (first axis) and by combination of sizes (second)."""

    columns: Columns
    toward: Numbers
    """Columns by weeks: what the figures have in common with each column, by guess at the errors."""
    unsure: Numbers
    """Covariances of the columns' parts, where the figures vary by one."""
    weights: Numbers
    """Logarithms, without the part that depends on the figures."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """All ways in which a figure of these weeks may have come about."""

    ways: tuple[Way, ...]
    whiten: Numbers
    """What makes weeks independent of each other, by guess at the errors."""
    freedom: int


@lru_cache(maxsize=4)
def prepared(weeks: tuple[int, ...], noise: tuple[float, ...], beliefs: Beliefs, doubted: int) -> Prepared:
    """The model of these weeks; `noise` is each week's independent variance, about 1. Equal weeks share it."""
    whiten, likely = _whitening(weeks, noise, beliefs.errors)
    ways = [
        _way(columns, share, weeks, whiten, likely, beliefs) for columns, share in _columns(weeks, beliefs, doubted)
    ]
    free = 2 + any(size.most == inf for size in beliefs.trend)
    return Prepared(tuple(ways), whiten, len(weeks) - free)


def _columns(weeks: tuple[int, ...], beliefs: Beliefs, doubted: int) -> Iterator[tuple[Columns, float]]:
    """Each story with the doubted weeks, and with two of them fewer; each with its share."""
    since = tuple(week for week in weeks if week >= 0)
    stretches = [length for length in (doubted - 2, doubted) if any(-length <= week < 0 for week in weeks)] or [0]
    for story, length in product(beliefs.stories or stories_of(weeks), stretches):
        yield Columns(story, length, seasonal(weeks), since), 1 / len(stretches)


def _way(
    columns: Columns, share: float, weeks: tuple[int, ...], whiten: Numbers, likely: Numbers, beliefs: Beliefs
) -> Way:
    """Generalised least squares, drawn together by what is known beforehand [conjugate priors]."""
    own = columns.of(weeks)
    most, shares = columns.sizes(beliefs)
    known = 1 / np.maximum(most, _ABSENT) ** 2
    white = whiten @ own
    across = np.swapaxes(white, 1, 2)
    inner = (across @ white)[:, None] + known[None, :, :, None] * np.eye(own.shape[1])
    held = np.log(np.where(known > 0, known, 1)).sum(axis=1) / 2
    weights = held - np.linalg.slogdet(inner)[1] / 2 + np.log(share * shares) + likely[:, None]
    unsure: Numbers = np.asarray(np.linalg.inv(inner), dtype=np.float64)
    toward: Numbers = np.asarray(across @ whiten, dtype=np.float64)
    return Way(columns, toward, unsure, np.asarray(weights, dtype=np.float64))


def _whitening(weeks: tuple[int, ...], noise: tuple[float, ...], errors: tuple[Errors, ...]) -> tuple[Numbers, Numbers]:
    """By guess at the errors: what makes weeks independent of each other, and how likely the guess is by then."""
    time = np.array(weeks, dtype=np.float64)
    apart, own = np.abs(time[:, None] - time[None, :]), np.diag(noise)
    covariances = np.array([(1 - one.noise) * one.alike**apart + one.noise * own for one in errors])
    whiten = np.linalg.inv(np.linalg.cholesky(covariances))
    sizes = np.log(np.diagonal(whiten, axis1=1, axis2=2)).sum(axis=1)
    return whiten, np.asarray(sizes + np.log(np.array([one.weight for one in errors])), dtype=np.float64)
