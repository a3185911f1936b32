"""The part of a receipt that adds up: what became of every row read, amounts, days, and the months it changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from customerhero.facts.lake import Counts
    from customerhero.facts.reconciled import Fate, MonthChange, Reconciled

_MOST_MONTHS: Final = 12
_WHY: Final = {
    "refused": "refused",
    "repeated": "repeating an earlier row",
    "summed": "added to an earlier row of the same key",
    "where": "left out by `where`",
    "no_key": "without a value in their key",
    "other_row": "behind another row of the same key",
    "nothing_happened": "in which nothing happened that is told",
}


def reckoned(tables: Mapping[str, Counts]) -> Iterator[str]:
    """Sentences that account for every row read, table by table."""
    for name, counts in tables.items():
        if counts.reconciled:
            yield f"{name}: {_accounted(counts.reconciled)}."
            yield from _amounts(name, counts.reconciled)
        yield from _months(counts.changes)


def _accounted(told: Reconciled) -> str:
    parts = [f"{told.became:,} in the table", *map(_fate, told.fates)]
    days = f"; {told.first_day} to {told.last_day}" if told.first_day else ""
    return f"{told.read:,} read = {' + '.join(parts)}{days}"


def _fate(fate: Fate) -> str:
    first = ", ".join(f"{row:,}" for row in fate.examples)
    return f"{fate.rows:,} {_WHY.get(fate.why, fate.why)}" + (f" (row {first})" if first else "")


def _amounts(name: str, told: Reconciled) -> Iterator[str]:
    for one in told.sums:
        read, kept = Decimal(one.read), Decimal(one.kept)
        lost = f", {read - kept:,.2f} are not" if read != kept else ""
        yield f"{name}: of {read:,.2f} {one.currency} read {kept:,.2f} are kept{lost}."


def _months(changes: tuple[MonthChange, ...]) -> Iterator[str]:
    known = [change for change in changes if change.before]
    for change in known[-_MOST_MONTHS:]:
        yield f"{change.table} {change.month}: {_total(change, change.before)} became {_total(change, change.after)}."
    if len(known) > _MOST_MONTHS:
        yield f"{known[0].table}: {len(known) - _MOST_MONTHS:,} earlier months changed too."


def _total(change: MonthChange, amount: str) -> str:
    return f"{Decimal(amount):,.2f} {change.currency}" if change.currency else f"{Decimal(amount):,.0f}"
