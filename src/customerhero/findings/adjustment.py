"""Fair comparison: each group with all others that have the same mix, however often the same customer is among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from customerhero.findings.clusters import Repeats, chance_with_repeats
from customerhero.findings.exact import chance_within
from customerhero.findings.intervals import wilson
from customerhero.findings.measure import Interval

CLEARLY_MORE: Final = 1.25
"""What stands out is at least a quarter more than among all others, however sure a smaller difference is."""
ENOUGH_CASES: Final = 10
"""A group, and all others, need so many cases to be compared; chosen by the cases, never by what became of them."""
BEST_SHARE: Final = 0.1
_EXPLAINED: Final = 0.2


@dataclass(frozen=True)
class Cell:
    """How often something happened in one group and stratum (topic): `events` among `n`."""

    group: str
    stratum: str
    n: int
    events: int


@dataclass(frozen=True)
class Comparison:
    """One group against all others: two shares per hundred, and the difference with its interval."""

    group: str
    n: int
    hits: int
    others_n: int
    """Cases of all others in the strata in which the group has any."""
    others_hits: int
    others_rate: float | None
    """Per hundred of all others, had they the group's mix of strata; None when there are no others."""
    interval: Interval | None
    """Of the difference, 95 %; None when there are no others."""
    rate_interval: Interval | None
    """Of the group's own rate, 95 %, allowing for customers who repeat."""
    chance: float
    """Two-sided, of a difference at least this large when the group does like all others."""

    @property
    def rate(self) -> float | None:
        """Per hundred of the group's own cases."""
        return 100 * self.hits / self.n if self.n else None

    @property
    def difference(self) -> float | None:
        """The group's rate less that of all others."""
        return None if self.rate is None or self.others_rate is None else self.rate - self.others_rate

    @property
    def is_enough(self) -> bool:
        """Whether both sides have cases enough to be compared."""
        return min(self.n, self.others_n) >= ENOUGH_CASES

    @property
    def is_more(self) -> bool:
        """Whether it is more than a quarter above all others, be it by chance or not."""
        return self.rate is not None and self.others_rate is not None and self.rate > CLEARLY_MORE * self.others_rate


def compare(cells: Iterable[Cell], customers: Mapping[str, Repeats] | None = None) -> list[Comparison]:
    """Each group against all others, within strata.

    The others' rate is what they would have with the group's mix of strata (direct standardisation); strata in which
    nobody else has a case say nothing and are left out of it. The interval is Newcombe's (1998, method 10), the chance
    is exact (Fisher's, over strata, mid-p). Both allow for customers who repeat by `customers`, the sums over the
    customers of each group; without them every case counts as a customer's only one.
    """
    strata = _by_stratum(cells)
    groups = sorted({group for stratum in strata.values() for group in stratum})
    return [_compared(group, strata, *_repeats(group, strata, customers)) for group in groups]


def expected_counts(cells: Iterable[Cell]) -> dict[str, float]:
    """By group, the events it would have at the rates of all groups together, stratum by stratum.

    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987), 2.3.
    """
    expected: dict[str, float] = defaultdict(float)
    for stratum in _by_stratum(cells).values():
        n, events = _sums(stratum.values())
        for group, (own, _) in stratum.items():
            expected[group] += own * events / n if n else 0.0
    return dict(expected)


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


@dataclass(frozen=True)
class _Fourfold:
    """The group and all others within one stratum."""

    hits: int
    n: int
    other_hits: int
    other_n: int


Counts = tuple[int, int]
Strata = Mapping[str, Mapping[str, Counts]]


def _by_stratum(cells: Iterable[Cell]) -> dict[str, dict[str, Counts]]:
    strata: dict[str, dict[str, Counts]] = defaultdict(dict)
    for cell in cells:
        n, events = strata[cell.stratum].get(cell.group, (0, 0))
        strata[cell.stratum][cell.group] = (n + cell.n, events + cell.events)
    return strata


def _sums(counts: Iterable[Counts]) -> Counts:
    listed = list(counts)
    return sum(n for n, _ in listed), sum(events for _, events in listed)


def _compared(group: str, strata: Strata, own: Repeats, others: Repeats) -> Comparison:
    n, hits = _sums(stratum[group] for stratum in strata.values() if group in stratum)
    tables = [table for table in _tables(group, strata) if table.n and table.other_n]
    return Comparison(
        group,
        n,
        hits,
        sum(table.other_n for table in tables),
        sum(table.other_hits for table in tables),
        _others_rate(tables),
        _difference(tables, own, others),
        wilson(hits, n, 100.0, worth=own.worth),
        _allowing(_chance(tables), own, others),
    )


def _tables(group: str, strata: Strata) -> Iterable[_Fourfold]:
    for stratum in strata.values():
        n, hits = stratum.get(group, (0, 0))
        all_n, all_hits = _sums(stratum.values())
        yield _Fourfold(hits, n, all_hits - hits, all_n - n)


def _allowing(chance: float, own: Repeats, others: Repeats) -> float:
    """The chance with customers who repeat; what chance explains without them needs no allowance."""
    return chance if chance > _EXPLAINED else chance_with_repeats(chance, own, others)


def _chance(tables: Sequence[_Fourfold]) -> float:
    return chance_within(((one.hits, one.n), (one.other_hits, one.other_n)) for one in tables)


def _others_rate(tables: Sequence[_Fourfold]) -> float | None:
    n = sum(table.n for table in tables)
    return 100 * sum(table.n * table.other_hits / table.other_n for table in tables) / n if n else None


def _difference(tables: Sequence[_Fourfold], own: Repeats, others: Repeats) -> Interval | None:
    """Newcombe's interval; the others count as many as their weighted share is worth."""
    rate = _others_rate(tables)
    if rate is None:
        return None
    n, hits = sum(table.n for table in tables), sum(table.hits for table in tables)
    spread = n * n / sum(table.n * table.n / table.other_n for table in tables)
    one = wilson(hits, n, 100.0, worth=n * _worth(own))
    other = wilson(spread * rate / 100, spread, 100.0, worth=spread * _worth(others))
    if one is None or other is None:
        return None
    share = 100 * hits / n
    down = sqrt((share - one.low) ** 2 + (other.high - rate) ** 2)
    up = sqrt((one.high - share) ** 2 + (rate - other.low) ** 2)
    return Interval(share - rate - down, share - rate + up, "Newcombe")


def _worth(repeats: Repeats) -> float:
    """How much of a case each case is worth."""
    return repeats.worth / repeats.n if repeats.n else 1.0


def _repeats(group: str, strata: Strata, customers: Mapping[str, Repeats] | None) -> tuple[Repeats, Repeats]:
    """The sums over the customers of the group, and of all others: one who is in two groups counts in both."""
    if customers is None:
        n, hits = _sums(stratum[group] for stratum in strata.values() if group in stratum)
        all_n, all_hits = _sums(counts for stratum in strata.values() for counts in stratum.values())
        return Repeats.single(n, hits, hits), Repeats.single(all_n - n, all_hits - hits, all_hits - hits)
    nobody = Repeats.single(0, 0, 0)
    others = (repeats for name, repeats in customers.items() if name != group)
    return customers.get(group, nobody), sum(others, nobody)


def _prior_weight(known: list[tuple[int, int]], mean: float) -> float | None:
    """How many cases the overall mean is worth; None when the groups do not differ more than chance makes them."""
    if len(known) < 2 or mean == 0:
        return None
    total_n = sum(n for n, _ in known)
    spread = sum(n * (count / n - mean) ** 2 for n, count in known) - mean * (len(known) - 1)
    room = total_n - sum(n * n for n, _ in known) / total_n
    between = spread / room if room else 0.0
    return mean / between if between > 0 else None
