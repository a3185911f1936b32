"""Whose work was harder? What the mix of work explains is told apart from what the people explain.

A regression with a lightly penalised effect of every person and of every level of the mix. The people are in the model
so that their quality is not blamed on the work they get; they are eliminated by the Schur complement, so that
thousands of them cost no more than a few sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PEOPLE_PENALTY: Final = 0.25
MIX_PENALTY: Final = 0.01
STRATA: Final = 50
_STEPS: Final = 60
_SMALL_STEP: Final = 1e-9
_FREE: Final = 1e-9
"""The penalty of the overall level: none but what keeps the equations solvable."""


@dataclass(frozen=True)
class Family:
    """How counts arise from a sum of effects: `total` is the log-partition, `mean` and `spread` its derivatives."""

    name: str
    total: Callable[[Floats], Floats]
    mean: Callable[[Floats], Floats]
    spread: Callable[[Floats], Floats]


@dataclass(frozen=True)
class Cells:
    """Work counted by person and level of each factor of the mix: `n` units (cases, years) with `y` successes."""

    person: Ints
    factors: tuple[Ints, ...]
    n: Floats
    y: Floats
    squares: Floats | None = None
    """The sum of the squared shares of credit; None where every unit is somebody's alone."""

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.person.max()) + 1 if len(self.person) else 0

    def per_person(self, values: Floats) -> Floats:
        """The sum of a value of the cells by person."""
        return np.bincount(self.person, values, self.people).astype(np.float64)

    @property
    def answers_a_unit(self) -> Floats:
        """By person how many answers a unit of credit stands for: two halves of two cases are two answers, not one.

        The variance of a sum of answers with shares c goes by the sum of c squared.
        """
        if self.squares is None:
            return np.ones(self.people)
        return self.per_person(self.n) / np.maximum(self.per_person(self.squares), 1e-12)


@dataclass(frozen=True)
class Adjusted:
    """What the mix explains: by cell its offset, by person the work in strata of like risk."""

    cells: Cells
    family: Family
    people: Floats
    """The penalised effect of each person."""
    mix: Floats
    """The overall level, then the effects of each factor's levels."""
    offsets: Floats
    """What each cell's mix adds up to."""
    strata: Floats
    """The offset of each stratum."""
    work: Floats
    """Units of work by person and stratum."""

    @property
    def y(self) -> Floats:
        """Successes by person."""
        return self.cells.per_person(self.cells.y)

    def expected(self, effect: float | Floats = 0.0) -> Floats:
        """By person the successes of somebody with this effect at the same work."""
        cells = self.cells
        effects = np.broadcast_to(np.asarray(effect, dtype=np.float64), (cells.people,))
        return cells.per_person(cells.n * self.family.mean(self.offsets + effects[cells.person]))

    def doubt(self, spread: float) -> Floats:
        """By person how many times its own variance the variance is with that of the mix adjustment; 1 is no doubt.

        `spread` is the standard deviation of people's true effects: where they differ little, what a team's work comes
        to tells how hard that work is.
        """
        penalty = max(PEOPLE_PENALTY, 1 / max(spread, 1e-3) ** 2)
        beyond = _Design(self.cells).doubt(self.people, self.mix, self.family, penalty) - 1
        return 1 + beyond * self.cells.answers_a_unit


def adjust(cells: Cells, family: Family) -> Adjusted:
    """Fit people and mix together by Newton's method and divide the work into 50 strata of like risk.

    Penalties: 0.25 on people, 0.01 on levels of the mix, each half the square of the effect.
    """
    design = _Design(cells)
    people, mix = np.zeros(cells.people), np.zeros(design.width)
    mix[0] = _start(cells, family)
    for _ in range(_STEPS):
        step = design.newton(people, mix, family)
        size = design.damped(people, mix, step, family)
        people, mix = people + size * step[0], mix + size * step[1]
        if max(np.abs(size * step[0]).max(initial=0.0), np.abs(size * step[1]).max()) < _SMALL_STEP:
            break
    offsets = design.of_mix(mix)
    strata, work = _in_strata(cells, offsets)
    return Adjusted(cells, family, people, mix, offsets, strata, work)


def pooled(levels: list[object], n: Floats, fewest: float = 50) -> Ints:
    """The levels of a factor as numbers; those with less work than `fewest` are one level together."""
    names, codes = np.unique(np.array([str(level) for level in levels], dtype=object), return_inverse=True)
    few = np.bincount(codes, n, len(names)) < fewest
    number = np.where(few, 0, np.cumsum(~few) - (0 if few.any() else 1))
    found: Ints = number[codes].astype(np.int64)
    return found


@dataclass
class _Design:
    """The levels of all factors side by side; column 0 is the overall level."""

    cells: Cells

    def __post_init__(self) -> None:
        self.sizes = [int(codes.max()) + 1 if len(codes) else 0 for codes in self.cells.factors]
        self.starts = [1 + sum(self.sizes[:place]) for place in range(len(self.sizes))]
        self.width = 1 + sum(self.sizes)
        self.penalty = np.full(self.width, MIX_PENALTY)
        self.penalty[0] = _FREE

    def of_mix(self, mix: Floats) -> Floats:
        """What the mix adds up to in each cell."""
        found: Floats = np.full(len(self.cells.n), mix[0], dtype=np.float64)
        for start, codes in zip(self.starts, self.cells.factors, strict=True):
            found += mix[start + codes]
        return found

    def newton(self, people: Floats, mix: Floats, family: Family) -> tuple[Floats, Floats]:
        """The step to the maximum of the quadratic through here, people eliminated."""
        cells, eta = self.cells, self.of_mix(mix) + people[self.cells.person]
        miss = cells.y - cells.n * family.mean(eta)
        ours, across, theirs = self._information(cells.n * family.spread(eta))
        up = cells.per_person(miss) - PEOPLE_PENALTY * people
        over = self._summed(miss) - self.penalty * mix
        shared = across / ours[:, None]
        for_mix = np.asarray(np.linalg.solve(theirs - across.T @ shared, over - shared.T @ up), dtype=np.float64)
        return (up - across @ for_mix) / ours, for_mix

    def damped(self, people: Floats, mix: Floats, step: tuple[Floats, Floats], family: Family) -> float:
        """The step is halved until it leads uphill."""
        here, size = self._height(people, mix, family), 1.0
        while size > 1e-6 and self._height(people + size * step[0], mix + size * step[1], family) < here - 1e-9:
            size /= 2
        return size

    def doubt(self, people: Floats, mix: Floats, family: Family, penalty: float) -> Floats:
        """1 + (information of the person) x (variance of the adjustment for the person's mix against all work's)."""
        eta = self.of_mix(mix) + people[self.cells.person]
        weight = self.cells.n * family.spread(eta)
        own, across, theirs = self._information(weight)
        own = np.maximum(own - PEOPLE_PENALTY, 1e-12)
        unusual = across / own[:, None] - across.sum(axis=0) / own.sum()
        variance = np.linalg.inv(theirs - across.T @ (across / (own + penalty)[:, None]))
        found: Floats = 1 + own * np.maximum(((unusual @ variance) * unusual).sum(axis=1), 0)
        return found

    def _information(self, weight: Floats) -> tuple[Floats, Floats, Floats]:
        """Of people, between people and mix, and of the mix."""
        cells = self.cells
        across = np.zeros((cells.people, self.width))
        across[:, 0] = cells.per_person(weight)
        theirs = np.diag(self.penalty)
        theirs[0, 0] += weight.sum()
        for place, (start, size) in enumerate(zip(self.starts, self.sizes, strict=True)):
            across[:, start : start + size] = _crossed(cells.person, cells.factors[place], weight, (cells.people, size))
            self._fill(theirs, place, weight)
        return across[:, 0] + PEOPLE_PENALTY, across, theirs

    def _fill(self, theirs: Floats, place: int, weight: Floats) -> None:
        codes, start, size = self.cells.factors[place], self.starts[place], self.sizes[place]
        alone = np.bincount(codes, weight, size)
        theirs[0, start : start + size] += alone
        theirs[start : start + size, 0] += alone
        theirs[range(start, start + size), range(start, start + size)] += alone
        for other in range(place):
            before, width = self.starts[other], self.sizes[other]
            both = _crossed(codes, self.cells.factors[other], weight, (size, width))
            theirs[start : start + size, before : before + width] += both
            theirs[before : before + width, start : start + size] += both.T

    def _summed(self, values: Floats) -> Floats:
        parts = [np.array([values.sum()])]
        parts += [np.bincount(codes, values, size) for codes, size in zip(self.cells.factors, self.sizes, strict=True)]
        return np.concatenate(parts)

    def _height(self, people: Floats, mix: Floats, family: Family) -> float:
        cells, eta = self.cells, self.of_mix(mix) + people[self.cells.person]
        fit = float((cells.y * eta - cells.n * family.total(eta)).sum())
        return fit - PEOPLE_PENALTY * float(people @ people) / 2 - float(self.penalty @ mix**2) / 2


def _crossed(rows: Ints, columns: Ints, weight: Floats, shape: tuple[int, int]) -> Floats:
    return np.bincount(rows * shape[1] + columns, weight, shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _start(cells: Cells, family: Family) -> float:
    share = (cells.y.sum() + 0.5) / (cells.n.sum() + 1)
    return float(np.log(share / (1 - share)) if family is LOGISTIC else np.log(share))


def _in_strata(cells: Cells, offsets: Floats) -> tuple[Floats, Floats]:
    """Offsets from the least to the greatest, cut into parts of equal width: a width no likelihood notices."""
    least, width = float(offsets.min()), max(float(np.ptp(offsets)) / STRATA, 1e-12)
    stratum = np.minimum(((offsets - least) / width).astype(np.int64), STRATA - 1)
    units = np.bincount(stratum, cells.n, STRATA)
    middle: Floats = np.bincount(stratum, cells.n * offsets, STRATA) / np.maximum(units, 1e-12)
    return middle, _crossed(cells.person, stratum, cells.n, (cells.people, STRATA))


def _softplus(eta: Floats) -> Floats:
    return np.logaddexp(0.0, eta)


def _share(eta: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(eta, -500, 500)))


def _share_spread(eta: Floats) -> Floats:
    share = _share(eta)
    return share * (1 - share)


def _rate(eta: Floats) -> Floats:
    found: Floats = np.exp(np.clip(eta, -500, 50))
    return found


LOGISTIC: Final = Family("logistic", _softplus, _share, _share_spread)
"""Successes among cases."""
POISSON: Final = Family("poisson", _rate, _rate, _rate)
"""Events within an exposure, such as losses in customer-years."""
