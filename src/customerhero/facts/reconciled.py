"""What became of every row of a file, table by table, so that a receipt adds up; and the known totals it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fate:
    """Rows of the source that became no row of a table: why, how many, and the first of them, numbered from 1."""

    why: str
    """`refused`, `repeated`, `summed`, `where`, `no_key`, `other_row` or `nothing_happened`."""
    rows: int
    examples: tuple[int, ...] = ()


@dataclass(frozen=True)
class AmountSum:
    """Amounts of one currency: the sum of those that were read, and of those that are kept; decimals as text."""

    currency: str
    read: str
    kept: str


@dataclass(frozen=True)
class Reconciled:
    """Rows read = rows that became rows of the table + those that did not, each with the reason."""

    read: int
    became: int
    fates: tuple[Fate, ...] = ()
    sums: tuple[AmountSum, ...] = ()
    first_day: str = ""
    last_day: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.became + sum(fate.rows for fate in self.fates)


@dataclass(frozen=True)
class MonthChange:
    """A month's total that an import changes: revenue in a currency, or the number of cases opened."""

    table: str
    month: str
    """2026-03"""
    currency: str
    before: str
    """Decimal as text; empty where nothing was known of the month."""
    after: str


def reconciled_of(plain: Mapping[str, Any] | None) -> Reconciled | None:
    """From plain data, as `asdict` makes it."""
    if plain is None:
        return None
    fates = tuple(Fate(one["why"], one["rows"], tuple(one["examples"])) for one in plain["fates"])
    sums = tuple(AmountSum(**one) for one in plain["sums"])
    return Reconciled(**{**plain, "fates": fates, "sums": sums})


def month_changes_of(plain: Iterable[Mapping[str, Any]]) -> tuple[MonthChange, ...]:
    """From plain data, as `asdict` makes it."""
    return tuple(MonthChange(**one) for one in plain)


def plain_reconciled(told: Reconciled | None) -> dict[str, Any] | None:
    """As plain data."""
    return None if told is None else asdict(told)
