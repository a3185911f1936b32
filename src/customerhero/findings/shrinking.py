"""Who is truly better, and how sure is it? Estimates are drawn towards each other as far as luck explains them.

The spread of the true effects is learnt from everybody (empirical Bayes, its own uncertainty averaged over); each
person's chance of lying above a bar follows, and those named together are held to a rate of false discoveries.
Sources: Efron, Large-Scale Inference (2010); Mueller, Parmigiani and Rice (2006) on Bayesian false discovery rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt
from typing import Final

import numpy as np

from customerhero.findings.casemix import Adjusted, Floats, Ints

GRID: Final[Floats] = np.linspace(-3.0, 3.0, 241)
LEVEL: Final = 0.9
"""How sure the intervals are."""
UPPER_FIFTH: Final = 0.9409646
"""The 80 % quantile of Student's t with 4 degrees of freedom."""
_VARIANCE: Final = 2.0
"""Of Student's t with 4 degrees of freedom."""
STRICT_ALLOWANCE: Final = 0.15
"""Added to the bar in strict mode: difficulty that no column records, on the log-odds scale."""
_EDGES: Final[Floats] = np.concatenate([[-np.inf], (GRID[1:] + GRID[:-1]) / 2, [np.inf]])
_CENTRES: Final[Floats] = np.linspace(-0.6, 0.6, 25)
_SPREADS: Final[Floats] = np.geomspace(0.01, 1.5, 26)
_CENTRE_OF, _SPREAD_OF = (each.ravel() for each in np.meshgrid(_CENTRES, _SPREADS, indexing="ij"))
"""Of each prior that is thought possible."""


@dataclass(frozen=True)
class Shrunken:
    """What is known of each person's effect once luck is allowed for."""

    above: Floats
    """The probability of lying above the bar."""
    middle: Floats
    low: Floats
    high: Floats
    """The 90 % interval of the effect."""
    bar: float
    centre: float
    """The effect of the typical person."""
    spread: float
    """The scale of the true effects."""


def assessed(
    adjusted: Adjusted, overdispersion: Floats | float = 1.0, allowance: float = 0.0, sign: int = 1
) -> Shrunken:
    """The posterior of each person, with over-dispersion and doubt of the adjustment; `sign` -1: less is better.

    Twice: the doubt about the adjustment depends on how far people differ, which the first round tells.
    """
    found = log_likelihoods(adjusted)[:, ::sign]
    spread = sqrt(_VARIANCE) * shrink(found, overdispersion).spread
    return shrink(found, overdispersion * adjusted.doubt(spread), allowance)


def log_likelihoods(adjusted: Adjusted) -> Floats:
    """By person and grid point how well the effect explains what the person's work came to.

    Shares of credit weigh as the answers they are made of: a hundred halves tell as much as a hundred answers do.
    """
    totals = adjusted.family.total(adjusted.strata[:, None] + GRID[None, :])
    found: Floats = adjusted.y[:, None] * GRID[None, :] - adjusted.work @ totals
    return found * adjusted.cells.answers_a_unit[:, None]


def shrink(log_likelihood: Floats, tempering: Floats | float = 1.0, allowance: float = 0.0) -> Shrunken:
    """The posterior of each person under a Student-t prior with 4 degrees of freedom learnt from all.

    `tempering` (1 or more) divides each person's log-likelihood: over-dispersion and doubt about the adjustment.
    The bar is the upper fifth of the prior plus `allowance`.
    """
    likelihood = _tempered(log_likelihood, np.asarray(tempering, dtype=np.float64))
    totals = likelihood @ _priors().T
    weights = _weights(totals)
    shares = weights / totals
    posterior = likelihood * (shares @ _priors())
    above = (shares * (likelihood @ _priors_above(allowance).T)).sum(axis=1)
    centre, spread = float(weights @ _CENTRE_OF), float(weights @ _SPREAD_OF)
    low, middle, high = _quantiles(posterior)
    return Shrunken(above, middle, low, high, centre + UPPER_FIFTH * spread + allowance, centre, spread)


def density(told: Shrunken) -> Floats:
    """The prior of true effects on the grid."""
    return _masses(told.centre, max(told.spread, float(_SPREADS[0])))


def named(above: Floats, least: float = 0.8, false_share: float = 0.1) -> Ints:
    """Who can be named: probability at least `least`, and of all named no more than `false_share` expected wrong."""
    order = np.argsort(-above, kind="stable")
    wrong = np.cumsum(1 - above[order]) / np.arange(1, len(order) + 1)
    return order[(above[order] >= least) & (wrong <= false_share)]


def raised_bar(old: float, upper_fifths: tuple[float, float]) -> float:
    """The bar of the next quarter: half of the way up, only if two quarters in a row lie above it; never down."""
    before, newest = upper_fifths
    return max(old, old + (newest - old) / 2) if min(before, newest) > old else old


def _tempered(log_likelihood: Floats, tempering: Floats) -> Floats:
    tempered = log_likelihood / np.broadcast_to(np.maximum(tempering, 1.0), (len(log_likelihood),))[:, None]
    found: Floats = np.exp(tempered - tempered.max(axis=1, keepdims=True))
    return found


def _weights(totals: Floats) -> Floats:
    """How well each prior explains everybody, with a flat opinion on the spread; together 1."""
    evidence = np.log(totals).sum(axis=0) + np.log(_SPREAD_OF)
    found = np.exp(evidence - evidence.max())
    return np.asarray(found / found.sum())


@cache
def _priors() -> Floats:
    """The mass of every prior around each grid point: made once, as they are the same for everybody."""
    return np.stack([_masses(centre, spread) for centre, spread in zip(_CENTRE_OF, _SPREAD_OF, strict=True)])


@lru_cache(maxsize=4)
def _priors_above(allowance: float) -> Floats:
    """The same of what lies above the bar of each prior only."""
    bars = _CENTRE_OF + UPPER_FIFTH * _SPREAD_OF + allowance
    return np.stack([_masses(*each) for each in zip(_CENTRE_OF, _SPREAD_OF, bars, strict=True)])


def _masses(centre: float, spread: float, above: float = -np.inf) -> Floats:
    """The prior's mass around each grid point, of what lies above a bar only."""
    edges = _cumulated((np.maximum(_EDGES, above) - centre) / spread)
    return np.maximum(np.diff(edges), 1e-300 if above == -np.inf else 0.0)


def _cumulated(t: Floats) -> Floats:
    """The distribution of Student's t with 4 degrees of freedom."""
    bounded = np.clip(t, -1e8, 1e8)
    x = bounded / np.sqrt(4 + bounded * bounded)
    found: Floats = 0.5 + 0.75 * (x - x**3 / 3)
    return found


def _quantiles(posterior: Floats) -> tuple[Floats, Floats, Floats]:
    share = np.cumsum(posterior, axis=1) / posterior.sum(axis=1, keepdims=True)
    edges = _EDGES.copy()
    edges[-1] = GRID[-1]
    ends = [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]
    found = np.array([np.interp(ends, each, edges[1:]) for each in share])
    low, middle, high = found.T if len(found) else np.zeros((3, 0))
    return low, middle, high
