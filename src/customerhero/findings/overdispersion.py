"""Do answers of one customer, or of one week, resemble each other more than chance makes them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One person's answers in blocks (customers or weeks): n answers, s of them good, and sums over the blocks."""

    kind: str
    n: float
    s: float
    ss: float
    """Sum of squares of the good answers of each block."""
    sn: float
    """Sum of good answers times answers."""
    nn: float
    """Sum of squares of the answers."""


def overdispersion(blocks: Iterable[Block]) -> float:
    """How many times the variance of sums over blocks is that of independent answers, 1 at least.

    Within each person: the squared deviations of the blocks from the person's own share, over what binomial chance with
    the person's unbiased variance leaves for blocks of those sizes. Source: Williams (1982), pooled over people.
    """
    seen = expected = 0.0
    for block in blocks:
        if block.n < 2:
            continue
        share = block.s / block.n
        seen += block.ss - 2 * share * block.sn + share * share * block.nn
        expected += share * (1 - share) * block.n / (block.n - 1) * (block.n - block.nn / block.n)
    return max(1.0, seen / expected) if expected > 0 else 1.0
