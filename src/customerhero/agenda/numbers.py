"""The month's few figures, each with the months before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from customerhero.findings import Answer, Change, Measure


@dataclass(frozen=True)
class Number:
    """One figure of the month with its trend, for a tile."""

    insight: str
    measure: Measure
    better: Literal["lower", "higher", "neither"]
    change: Change | None = None
    trend: tuple[tuple[str, float | None], ...] = ()
    """(month, value), oldest first, the month of the agenda last."""


def numbers_of(answers: Sequence[Answer], month: str) -> tuple[Number, ...]:
    """The figures of the month the answers bring, in the order of the answers."""
    return ()
