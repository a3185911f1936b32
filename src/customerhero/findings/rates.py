"""Rates counted in cells: the same cells give the total, the months, the change and the fair comparison of groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from customerhero.findings.adjustment import Cell, Comparison, compare, expected_counts
from customerhero.findings.answer import Table
from customerhero.findings.clusters import Repeats
from customerhero.findings.finding import Change
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.findings.measure import Interval, Measure
from customerhero.findings.months import month_name
from customerhero.findings.privacy import Key, hidden_groups

_RATE = ("rate", "low", "high")
_OTHERS = ("others_rate", "difference", "difference_low", "difference_high")


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

    def of_last(self, months: int, month: str | None) -> Rates:
        """The cells of so many months up to that month; none for None."""
        if month is None:
            return Rates(())
        year, number = (int(part) for part in month.split("-"))
        last = year * 12 + number - 1
        return Rates(
            tuple(cell for cell in self.cells if cell.month is not None and last - months < cell.month <= last)
        )

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
        expected = expected_counts(self._celled(lambda cell: name_of(cell.month), by_topic=True))
        hits = {name: self.of_month(name).hits for name in expected}
        return {name: hits[name] / count * overall for name, count in expected.items() if count}

    def compared(
        self,
        group: Callable[[RateCell], str],
        customers: Mapping[str, Repeats] | None = None,
        *,
        by_topic: bool,
        by_month: bool = False,
    ) -> list[Comparison]:
        """Each group against all others; with `by_topic`, against all others with the same mix of topics.

        `customers` are the sums over the customers of each group, where customers repeat; `by_month` compares within
        each month.
        """
        return compare(self._celled(group, by_topic=by_topic, by_month=by_month), customers)

    def _celled(self, group: Callable[[RateCell], str], *, by_topic: bool, by_month: bool = False) -> list[Cell]:
        return [
            Cell(group(cell), f"{cell.month if by_month else ''} {cell.topic if by_topic else ''}", cell.n, cell.hits)
            for cell in self.cells
        ]

    def by(self, hits: str, shown: Shown, *, by_topic: bool) -> Table:
        """A row per group large enough to be shown: `group`, `cases`, `customers`, the hits under the name given.

        `rate`, `low` and `high` are per hundred; `others_rate` that of all others (with the same mix of topics where
        `by_topic`), `difference` of the two with `difference_low` and `difference_high`.
        """
        may, smallest = shown.may, shown.smallest
        counted = shown.sizes if may is None else counted_as_few(shown.sizes, may.__contains__, smallest)
        hidden = hidden_groups(counted, smallest)
        compared = self.compared(lambda cell: cell.group, shown.customers, by_topic=by_topic)
        told = [one for one in compared if one.group not in hidden and shown.sizes.get(one.group)]
        return Table(
            ("group", "cases", "customers", hits, *_RATE, *_OTHERS),
            tuple(_by_row(one, shown.sizes[one.group]) for one in told),
        )


@dataclass(frozen=True)
class Shown:
    """Which groups a table may show, and what it knows of their customers."""

    sizes: Mapping[str, int]
    """How many customers stand behind each group."""
    smallest: int
    customers: Mapping[str, Repeats] | None = None
    """The sums over the customers of each group, where customers repeat."""
    may: Collection[str] | None = None
    """The groups that may be shown at all; None means every one."""


def repeats_of(rows: Iterable[Mapping[str, Any]], hit: str) -> dict[str, Repeats]:
    """By group, the sums over its customers, from rows of sums about each (see `facts/repeating.py`)."""
    return {
        row["group"]: Repeats(
            row["n"],
            row[f"{hit}_total"],
            row[f"{hit}_total"],
            row[f"{hit}_totals_squared"],
            row["sizes_squared"],
            row[f"{hit}_products"],
        )
        for row in rows
    }


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
    rate, difference = _ends(one.rate_interval), _ends(one.interval)
    told = (one.rate, *rate, one.others_rate, one.difference, *difference)
    return (one.group, one.n, customers, one.hits, *told)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if interval else (None, None)
