"""Student's t, and mixtures of it: what is sure when the errors had to be guessed too."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, isinf, lgamma, log, log1p, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS = 90
_HALVINGS = 45
_CLOSE = 1e-11
_FLAT = 1e-300
_REACH = 1e3
"""Scales beyond the outermost centres in which quantiles are looked for: with one degree of freedom 0.0003 is left."""
_LIKE_NORMAL = 1e6
"""With so many degrees of freedom t is z to all digits that are told."""
_FARTHEST = 1e12
_LEAST = 1e-6
"""Chances from which on t is sought by steps that could overshoot to where nothing is left."""
_WIDEST = 2.0
_CLOSE = 1e-12
_TERMS = 30
"""Of the continued fraction: far more than it needs at a few hundred degrees of freedom."""


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


def chance_of_t(t: float, freedom: float) -> float:
    """The two-sided probability of a t at least this far from zero; of a z where the freedom is infinite.

    By the incomplete beta function, so that degrees of freedom need not be whole [Abramowitz and Stegun 26.7.1].
    """
    if isinf(freedom) or freedom > _LIKE_NORMAL:
        return erfc(abs(t) / sqrt(2))
    return _beta_share(freedom / 2, 0.5, freedom / (freedom + t * t))


def t_reached(chance: float, freedom: float) -> float:
    """The t that is reached, on either side, with this probability."""
    if _LEAST < chance < 1 and freedom < _LIKE_NORMAL:
        return _t_by_newton(chance, freedom)
    low, high = 0.0, 1.0
    while chance_of_t(high, freedom) > chance and high < _FARTHEST:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if chance_of_t(middle, freedom) > chance else (low, middle)
    return (low + high) / 2


def _t_by_newton(chance: float, freedom: float) -> float:
    """The logarithm of the chance bends down over the logarithm of t, so that Newton's steps cannot miss."""
    t = 2.0
    scale = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(freedom * pi)
    for _ in range(_HALVINGS):
        reached = chance_of_t(t, freedom)
        steepness = 2 * t * scale * (1 + t * t / freedom) ** (-(freedom + 1) / 2) / reached
        step = (log(reached) - log(chance)) / steepness
        t *= exp(max(-_WIDEST, min(_WIDEST, step)))
        if abs(step) < _CLOSE:
            break
    return t


def _beta_share(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function by its continued fraction, on the side where that converges fast."""
    if x <= 0 or x >= 1:
        return min(1.0, max(0.0, x))
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front * _beta_fraction(a, b, x) / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function from its far end to its front."""
    value = 1.0
    for step in range(_TERMS, 0, -1):
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))
        else:
            term = half * (b - half) * x / ((a + step - 1) * (a + step))
        value = 1 + term / value
    return 1 / value
