"""Customers who repeat: how many independent answers (or cases) theirs are worth, from sums over customers.

Ten answers of one customer resemble each other and tell less than one answer each of ten. How much less is read from
the data: from how far the customers' sums lie from what their numbers of answers would make them. Where every customer
answered once nothing changes, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any, Final

from customerhero.findings.intervals import Z95
from customerhero.findings.student import chance_of_t, t_reached

ALIKE: Final = 0.3
"""How much answers of one customer resemble each other where all answers are the same and nothing shows it."""
_LEAST_FREEDOM: Final = 0.5
_LEAST_WORTH: Final = 1e-9
_FARTHEST: Final = 38.0
"""No chance is smaller than that of so large a z."""


@dataclass(frozen=True)
class Repeats:
    """Sums over answers of a score, and over the customers of what each of them adds to them.

    The score of a share is 1 for a hit and 0 else, that of NPS 1 for a promoter and -1 for a detractor. An answer that
    names nobody is a customer of its own. Sums of several parts, such as months, count a customer of two parts twice.
    """

    n: float
    """Answers, or cases."""
    total: float
    """The sum of their scores."""
    squares: float
    """The sum of the squares of their scores."""
    totals_squared: float
    """Over customers: the sum of the squares of their totals."""
    sizes_squared: float
    """Over customers: the sum of the squares of their numbers of answers."""
    products: float
    """Over customers: the sum of total times number of answers."""

    @classmethod
    def single(cls, n: float, total: float, squares: float) -> Repeats:
        """The sums where every customer answered once, or nobody knows who did."""
        return cls(n, total, squares, squares, n, total)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], n: str = "n", total: str = "total") -> Repeats:
        """The sums of rows that a question brings: the columns named, and those of the other fields; None is nought."""
        names = (n, total, "squares", "totals_squared", "sizes_squared", "products")
        listed = list(rows)
        return cls(*(sum(row[name] or 0 for row in listed) for name in names))

    def __add__(self, other: Repeats) -> Repeats:
        """Both parts together."""
        return Repeats(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.totals_squared + other.totals_squared,
            self.sizes_squared + other.sizes_squared,
            self.products + other.products,
        )

    def scaled(self, times: float) -> Repeats:
        """So many times as many customers who repeat in the same way."""
        return Repeats(
            self.n * times,
            self.total * times,
            self.squares * times,
            self.totals_squared * times,
            self.sizes_squared * times,
            self.products * times,
        )

    @property
    def groups(self) -> float:
        """So many customers of equal size would be as unequal as these [Kish 1965]."""
        return self.n**2 / self.sizes_squared if self.sizes_squared else 0.0

    @property
    def design_effect(self) -> float:
        """How many times the variance of independent answers theirs is; never below 1 [Kish 1965].

        Both variances are corrected for having been measured from their own mean: by the number of customers and by the
        number of answers [Bell and McCaffrey 2002].
        """
        more = self.sizes_squared / self.n if self.n else 1.0
        if more <= 1:
            return 1.0
        alone = self.n * self.squares - self.total**2
        if alone <= 0:
            return 1 + ALIKE * (more - 1)
        if self.groups <= 1:
            return more
        mean = self.total / self.n
        apart = self.totals_squared - 2 * mean * self.products + mean**2 * self.sizes_squared
        corrected = apart * self.n / (1 - 1 / self.groups) / (alone / (1 - 1 / self.n))
        return max(1.0, corrected)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the design effect: few customers tell little of it.

        Customers who answer once need none: 1 / freedom is what few customers have beyond as many customers as answers.
        """
        if self.n <= 1 or self.groups >= self.n:
            return inf
        few = max(self.groups - 1, _LEAST_FREEDOM)
        return 1 / (1 / few - 1 / (self.n - 1)) if few < self.n - 1 else inf

    @property
    def worth(self) -> float:
        """Independent answers that give an interval as wide: the effective number with the price of few customers.

        Put in place of n into Wilson's or the adjusted Wald interval it keeps 95 % [Korn and Graubard 1998].
        """
        return min(self.n, self.n / self.design_effect * (Z95 / _t95(self.freedom)) ** 2)


def chance_with_repeats(chance: float, *parts: Repeats) -> float:
    """A two-sided chance that took all answers for independent, made one that holds for customers who repeat.

    `parts` are the groups compared. The variance of their difference grows by their design effects, each in proportion
    to what it adds to it; the degrees of freedom are those of the sum [Satterthwaite 1946]. Unchanged where every
    customer answered once.
    """
    counted = [part for part in parts if part.n]
    plain, grown = sum(1 / part.n for part in counted), sum(part.design_effect / part.n for part in counted)
    lost = sum((part.design_effect / part.n / grown) ** 2 / part.freedom for part in counted)
    if grown == plain and lost == 0:
        return chance
    z = min(t_reached(chance, inf), _FARTHEST) if chance > 0 else _FARTHEST
    return max(chance, chance_of_t(z * (plain / grown) ** 0.5, 1 / lost if lost else inf))


@cache
def _t95(freedom: float) -> float:
    return Z95 if freedom == inf else t_reached(0.05, freedom)


def chance_when_worth(chance: float, *parts: tuple[float, float]) -> float:
    """A one-sided chance that took all answers for independent, made one of what they are worth: (n, worth) of each."""
    plain = sum(1 / n for n, _ in parts)
    grown = sum(1 / max(worth, _LEAST_WORTH) for _, worth in parts)
    if grown <= plain or chance >= 0.5:
        return chance
    z = t_reached(2 * chance, inf) if chance > 0 else _FARTHEST
    return chance_of_t(min(z, _FARTHEST) * (plain / grown) ** 0.5, inf) / 2
