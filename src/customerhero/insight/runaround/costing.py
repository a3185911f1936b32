"""What a route costs: how much longer its cases took than cases of the same topic that did not go astray."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from customerhero.facts.collect import Row
from customerhero.findings import Interval
from customerhero.findings.student import t_reached

ENOUGH: Final = 5
"""Fewer cases with a known clock than this, on either side, tell no cost."""
_FARTHEST_CHANCE: Final = 0.05


@dataclass(frozen=True)
class Cost:
    """Hours that a case took longer, on average, with the 95 % interval."""

    hours: float
    interval: Interval


def cost_of(ways: Iterable[Row], pace: Mapping[str, Row]) -> Cost | None:
    """The difference of means within topics, with Welch's interval; None with too few cases whose hours are known.

    `ways` and `pace` hold sums of hours by topic: of cases harmed on the route, and of those that did not go astray.
    """
    known = [(way, pace[way["topic"]]) for way in ways if way["clocked"] and _enough(pace.get(way["topic"]))]
    n = sum(way["clocked"] for way, _ in known)
    if n < ENOUGH:
        return None
    own = [(way["clocked"], way["clock"] - way["clocked"] * _mean(calm)) for way, calm in known]
    hours = sum(beyond for _, beyond in own) / n
    squares = sum(_squares_beyond(way, _mean(calm)) for way, calm in known)
    spread = max(0.0, squares - n * hours**2) / (n - 1)
    others = sum((way["clocked"] / n) ** 2 * _variance(calm) / calm["clocked"] for way, calm in known)
    half = t_reached(_FARTHEST_CHANCE, n - 1) * sqrt(spread / n + others)
    return Cost(hours, Interval(hours - half, hours + half, "Welch"))


def _enough(calm: Row | None) -> bool:
    return calm is not None and calm["clocked"] >= ENOUGH


def _mean(calm: Row) -> float:
    return float(calm["clock"] / calm["clocked"])


def _variance(calm: Row) -> float:
    return float(max(0.0, calm["clock_squares"] - calm["clocked"] * _mean(calm) ** 2) / (calm["clocked"] - 1))


def _squares_beyond(way: Row, mean: float) -> float:
    """The sum of the squares of the hours beyond the mean of the calm cases of the topic."""
    return float(way["clock_squares"] - 2 * mean * way["clock"] + way["clocked"] * mean**2)
