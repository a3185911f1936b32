"""Is a difference more than chance, and still so when many were looked at?"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt


def chance_of_z(z: float) -> float:
    """The two-sided probability of a z at least this far from zero when nothing differs."""
    return erfc(abs(z) / sqrt(2))


def holm(chances: Sequence[float]) -> list[float]:
    """The probabilities adjusted for having been looked at together [Holm 1979], in the given order."""
    order = sorted(range(len(chances)), key=lambda index: chances[index])
    adjusted, least = [1.0] * len(chances), 0.0
    for rank, index in enumerate(order):
        least = max(least, min(1.0, (len(chances) - rank) * chances[index]))
        adjusted[index] = least
    return adjusted
