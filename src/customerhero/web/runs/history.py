"""A finding from month to month: the same key over the runs that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from customerhero.findings import Finding
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.web.runs.models import Run, StoredFinding
from customerhero.web.runs.packing import finding_from

MOST_MONTHS: Final = 24


@dataclass(frozen=True)
class Month:
    """The finding in one month, as the newest run of that month tells it."""

    name: str
    finding: Finding
    pk: int
    is_shown: bool


@dataclass(frozen=True)
class History:
    """The months of a finding, the latest first."""

    months: tuple[Month, ...]

    @property
    def figures(self) -> tuple[float | None, ...]:
        """Its figures, oldest first, for a sparkline; months without the finding are gaps."""
        known = {month.name: month.finding.measure.value for month in self.months}
        return tuple(known.get(name) for name in _every_month(min(known), max(known))) if known else ()


def history_of(key: str, run: Run) -> History:
    """The finding's months up to the one shown; of that month the run shown, of others the newest run."""
    rows = StoredFinding.objects.filter(key=key, run__completion__isnull=False, run__month__lte=run.month)
    ordered = rows.select_related("run").defer("drawing").order_by("run__month", "run__asked_at", "run__pk")
    newest = {row.run.month: row for row in ordered if row.run.month != run.month or row.run_id == run.pk}
    latest = sorted(newest.values(), key=lambda row: row.run.month, reverse=True)[:MOST_MONTHS]
    return History(tuple(_month(row, run) for row in latest))


def _month(row: StoredFinding, run: Run) -> Month:
    return Month(row.run.month, finding_from(bytes(row.finding)), row.pk, row.run_id == run.pk)


def _every_month(first: str, last: str) -> Iterator[str]:
    start = month_start(first)
    for count in range(MOST_MONTHS * 12):
        name = month_name(months_before(start, -count))
        if name > last:
            return
        yield name
