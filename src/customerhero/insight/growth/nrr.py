"""Net revenue retention with an interval that holds for few customers and for very unequal amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any, Final

from customerhero.findings import Interval, Measure
from customerhero.findings.comparing import chance_of_z
from customerhero.findings.intervals import Z95

PAYING: Final = ("up", "down", "same")
BASE: Final = (*PAYING, "stopped", "lost")
METHOD: Final = "Wilson of what stayed, Student's t of how it changed"
_SUREST: Final = 12.0
_HALVINGS: Final = 40


@dataclass(frozen=True)
class Kept:
    """What customers paid before and pay now, as sums: of all, and of those who still pay."""

    customers: int
    before: float
    before_squared: float
    paying: int
    paying_before: float
    paying_before_squared: float
    now: float
    now_squared: float
    product: float

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Kept:
        """The customers of the last period among the rows of a bridge."""
        base = [row for row in rows if row["kind"] in BASE]
        paying = [row for row in base if row["kind"] in PAYING]
        sums = (float(sum(row[name] for row in paying)) for name in ("now", "now_squared", "product"))
        return cls(*_sums(base), *_sums(paying), *sums)

    @property
    def nrr(self) -> float | None:
        """Revenue now per 100 of last period's revenue."""
        return 100 * self.now / self.before if self.before > 0 else None

    def ends(self, z: float) -> tuple[float, float]:
        """The ends of an interval as wide as z standard errors of a normal.

        NRR is the share of revenue whose customers still pay times what they pay for each unit of it. The share has
        Wilson's interval, counted over as many customers of equal size as would tell as much; the change has Student's
        t. Both are put together as Zou and Donner (2008) do for a product: where nobody was lost it is not nought wide.
        """
        share, change = self.paying_before / self.before, self._change
        low, high = _wilson(share, alike(self.before, self.before_squared), z)
        half = self._half(z)
        down = sqrt((change * (share - low)) ** 2 + (share * half) ** 2)
        up = sqrt((change * (high - share)) ** 2 + (share * half) ** 2)
        return 100 * max(0.0, share * change - down), 100 * (share * change + up)

    @property
    def _change(self) -> float:
        return self.now / self.paying_before if self.paying_before > 0 else 1.0

    def _half(self, z: float) -> float:
        """Half the interval of what those who still pay, pay for each unit of before."""
        if self.paying < 2:
            return 0.0
        change = self._change
        spread = self.now_squared - 2 * change * self.product + change**2 * self.paying_before_squared
        error = sqrt(max(spread, 0.0) * self.paying / (self.paying - 1)) / self.paying_before
        return students(z, alike(self.paying_before, self.paying_before_squared) - 1) * error


def net_revenue_retention(rows: Iterable[Mapping[str, Any]]) -> Measure:
    """NRR: revenue now from last period's customers per 100 of last period's revenue, with its interval."""
    kept = Kept.of(rows)
    interval = Interval(*kept.ends(Z95), METHOD) if kept.customers > 1 and kept.before > 0 else None
    return Measure("net revenue retention", kept.nrr, "per 100 of last period's revenue", kept.customers, interval)


def chance_of_keeping(one: Kept, other: Kept) -> float:
    """The two-sided probability of two groups keeping so different shares of revenue by chance.

    That of the widest intervals whose difference does not hold zero [Newcombe 1998].
    """
    if one.nrr is None or other.nrr is None:
        return 1.0
    lower, upper = (one, other) if one.nrr < other.nrr else (other, one)
    sure, unsure = 0.0, _SUREST
    for _ in range(_HALVINGS):
        z = (sure + unsure) / 2
        is_apart = _apart(lower, upper, z)
        sure, unsure = (z, unsure) if is_apart else (sure, z)
    return chance_of_z(sure)


def alike(total: float, squares: float) -> float:
    """How many customers of equal size would tell as much about a sum [Kish 1965]."""
    return total * total / squares if squares > 0 else 0.0


def students(z: float, freedom: float) -> float:
    """The value of Student's t that is as rare as z of a normal, a little too large for few [Wallace 1959]."""
    own = max(freedom, 1.0)
    return sqrt(own * (exp(min((z * (8 * own + 3) / (8 * own + 1)) ** 2 / own, 700.0)) - 1))


def normals(t: float, freedom: float) -> float:
    """The other way round: the z of a normal that is as rare as this value of Student's t."""
    own = max(freedom, 1.0)
    return (8 * own + 1) / (8 * own + 3) * sqrt(own * log(1 + t * t / own))


def _apart(lower: Kept, upper: Kept, z: float) -> bool:
    most, least = lower.ends(z)[1] - (lower.nrr or 0.0), (upper.nrr or 0.0) - upper.ends(z)[0]
    return (upper.nrr or 0.0) - (lower.nrr or 0.0) > sqrt(most**2 + least**2)


def _sums(rows: list[Mapping[str, Any]]) -> tuple[int, float, float]:
    customers = int(sum(row["customers"] for row in rows))
    return customers, float(sum(row["before"] for row in rows)), float(sum(row["before_squared"] for row in rows))


def _wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's interval of a share among so many customers alike, widened as Student's t is for few."""
    wide2 = students(z, n - 1) ** 2
    centre = (share + wide2 / (2 * n)) / (1 + wide2 / n)
    half = sqrt(wide2 * (share * (1 - share) / n + wide2 / (4 * n * n))) / (1 + wide2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)
