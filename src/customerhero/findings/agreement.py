"""Do two people who code the same losses mean the same thing?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ENOUGH_KAPPA = 0.6


@dataclass(frozen=True)
class Agreement:
    """Cohen's kappa over n pairs, the share that agree, the share that chance alone would give, and the verdict."""

    n: int
    observed: float | None
    expected: float | None
    kappa: float | None
    words: str


def kappa(pairs: Iterable[tuple[str, str]], enough: float = ENOUGH_KAPPA) -> Agreement:
    """kappa = (po - pe) / (1 - pe) of two coders' codes [Cohen 1960]; under `enough` the codes need work.

    None when there are no pairs, or when both coders only ever used one and the same code.
    """
    listed = list(pairs)
    if not listed:
        return Agreement(0, None, None, None, "not enough data yet")
    n = len(listed)
    first, second = Counter(one for one, _ in listed), Counter(other for _, other in listed)
    observed = sum(one == other for one, other in listed) / n
    expected = sum(first[code] * second[code] for code in first) / (n * n)
    if expected == 1.0:
        return Agreement(n, observed, expected, None, "only one code was used")
    value = (observed - expected) / (1 - expected)
    return Agreement(n, observed, expected, value, "the codes hold" if value >= enough else "the codes need work")
