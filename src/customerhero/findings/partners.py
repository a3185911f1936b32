"""Who did it, where people work on cases together? What partners explain is taken out of what somebody is thanked for.

Each case's log-odds hold the sum of its people's effects, so that the effects of all are estimated together (a crossed
model). Where the same people always work together nothing tells them apart: each is likely only as far as the other is
not. The model is quadratic around everybody's own estimate: its information between two people is the sum of the
products of their shares of credit over the cases they share, so that no case has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from customerhero.findings.casemix import Adjusted, Floats, Ints
from customerhero.findings.shrinking import GRID, Shrunken, assessed, density, log_likelihoods, shrink

_ROUNDS: Final = 4
_DEGREES: Final = 4
_LEAST_SPREAD: Final = 0.05
_WIDTH: Final = 3.29
"""Of a normal distribution's 90 % interval, in standard deviations."""
_TO_LOOK_AT: Final = 0.5
"""Whoever is less likely than this to lie above the bar is not named anyway."""
_LINKED: Final = 0.1
"""Correlation of two estimates from which on one may stand for the other."""
_MOST_PARTNERS: Final = 6
ALWAYS: Final = 0.8
"""The share of the work of two people that is the same work from which on they always work together."""
_EITHER: Final = 0.5
"""The most that can be said of one of two who always work together."""


@dataclass(frozen=True)
class Role:
    """Those of one role, with what is known of the noise in their answers."""

    adjusted: Adjusted
    overdispersion: Floats
    allowance: float = 0.0


@dataclass(frozen=True)
class Shared:
    """Pairs of people who share cases, numbered through all roles one after the other: the sum of share times share."""

    one: Ints
    other: Ints
    products: Floats


@dataclass(frozen=True)
class Judged:
    """What is known of the people of one role."""

    shrunken: Shrunken
    alone: Floats
    """The probability of lying above the bar if nobody had helped."""
    closest: Floats
    """The largest share of somebody's work that is one and the same colleague's whole work, too."""


def assessed_together(roles: Sequence[Role], shared: Shared) -> list[Judged]:
    """The posterior of each person of each role, given what their partners explain."""
    alone = [assessed(each.adjusted, each.overdispersion, each.allowance) for each in roles]
    if not len(shared.one):
        return [by_oneself(told) for told in alone]
    together = _Together(roles, shared, alone)
    found = alone
    for _ in range(_ROUNDS):
        found = together.judged(found)
    closest = together.of_roles(together.closest(shared))
    told = zip(together.told_apart(found), alone, closest, strict=True)
    return [_as_far_as_told_apart(each, one.above, share) for each, one, share in told]


def by_oneself(told: Shrunken) -> Judged:
    """Of people who share no work."""
    return Judged(told, told.above, np.zeros(len(told.above)))


def _as_far_as_told_apart(told: Shrunken, alone: Floats, closest: Floats) -> Judged:
    """Of two who always work together each is as likely to be the one as the other, whatever their roles are like."""
    above = np.where(closest >= ALWAYS, np.minimum(told.above, _EITHER), told.above)
    return Judged(replace(told, above=above), alone, closest)


class _Together:
    """Everybody's estimates side by side; only those who share cases are in the equations."""

    def __init__(self, roles: Sequence[Role], shared: Shared, alone: Sequence[Shrunken]) -> None:
        self.roles = roles
        self.ends = np.cumsum([0, *(each.adjusted.cells.people for each in roles)])
        self.role_of = np.repeat(np.arange(len(roles)), np.diff(self.ends))
        self.noise = np.concatenate([_noise(role, told) for role, told in zip(roles, alone, strict=True)])
        parts = zip(*(_estimates(each.adjusted) for each in roles), strict=True)
        self.estimate, self.information, self.weight = (np.concatenate(each) for each in parts)
        self.who = np.unique(np.concatenate([shared.one, shared.other]))
        self.place = np.full(self.ends[-1], -1)
        self.place[self.who] = np.arange(len(self.who))
        self.between = self._between(shared)
        self.prior: Floats | None = None

    def _between(self, shared: Shared) -> Floats:
        """The information between any two of those who share cases."""
        one, other, own = self.place[shared.one], self.place[shared.other], self.information[self.who]
        both = shared.products * self.weight[shared.one] * self.weight[shared.other]
        found = np.diag(own)
        found[one, other] = found[other, one] = np.minimum(both, np.sqrt(own[one] * own[other]))
        return found

    def of_roles(self, values: Floats) -> list[Floats]:
        """Values of all people, by role."""
        return np.split(values, self.ends[1:-1])

    def closest(self, shared: Shared) -> Floats:
        """By person the largest share of the own work and a colleague's, whichever is more, that they do together."""
        found = np.zeros(self.ends[-1])
        both = shared.products * self.weight[shared.one] * self.weight[shared.other]
        whole = np.maximum(self.information[shared.one], self.information[shared.other])
        for side in (shared.one, shared.other):
            np.maximum.at(found, side, both / np.maximum(whole, 1e-12))
        return found

    def judged(self, found: Sequence[Shrunken]) -> list[Shrunken]:
        """The posteriors when partners are taken for what the ones before told of them."""
        self.solve(found)
        moved = self.of_roles(self.estimate - self.mean)
        shares = self.of_roles(self.precision / np.maximum(self.information, 1e-12))
        noise = self.of_roles(self.noise)
        return [
            shrink(_moved(role.adjusted, moved[at]) * shares[at][:, None], noise[at], role.allowance)
            for at, role in enumerate(self.roles)
        ]

    def solve(self, found: Sequence[Shrunken]) -> None:
        """What everybody's cases say about them when their partners are as likely to be anything as they are."""
        self.mean, self.precision = self.estimate.copy(), self.information.copy()
        centre, prior = _priors(found)
        who = self.who
        # two who stand for each other would change places in every round if each took the other's newest at its word
        self.prior = prior if self.prior is None else np.sqrt(prior * self.prior)
        self.centre, self.site = centre[who], self.noise[who] * self.prior[who]
        self.covariance = np.linalg.inv(self.between + np.diag(self.site))
        told = self.information[who] * self.estimate[who]
        self.middle = self.covariance @ (told + self.site * self.centre)
        own = np.diag(self.covariance)
        self.precision[who] = np.clip(1 / own - self.site, 1e-9, self.information[who])
        self.mean[who] = (self.middle / own - self.site * self.centre) / self.precision[who]

    def told_apart(self, found: Sequence[Shrunken]) -> list[Shrunken]:
        """Those likely to lie above the bar, looked at together with each partner who may be the one instead."""
        self.solve(found)
        above = np.concatenate([told.above for told in found])
        for at in np.flatnonzero(above[self.who] >= _TO_LOOK_AT):
            pairs = [self._pair(np.array([at, other]), found) for other in self._partners(int(at))]
            above[self.who[at]] = min([above[self.who[at]], *pairs])
        return [replace(told, above=each) for told, each in zip(found, self.of_roles(above), strict=True)]

    def _partners(self, who: int) -> Ints:
        scale = np.sqrt(np.diag(self.covariance))
        alike = np.abs(self.covariance[who]) / (scale * scale[who])
        alike[who] = 0
        nearest = np.argsort(-alike, kind="stable")[:_MOST_PARTNERS]
        return np.asarray(nearest[alike[nearest] >= _LINKED])

    def _pair(self, both: Ints, found: Sequence[Shrunken]) -> float:
        """The chance that the one of two lies above the bar, both being anything that Student's t allows."""
        told = [found[role] for role in self.role_of[self.who[both]]]
        inner = np.linalg.inv(self.covariance[np.ix_(both, both)])
        precision = inner - np.diag(self.site[both])
        pull = inner @ self.middle[both] - self.site[both] * self.centre[both]
        middle = np.linalg.lstsq(precision, pull, rcond=1e-9)[0]
        mine, theirs = (GRID[:, None] - middle[0], GRID[None, :] - middle[1])
        fit = precision[0, 0] * mine**2 + 2 * precision[0, 1] * mine * theirs + precision[1, 1] * theirs**2
        fit /= 2 * np.sqrt(np.prod(self.noise[self.who[both]]))
        joint = np.exp(fit.min() - fit) * density(told[0])[:, None] * density(told[1])[None, :]
        mine_alone = joint.sum(axis=1)
        return float(mine_alone[told[0].bar < GRID].sum() / mine_alone.sum())


def _noise(role: Role, told: Shrunken) -> Floats:
    """Over-dispersion and the doubt about the mix, as in `assessed`."""
    doubt = role.adjusted.doubt(np.sqrt(2.0) * told.spread)
    return np.maximum(np.asarray(role.overdispersion * doubt, dtype=np.float64), 1.0)


def _priors(found: Sequence[Shrunken]) -> tuple[Floats, Floats]:
    """By person the centre and the precision of the normal that Student's t is, given how far off they lie."""
    centres, precisions = [], []
    for told in found:
        spread = max(told.spread, _LEAST_SPREAD)
        off = (told.middle - told.centre) ** 2 + ((told.high - told.low) / _WIDTH) ** 2
        centres.append(np.full(len(off), told.centre))
        precisions.append((_DEGREES + 1) / (_DEGREES * spread**2 + off))
    return np.concatenate(centres), np.concatenate(precisions)


def _estimates(adjusted: Adjusted) -> tuple[Floats, Floats, Floats]:
    """By person the estimate from the own cases alone, its information, and what a product of shares weighs."""
    cells, family = adjusted.cells, adjusted.family
    eta = adjusted.offsets + adjusted.people[cells.person]
    by_unit = cells.per_person(cells.n * family.spread(eta))
    scale = cells.answers_a_unit
    score = cells.per_person(cells.y - cells.n * family.mean(eta))
    estimate = adjusted.people + score / np.maximum(by_unit, 1e-12)
    return estimate, scale * by_unit, scale * np.sqrt(by_unit / np.maximum(cells.per_person(cells.n), 1e-12))


def _moved(adjusted: Adjusted, off: Floats) -> Floats:
    """The log-likelihoods of effects that leave room for what partners explain: `off` by person."""
    found = log_likelihoods(adjusted)
    scale = adjusted.cells.answers_a_unit
    for at in np.flatnonzero(off):
        totals = adjusted.family.total(adjusted.strata[:, None] + (GRID + off[at])[None, :])
        found[at] = scale[at] * (adjusted.y[at] * GRID - adjusted.work[at] @ totals)
    return found
