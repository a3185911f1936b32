"""Rates counted in cells: the same cells give the total, the months, the change and the fair comparison of groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from customerhero.findings.adjustment import Cell, Comparison, compare
from customerhero.findings.answer import Table
from customerhero.findings.finding import Change
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.findings.measure import Measure
from customerhero.findings.months import month_name
from customerhero.findings.privacy import Key, hidden_groups

_RATE = ("rate", "low", "high")
_RATIO = ("expected", "ratio", "ratio_low", "ratio_high")


@dataclass(frozen=True)
class RateCell:
    """How many of `n` cases (or customers) were hit, of one month, topic, segment and group."""

    month: int | None
    """Months since year 0; None when nobody knows."""
    topic: str
    segment: str
    group: str
    n: int
    hits: int


@dataclass(frozen=True)
class Rates:
    """Cells and what can be said of them together."""

    cells: tuple[RateCell, ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], hits: str, n: str = "cases") -> Rates:
        """Cells from rows with `month` and, where they have them, `topic`, `segment` and `group`."""
        return cls(
            tuple(
                RateCell(
                    row.get("month"),
                    row.get("topic") or "",
                    row.get("segment") or "",
                    row.get("group") or "",
                    row[n] or 0,
                    row[hits] or 0,
                )
                for row in rows
            )
        )

    def of_month(self, month: str | None) -> Rates:
        """The cells of a month (YYYY-MM); all of them for None."""
        return self if month is None else Rates(tuple(cell for cell in self.cells if name_of(cell.month) == month))

    @property
    def n(self) -> int:
        """How many there were."""
        return sum(cell.n for cell in self.cells)

    @property
    def hits(self) -> int:
        """How many were hit."""
        return sum(cell.hits for cell in self.cells)

    def measure(self, name: str, unit: str = "per 100 cases") -> Measure:
        """The rate per hundred with its Wilson interval."""
        return rate_per_100(name, self.hits, self.n, unit)

    def change(self, month: str | None) -> Change | None:
        """The month against the one before; None without a month or when there was nothing before."""
        if month is None:
            return None
        year, number = (int(part) for part in month.split("-"))
        before = self.of_month(name_of(year * 12 + number - 2))
        now = self.of_month(month)
        return rate_change((now.hits, now.n), (before.hits, before.n))

    def months(self, hits: str, n: str = "cases") -> Table:
        """A row per month: `month`, the counts under the names given, and `rate`, `low`, `high` per hundred.

        `adjusted` is what the rate would be with the same mix of topics in every month [indirect standardisation].
        """
        found = sorted({cell.month for cell in self.cells if cell.month is not None})
        parts = [(name_of(month), self.of_month(name_of(month))) for month in found]
        adjusted = self._adjusted_by_month()
        rows = [(name, part.n, part.hits, *spread(part.measure(hits)), adjusted.get(name)) for name, part in parts]
        return Table(("month", n, hits, *_RATE, "adjusted"), tuple(rows))

    def _adjusted_by_month(self) -> dict[str, float]:
        overall = 100 * self.hits / self.n if self.n else 0.0
        compared = self.compared(lambda cell: name_of(cell.month), by_topic=True)
        return {one.group: one.ratio * overall for one in compared if one.ratio is not None}

    def compared(self, group: Callable[[RateCell], str], *, by_topic: bool) -> list[Comparison]:
        """Each group against all; with `by_topic`, against all with the same mix of topics."""
        return compare(Cell(group(cell), cell.topic if by_topic else "", cell.n, cell.hits) for cell in self.cells)

    def by(
        self, hits: str, sizes: Mapping[str, int], smallest: int, *, by_topic: bool, may: Collection[str] | None = None
    ) -> Table:
        """A row per group large enough to be shown: `group`, `cases`, `customers`, the hits under the name given.

        `sizes` tells the customers of each group. `rate`, `low` and `high` are per hundred; `expected` hits with the
        rates of all, `ratio` of observed to expected with `ratio_low` and `ratio_high`. `may` names the groups that may
        be shown at all; None means every one.
        """
        counted = sizes if may is None else counted_as_few(sizes, may.__contains__, smallest)
        hidden = hidden_groups(counted, smallest)
        compared = self.compared(lambda cell: cell.group, by_topic=by_topic)
        shown = [one for one in compared if one.group not in hidden and sizes.get(one.group)]
        return Table(
            ("group", "cases", "customers", hits, *_RATE, *_RATIO),
            tuple(_by_row(one, sizes[one.group]) for one in shown),
        )


def counted_as_few(sizes: Mapping[Key, int], may: Callable[[Key], bool], smallest: int) -> dict[Key, int]:
    """The sizes, those of groups that may not be shown lowered below `smallest`, so that others hide beside them."""
    return {key: size if may(key) else min(size, smallest - 1) for key, size in sizes.items()}


def spread(measure: Measure) -> tuple[float | None, float | None, float | None]:
    """A measure's value and the ends of its interval; None where there is none."""
    interval = measure.interval
    return measure.value, interval.low if interval else None, interval.high if interval else None


def name_of(month: int | None) -> str:
    """A month number, months since year 0, as YYYY-MM; empty for None."""
    return "" if month is None else month_name(date(month // 12, month % 12 + 1, 1))


def _by_row(one: Comparison, customers: int) -> tuple[Any, ...]:
    ratio = one.interval
    rate = spread(rate_per_100("rate", one.observed, one.n))
    ends = (ratio.low, ratio.high) if ratio else (None, None)
    return (one.group, one.n, customers, one.observed, *rate, one.expected, one.ratio, *ends)
