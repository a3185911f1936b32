"""Leaving over several months: who was there, who left and why, by segment, each set beside all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from customerhero.facts.casebook import number_of_month
from customerhero.findings.exact import Counted, chance_within
from customerhero.findings.months import month_start
from customerhero.insight.losses.options import Options
from customerhero.insight.losses.reasons import Row, is_told, path_of

Reasons = Mapping[str, Mapping[str, int]]
"""By segment, how many of those who left gave each cause."""
Strata = list[tuple[Counted, Counted]]
EVER: Final = 0
"""The only month there is when no month is asked for."""


@dataclass(frozen=True)
class Beside:
    """A group set beside all others, in one stratum or several: (hits, n) of both in each."""

    strata: Strata

    @property
    def group(self) -> Counted:
        """The group's hits and n, all strata together."""
        return sum(one[0] for one, _ in self.strata), sum(one[1] for one, _ in self.strata)

    @property
    def others(self) -> Counted:
        """Those of all others."""
        return sum(other[0] for _, other in self.strata), sum(other[1] for _, other in self.strata)

    @property
    def chance(self) -> float:
        """The two-sided probability of such a difference by chance."""
        return chance_within(self.strata)

    @property
    def is_more(self) -> bool:
        """Whether the group's share is the larger one."""
        (hits, n), (their_hits, their_n) = self.group, self.others
        return hits * their_n > their_hits * n


@dataclass(frozen=True)
class LookingBack:
    """Customers and those lost by month and segment, and reasons, of the months in which leaving is on record."""

    months: tuple[int, ...]
    """The months taken together, the one asked for last."""
    before: tuple[int, ...]
    """The months the one asked for is compared with."""
    here: Mapping[tuple[str, int], int]
    lost: Mapping[tuple[str, int], int]
    leavers: tuple[Row, ...]

    @classmethod
    def of(cls, rows: Mapping[str, list[Row]], options: Options) -> LookingBack:
        """From the collected parts of the question."""
        if options.month is None:
            here = {(row["segment"], EVER): row["customers"] for row in rows["segments"]}
            lost = {(row["segment"], EVER): row["lost"] for row in rows["segments"]}
            return cls((EVER,), (), here, lost, tuple(row | {"month_no": EVER} for row in rows["leavers"]))
        recorded = min((row["month_no"] for row in rows["months"] if row["month_no"] is not None), default=None)
        counted = [row for row in rows["exposed"] if recorded is not None and row["month_no"] >= recorded]
        known = sorted({row["month_no"] for row in counted})
        here, lost = ({(row["segment"], row["month_no"]): row[name] for row in counted} for name in ("here", "lost"))
        return cls(tuple(known[-options.months_together :]), tuple(known[:-1]), here, lost, tuple(rows["leavers"]))

    @property
    def segments(self) -> list[str]:
        """All segments somebody was in."""
        return sorted({segment for segment, _ in self.here})

    @property
    def lately(self) -> tuple[int, ...]:
        """The newest half of the months taken together."""
        return self.months[-max(1, (len(self.months) + 1) // 2) :]

    def segment(self, name: str, months: tuple[int, ...]) -> Beside:
        """Those of a segment who left beside those of all others, month by month."""
        return Beside([self._month(name, month) for month in months])

    def reasons(self) -> dict[str, dict[str, int]]:
        """By segment, how many of those who left in these months gave each cause; gaps are none."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.leavers:
            if row["month_no"] in self.months and is_told(row["stated"]):
                found[row["segment"]][" > ".join(path_of(row["stated"], 2))] += row["customers"]
        return found

    def risen(self) -> dict[str, Beside]:
        """By cause, those lost for it of the customers of the month, beside those of the months before."""
        if not self.before:
            return {}
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.leavers:
            is_now = row["month_no"] == self.months[-1]
            if is_told(row["stated"]) and (is_now or row["month_no"] in self.before):
                counted[" > ".join(path_of(row["stated"], 2))][is_now] += row["customers"]
        now, earlier = self.customers(self.months[-1:]), self.customers(self.before)
        return {cause: Beside([((count[1], now), (count[0], earlier))]) for cause, count in sorted(counted.items())}

    def everybody(self) -> Beside | None:
        """All lost of the month beside those of the months before; None without any month before."""
        if not self.before:
            return None
        now, before = self.months[-1:], self.before
        return Beside([((self.left(now), self.customers(now)), (self.left(before), self.customers(before)))])

    def customers(self, months: tuple[int, ...]) -> int:
        """Customers of these months, each counted in every month it was there."""
        return sum(count for (_, month), count in self.here.items() if month in months)

    def left(self, months: tuple[int, ...]) -> int:
        """Those lost in these months."""
        return sum(count for (_, month), count in self.lost.items() if month in months)

    def _month(self, name: str, month: int) -> tuple[Counted, Counted]:
        mine = (self.lost[name, month], self.here[name, month])
        others = (self.left((month,)) - mine[0], self.customers((month,)) - mine[1])
        return mine, others


def given_by(segment: str, reasons: Reasons, smallest: int) -> dict[str, Beside]:
    """Each cause among those of a segment who left and said why, beside the same of all others.

    Looked at are all causes that enough gave altogether, wherever: what the comparison takes as given chooses nothing.
    """
    mine = reasons.get(segment, {})
    others: dict[str, int] = defaultdict(int)
    for name, named in reasons.items():
        for cause, count in named.items():
            others[cause] += count if name != segment else 0
    n, rest = sum(mine.values()), sum(others.values())
    if min(n, rest) < smallest:
        return {}
    causes = sorted(cause for cause in {*mine, *others} if mine.get(cause, 0) + others[cause] >= smallest)
    return {cause: Beside([((mine.get(cause, 0), n), (others[cause], rest))]) for cause in causes}


def months_looked_at(options: Options) -> list[int]:
    """The month asked for and those before it, by number; none when no month is asked for."""
    if options.month is None:
        return []
    last = number_of_month(month_start(options.month))
    return list(range(last - options.months_together, last + 1))


def shares(name: str, beside: Beside) -> dict[str, Any]:
    """Both sides as counts and per hundred, under names that begin alike."""
    (hits, n), (their_hits, their_n) = beside.group, beside.others
    return {
        f"{name}_lost": hits, f"{name}_customers": n, f"{name}_per_100": 100 * hits / n if n else None,
        "others_lost": their_hits, "others_customers": their_n,
        "others_per_100": 100 * their_hits / their_n if their_n else None,
    }  # fmt: skip
