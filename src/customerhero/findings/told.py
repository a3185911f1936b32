"""How large is a difference that is told because it was large? Smaller than it looks: the best estimate knows that."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

import numpy as np

_STEP: Final = 0.01
_REACH: Final = 8.0


@dataclass(frozen=True)
class Size:
    """The best estimate of a difference with its 95 % interval."""

    estimate: float
    low: float
    high: float


def told_size(difference: float, error: float, chance: float) -> Size:
    """The difference as the best estimate, given that it would not be told with a larger one-sided chance than this.

    The likelihood of a difference among those large enough to be told, made a distribution over all sizes in its own
    direction; its mean and its middle 95 % [Zhong and Prentice 2008]. Far beyond the threshold it is the plain one.
    """
    if not difference or error <= 0:
        return Size(difference, difference, difference)
    z, least = abs(difference) / error, min(_z_of(chance), abs(difference) / error)
    sizes = np.arange(0.0, z + _REACH, _STEP)
    passing = np.array([erfc((least - size) / sqrt(2)) / 2 for size in sizes])
    weights = np.exp(-((z - sizes) ** 2) / 2) / passing
    summed = np.cumsum(weights) / weights.sum()
    ends = [float(sizes[np.searchsorted(summed, share)]) for share in (0.025, 0.975)]
    scale = error if difference > 0 else -error
    low, high = sorted(scale * end for end in ends)
    return Size(scale * float(sizes @ weights / weights.sum()), low, high)


def _z_of(chance: float) -> float:
    low, high = -_REACH, 2 * _REACH
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if erfc(middle / sqrt(2)) / 2 > chance else (low, middle)
    return low
