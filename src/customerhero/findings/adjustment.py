"""Fair comparison: what a group's count would be if it did like all others with the same mix of topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from customerhero.findings.intervals import Z95
from customerhero.findings.measure import Interval

CLEARLY_Z: Final = 3.0
"""Many groups are looked at, so one stands out only at three standard errors."""
CLEARLY_RATIO: Final = 1.25
BEST_SHARE: Final = 0.1


@dataclass(frozen=True)
class Cell:
    """How often something happened in one group and stratum (topic): `events` among `n`."""

    group: str
    stratum: str
    n: int
    events: int


@dataclass(frozen=True)
class Comparison:
    """One group against all with the same mix: observed, expected, their ratio and its interval."""

    group: str
    n: int
    observed: int
    expected: float

    @property
    def ratio(self) -> float | None:
        """Observed over expected; None when nothing was expected."""
        return self.observed / self.expected if self.expected else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the ratio [Byar; Breslow and Day 1987]; None when nothing was expected."""
        return self._interval(Z95)

    @property
    def stands_out(self) -> bool:
        """Whether the group is clearly above what its mix explains: a quarter more, at three standard errors."""
        sure = self._interval(CLEARLY_Z)
        return bool(sure and self.ratio and sure.low > 1 and self.ratio >= CLEARLY_RATIO)

    def _interval(self, z: float) -> Interval | None:
        if not self.expected:
            return None
        low, high = _byar(self.observed, z)
        return Interval(low / self.expected, high / self.expected, "Byar")


def compare(cells: Iterable[Cell]) -> list[Comparison]:
    """Indirect standardisation: each group against the rates of all groups together, stratum by stratum.

    The expected count of a group is the sum over strata of its n times the stratum's overall rate.
    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987), 2.3.
    """
    listed = list(cells)
    rates = _rates(listed)
    grouped: dict[str, list[Cell]] = defaultdict(list)
    for cell in listed:
        grouped[cell.group].append(cell)
    return [_compared(group, grouped[group], rates) for group in sorted(grouped)]


def achievable(groups: Iterable[tuple[int, int]]) -> float | None:
    """The mean per case that the best tenth of groups reach, each (n, count) shrunken to the mean of all.

    Shrinking keeps small groups from being the best by luck: the between-group variance is estimated by moments
    and a group counts as much as its n allows. None without groups.
    """
    known = [(n, count) for n, count in groups if n > 0]
    if not known:
        return None
    total_n, total = sum(n for n, _ in known), sum(count for _, count in known)
    mean = total / total_n
    weight = _prior_weight(known, mean)
    shrunken = sorted((count + weight * mean) / (n + weight) if weight is not None else mean for n, count in known)
    best = shrunken[: ceil(len(shrunken) * BEST_SHARE)]
    return sum(best) / len(best)


def _rates(cells: list[Cell]) -> dict[str, float]:
    n: dict[str, int] = defaultdict(int)
    events: dict[str, int] = defaultdict(int)
    for cell in cells:
        n[cell.stratum] += cell.n
        events[cell.stratum] += cell.events
    return {stratum: events[stratum] / n[stratum] if n[stratum] else 0.0 for stratum in n}


def _compared(group: str, cells: list[Cell], rates: Mapping[str, float]) -> Comparison:
    expected = sum(cell.n * rates[cell.stratum] for cell in cells)
    return Comparison(group, sum(cell.n for cell in cells), sum(cell.events for cell in cells), expected)


def _byar(count: int, z: float) -> tuple[float, float]:
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return max(0.0, low), more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3


def _prior_weight(known: list[tuple[int, int]], mean: float) -> float | None:
    """How many cases the overall mean is worth; None when the groups do not differ more than chance makes them."""
    if len(known) < 2 or mean == 0:
        return None
    total_n = sum(n for n, _ in known)
    spread = sum(n * (count / n - mean) ** 2 for n, count in known) - mean * (len(known) - 1)
    room = total_n - sum(n * n for n, _ in known) / total_n
    between = spread / room if room else 0.0
    return mean / between if between > 0 else None
