"""Student's t, and mixtures of it, for whole degrees of freedom: what is sure when the errors had to be guessed too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_HALVINGS = 45
_REACH = 1e3
"""Scales beyond the outermost centres in which quantiles are looked for: with one degree of freedom 0.0003 is left."""


@dataclass(frozen=True)
class Mixtures:
    """Several things known at once (rows): each a weighted sum of t distributions (columns) of the same weights."""

    centres: Numbers
    scales: Numbers
    weights: Numbers
    freedom: int

    @property
    def means(self) -> Numbers:
        """The weighted mean of the centres, by row."""
        return np.asarray(self.centres @ self.weights)

    def below(self, values: Numbers) -> Numbers:
        """The probability of lying below a value, by row."""
        inside = t_below((values[:, None] - self.centres) / self.scales, self.freedom)
        return np.asarray(inside @ self.weights)

    def quantiles(self, share: float) -> Numbers:
        """The value below which this share lies, by row, to about ten digits of the spread."""
        reach = _REACH * self.scales.max(axis=1)
        low, high = self.centres.min(axis=1) - reach, self.centres.max(axis=1) + reach
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            is_low = self.below(middle) < share
            low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
        return np.asarray((low + high) / 2)


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
