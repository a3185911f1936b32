"""Do answers of one customer, or of one week, resemble each other more than chance makes them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Blocks:
    """One person's answers in blocks (customers or weeks): n answers, s of them good, and sums over the blocks."""

    n: float
    s: float
    ss: float
    """Sum of squares of the good answers of each block."""
    sn: float
    """Sum of good answers times answers."""
    nn: float
    """Sum of squares of the answers."""

    @property
    def variance(self) -> float:
        """Of one answer, unbiased."""
        share = self.s / self.n if self.n else 0.0
        return share * (1 - share) * self.n / (self.n - 1) if self.n > 1 else 0.0

    @property
    def seen(self) -> float:
        """The squared deviations of the blocks from the person's own share."""
        share = self.s / self.n if self.n else 0.0
        return self.ss - 2 * share * self.sn + share * share * self.nn

    @property
    def by_chance(self) -> float:
        """What they come to when answers are independent."""
        return self.variance * (self.n - self.nn / self.n) if self.n > 1 else 0.0

    def inflation(self, resemblance: float) -> float:
        """How many times the variance of the person's sum is that of independent answers, 1 at least.

        By the mean size of the block an answer stands in: many answers of one week say less than as many of a year.
        """
        return 1 + resemblance * (self.nn / self.n - 1) if self.n else 1.0


def resemblance(everybody: Sequence[Blocks]) -> float:
    """The correlation of two answers within a block, 0 at least, pooled over people by moments [Williams 1982]."""
    beyond = sum(blocks.seen - blocks.by_chance for blocks in everybody)
    pairs = sum(blocks.variance * (blocks.nn - blocks.n) for blocks in everybody)
    return min(1.0, max(0.0, beyond / pairs)) if pairs > 0 else 0.0
