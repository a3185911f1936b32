"""A figure is never alone: it has a unit, an n and an interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """The range within which the true value lies, with how sure, and by which method."""

    low: float
    high: float
    method: str
    level: float = 0.95


@dataclass(frozen=True)
class Money:
    """An amount with its currency; two currencies are never added."""

    amount: float
    currency: str


@dataclass(frozen=True)
class Measure:
    """One figure: what it is, its value, unit, the number of things it was counted over, and its interval."""

    name: str
    value: float | None
    unit: str
    n: int
    interval: Interval | None = None
