"""Survey scores with their intervals: NPS, shares of satisfied answers, weighted and post-stratified scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from customerhero.findings.finding import Change
from customerhero.findings.intervals import ENOUGH, Z95, verdict_of
from customerhero.findings.measure import Interval, Measure
from customerhero.findings.student import t_reached

_SAME = 1e-9
"""Effective numbers that differ by less are equal: nobody repeats."""


@dataclass(frozen=True)
class Score:
    """A score from -100 to 100: the plain value, and the centre and standard error of its interval."""

    name: str
    value: float
    centre: float
    standard_error: float
    n: float
    """Answers behind it; for a weighted score the effective number."""
    method: str

    @property
    def margin(self) -> float:
        """Half the width of the 95 % interval."""
        return Z95 * self.standard_error

    @property
    def interval(self) -> Interval:
        """Centre plus and minus margin, within the scale."""
        low, high = self.centre - self.margin, self.centre + self.margin
        return Interval(max(-100.0, low), min(100.0, high), self.method)

    def measure(self) -> Measure:
        """The plain value with n and interval."""
        return Measure(self.name, self.value, "points", int(self.n), self.interval)


@dataclass(frozen=True)
class Weighed:
    """Answers of one standing: how many points each counts (100, 0, -100), how many, their weights and squares."""

    points: float
    n: int
    weight: float
    weight_squared: float


@dataclass(frozen=True)
class Stratum:
    """One group of customers: how many there are, and what those who answered said."""

    population: int
    promoters: int
    detractors: int
    n: int
    worth: float | None = None
    """Independent answers that these are worth, where customers answered again and again."""


def net_promoter(
    promoters: int, detractors: int, n: int, name: str = "NPS", *, worth: float | None = None
) -> Score | None:
    """NPS = 100 (promoters - detractors) / n with the adjusted Wald interval; None when nobody answered.

    Three answers are added, three quarters to each end, so that 12 promoters of 12 are 80.0 +- 25.8 and never 100 +- 0
    [Rocks 2016; Sauro and Lewis 2016]. `worth` is how many independent answers the n are worth where customers answer
    again and again (`clusters.Repeats.worth`).
    """
    if n == 0:
        return None
    alone = n if worth is None else worth
    more, shrunk = alone + 3, alone / n
    high, low = (promoters * shrunk + 0.75) / more, (detractors * shrunk + 0.75) / more
    variance = high + low - (high - low) ** 2
    value = 100 * (promoters - detractors) / n
    return Score(name, value, 100 * (high - low), 100 * sqrt(variance / more), n, "adjusted Wald")


@dataclass(frozen=True)
class WeighedCustomers:
    """Over customers: their summed weights squared, their weighted points squared, and the products of both."""

    weights_squared: float
    points_squared: float
    products: float


def weighted_score(
    parts: Sequence[Weighed], name: str = "weighted NPS", customers: WeighedCustomers | None = None
) -> Score | None:
    """The weighted mean of the points with the linearised (Taylor) error of a ratio; None when no weight is positive.

    n is the effective number of answers, (sum of weights)^2 / sum of squares [Kish 1965]. Where customers answered
    again and again (`customers`) the error grows by their design effect.
    """
    total, n = sum(part.weight for part in parts), sum(part.n for part in parts)
    if total <= 0 or n < 2:
        return None
    value = sum(part.weight * part.points for part in parts) / total
    spread = sum(part.weight_squared * (part.points - value) ** 2 for part in parts)
    squares = sum(part.weight_squared for part in parts)
    error = sqrt(spread * n / (n - 1)) / total
    error *= _grown_by(customers, value, spread, total * total / squares, total)
    return Score(name, value, value, error, total * total / squares, "linearised")


def _grown_by(customers: WeighedCustomers | None, mean: float, spread: float, effective: float, total: float) -> float:
    """How many times the error of independent answers theirs is; never below 1."""
    if customers is None or not customers.weights_squared or not spread:
        return 1.0
    groups = total * total / customers.weights_squared
    if groups >= effective * (1 - _SAME) or groups <= 1:
        return 1.0 if groups > 1 else sqrt(effective)
    apart = customers.points_squared - 2 * mean * customers.products + mean * mean * customers.weights_squared
    grown = sqrt(max(1.0, apart / (1 - 1 / groups) / (spread / (1 - 1 / effective))))
    return grown * t_reached(0.05, 1 / (1 / max(groups - 1, 0.5) - 1 / effective)) / Z95


def post_stratified(strata: Sequence[Stratum], name: str = "post-stratified NPS") -> Score | None:
    """NPS as if every group had answered in proportion to its customers; groups without an answer are left out."""
    heard = [(one, net_promoter(one.promoters, one.detractors, one.n, worth=one.worth)) for one in strata]
    scored = [(stratum.population, score) for stratum, score in heard if score and stratum.population > 0]
    total = sum(population for population, _ in scored)
    if total == 0:
        return None
    value = sum(population * score.value for population, score in scored) / total
    centre = sum(population * score.centre for population, score in scored) / total
    error = sqrt(sum((population * score.standard_error) ** 2 for population, score in scored)) / total
    return Score(name, value, centre, error, sum(score.n for _, score in scored), "stratified adjusted Wald")


def score_z(now: Score, before: Score) -> float:
    """z = (N1 - N2) / sqrt(SE1^2 + SE2^2), over the centres of the two intervals."""
    error = sqrt(now.standard_error**2 + before.standard_error**2)
    return (now.centre - before.centre) / error if error else 0.0


def score_change(now: Score | None, before: Score | None) -> Change | None:
    """The difference of two scores and whether it is more than chance (|z| of 1.96); None when one is missing."""
    if now is None or before is None:
        return None
    margin = Z95 * sqrt(now.standard_error**2 + before.standard_error**2)
    moved = now.centre - before.centre
    interval = Interval(moved - margin, moved + margin, "difference of adjusted Wald")
    enough = min(now.n, before.n) >= ENOUGH
    verdict = verdict_of(interval, more_is_worse=False) if enough else "not enough data yet"
    return Change(before.value, int(before.n), now.value - before.value, interval, verdict)
