"""The known totals an import changes: revenue by month and the cases of a month; too large a change asks first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from customerhero.errors import ChangesError
from customerhero.facts.contracts import Table
from customerhero.facts.lake.commit import Commit
from customerhero.facts.reconciled import MonthChange
from customerhero.facts.twins import quoted

MOST_MONTHS: Final = 240
_TOLD: Final = 5


@dataclass(frozen=True)
class _Total:
    """What is added up by month: SQL over the rows of a table."""

    month: str
    currency: str
    value: str


_TOTALS: Final = {
    "revenue": _Total("period", "currency", "amount"),
    "cases": _Total("CAST(date_trunc('month', opened_at) AS DATE)", "''", "CAST(1 AS DECIMAL(18,4))"),
}


@dataclass(frozen=True)
class _Month:
    change: MonthChange
    corrected: Decimal
    """How much of the change is of rows that were known."""
    is_newest: bool
    """Whether it is the newest month known, or a later one: what is new there is no surprise."""

    def exceeds(self, share: float) -> bool:
        if not self.change.before or not (before := Decimal(self.change.before)):
            return False
        moved = self.corrected if self.is_newest else Decimal(self.change.after) - before
        return abs(moved) > Decimal(str(share)) * abs(before)


def brought(commit: Commit, table: Table, source: str) -> tuple[MonthChange, ...]:
    """The months that the first rows of a table bring."""
    total = _TOTALS.get(table.name)
    if total is None:
        return ()
    found = commit.shop.rows(
        f"SELECT {total.month}, {total.currency}, sum({total.value}) FROM {source} WHERE {total.month} IS NOT NULL "
        f"GROUP BY ALL ORDER BY 1, 2 LIMIT {MOST_MONTHS}"
    )
    return tuple(MonthChange(table.name, f"{month:%Y-%m}", unit, "", str(after)) for month, unit, after in found)


def changed(commit: Commit, table: Table, most: float | None) -> tuple[MonthChange, ...]:
    """The months that the rows of `fresh` change; ChangesError when one of them changes by more than `most`."""
    total = _TOTALS.get(table.name)
    if total is None:
        return ()
    months = [_month(table, row) for row in commit.shop.rows(_changes_sql(table, total))]
    large = [month.change for month in months if most is not None and month.exceeds(most)]
    if large:
        raise _asked(large)
    return tuple(month.change for month in months)[-MOST_MONTHS:]


def _month(table: Table, row: tuple[Any, ...]) -> _Month:
    month, unit, before, after, corrected, is_newest = row
    told = MonthChange(table.name, f"{month:%Y-%m}", unit, "" if before is None else str(before), str(after))
    return _Month(told, Decimal(corrected or 0), bool(is_newest))


def _changes_sql(table: Table, total: _Total) -> str:
    """By month and currency: what was known, what will be, how much of that is of known rows, if it is the newest."""
    key = ", ".join(quoted(name) for name in table.key)
    month = f"{total.month} AS month, {total.currency} AS unit, {total.value} AS value"
    known = f"now_{table.name}"
    corrected = f"SELECT known.* FROM {known} AS known SEMI JOIN (SELECT {key} FROM fresh WHERE corrects) USING ({key})"
    moves = (
        f"SELECT month, unit, value, CASE WHEN corrects THEN value ELSE 0 END AS corrected "
        f"FROM (SELECT {month}, corrects FROM fresh) "
        f"UNION ALL SELECT month, unit, -value, -value FROM (SELECT {month} FROM ({corrected}))"
    )
    return (
        f"WITH moved AS (SELECT month, unit, sum(value) AS value, sum(corrected) AS corrected FROM ({moves}) "
        f"WHERE month IS NOT NULL GROUP BY ALL), "
        f"earlier AS (SELECT month, unit, sum(value) AS value FROM (SELECT {month} FROM {known}) GROUP BY ALL) "
        "SELECT month, unit, earlier.value, coalesce(earlier.value, 0) + moved.value, moved.corrected, "
        "month >= (SELECT max(month) FROM earlier) FROM moved LEFT JOIN earlier USING (month, unit) "
        "WHERE moved.value <> 0 ORDER BY month, unit"
    )


def _asked(large: Sequence[MonthChange]) -> ChangesError:
    more = f"; and {len(large) - _TOLD:,} months more" if len(large) > _TOLD else ""
    what = (
        f"Totals that are known would change: {'; '.join(map(_told_change, large[:_TOLD]))}{more}. Nothing was written."
    )
    remedy = "If that is right, import it again with --accept-changes; if not, look at its mapping and earlier imports."
    return ChangesError(what, remedy, tuple(asdict(change) for change in large))


def _told_change(change: MonthChange) -> str:
    """A change of a month in words: "2026-03: revenue of 120,000.00 EUR would become 30,000.00 EUR"."""
    if change.table == "cases":
        return f"{change.month}: {Decimal(change.before):,.0f} cases would become {Decimal(change.after):,.0f}"
    before, after = f"{Decimal(change.before):,.2f}", f"{Decimal(change.after):,.2f}"
    return f"{change.month}: revenue of {before} {change.currency} would become {after} {change.currency}"
