"""Student's t, and mixtures of it, for whole degrees of freedom: what is sure when the errors had to be guessed too."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS = 90
_CLOSE = 1e-11
_FLAT = 1e-300
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
        """The value below which this share lies, by row, to about ten digits of the spread.

        Newton's steps, halving wherever one would leave what is known to hold the value.
        """
        reach = _REACH * self.scales.max(axis=1)
        low, high = self.centres.min(axis=1) - reach, self.centres.max(axis=1) + reach
        value = self.means + 4 * (share - 0.5) * (self.scales @ self.weights)
        for _ in range(_STEPS):
            beyond = self.below(value) - share
            low, high = np.where(beyond < 0, value, low), np.where(beyond < 0, high, value)
            nearer = value - beyond / np.maximum(self._density(value), _FLAT)
            moved = np.where((nearer > low) & (nearer < high), nearer, (low + high) / 2)
            done, value = bool(np.all(np.abs(moved - value) <= _CLOSE * self.scales.max(axis=1))), moved
            if done:
                break
        return np.asarray(value)

    def _density(self, values: Numbers) -> Numbers:
        inside = t_density((values[:, None] - self.centres) / self.scales, self.freedom) / self.scales
        return np.asarray(inside @ self.weights)


def t_density(values: Numbers, freedom: int) -> Numbers:
    """The density of Student's t."""
    whole = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(freedom * pi)
    return np.asarray(whole * (1 + values**2 / freedom) ** (-(freedom + 1) / 2), dtype=np.float64)


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
