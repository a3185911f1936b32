"""Student's t, and mixtures of it, for whole degrees of freedom: what is sure when the errors had to be guessed too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_HALVINGS = 60


@dataclass(frozen=True)
class Mixture:
    """A weighted sum of t distributions, each with its centre and scale, all with the same degrees of freedom."""

    centres: Numbers
    scales: Numbers
    weights: Numbers
    freedom: int

    @property
    def mean(self) -> float:
        """The weighted mean of the centres."""
        return float(self.weights @ self.centres)

    def below(self, value: float) -> float:
        """The probability of a value below this one."""
        return float(self.weights @ t_below((value - self.centres) / self.scales, self.freedom))

    def quantile(self, share: float) -> float:
        """The value below which this share lies, to about twelve digits of the spread."""
        reach = 1e3 * float(self.scales.max())
        low, high = float(self.centres.min()) - reach, float(self.centres.max()) + reach
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < share else (low, middle)
        return (low + high) / 2


def t_below(values: Numbers, freedom: int) -> Numbers:
    """The distribution function of Student's t by its finite series [Abramowitz and Stegun 26.7.3, 26.7.4]."""
    angle = np.arctan(values / np.sqrt(freedom))
    sine, cosine2 = np.sin(angle), np.cos(angle) ** 2
    odd = freedom % 2
    term: Numbers = np.cos(angle) if odd else np.ones_like(angle)
    total = term.copy() if freedom > 1 else np.zeros_like(angle)
    for step in range(3 if odd else 2, freedom - 1, 2):
        term = term * cosine2 * (step - 1) / step
        total = total + term
    inside = 2 / np.pi * (angle + sine * total) if odd else sine * total
    return np.asarray((1 + inside) / 2, dtype=np.float64)
