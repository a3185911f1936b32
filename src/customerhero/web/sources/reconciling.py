"""The part of a stored receipt that adds up: what became of every row read, amounts, days, months that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy

from customerhero.facts.lake.batches import Counts, counts_of

MOST_MONTHS: Final = 24
WHY: Final = {
    "refused": gettext_lazy("refused"),
    "repeated": gettext_lazy("repeat an earlier row"),
    "summed": gettext_lazy("added to an earlier row of the same key"),
    "where": gettext_lazy("left out by the mapping's condition"),
    "no_key": gettext_lazy("without a value in their key"),
    "other_row": gettext_lazy("behind another row of the same key"),
    "nothing_happened": gettext_lazy("in which nothing happened that is told"),
}


@dataclass(frozen=True)
class Line:
    """A line of the account of a table: how many rows, what became of them, and the first of them."""

    rows: int
    words: str
    examples: str = ""


@dataclass(frozen=True)
class Amount:
    """The amounts of a currency: read and kept."""

    currency: str
    read: Decimal
    kept: Decimal


@dataclass(frozen=True)
class Month:
    """A month whose total an import changed."""

    table: str
    month: str
    currency: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Account:
    """What became of the rows of a file for one table."""

    table: str
    read: int
    became: int
    facts: int
    """What the rows in the table became; more than one of a row where it tells of several."""
    lines: tuple[Line, ...]
    amounts: tuple[Amount, ...]
    first_day: str
    last_day: str


def accounts(counts: Mapping[str, Mapping[str, Any]]) -> list[Account]:
    """The accounts of a receipt's tables; of imports of earlier versions there are none."""
    told = {name: counts_of(plain) for name, plain in counts.items()}
    return [account for name, one in told.items() if (account := _account(name, one))]


def months(counts: Mapping[str, Mapping[str, Any]]) -> list[Month]:
    """The months known before whose totals changed, the newest ones."""
    changes = [change for plain in counts.values() for change in counts_of(plain).changes if change.before]
    found = [
        Month(change.table, change.month, change.currency, Decimal(change.before), Decimal(change.after))
        for change in changes
    ]
    return found[-MOST_MONTHS:]


def _account(name: str, counts: Counts) -> Account | None:
    told = counts.reconciled
    if told is None:
        return None
    lines = tuple(
        Line(fate.rows, str(WHY.get(fate.why, fate.why)), ", ".join(map(str, fate.examples))) for fate in told.fates
    )
    amounts = tuple(Amount(one.currency, Decimal(one.read), Decimal(one.kept)) for one in told.sums)
    facts = counts.written + counts.unchanged + counts.corrected
    return Account(name, told.read, told.became, facts, lines, amounts, told.first_day, told.last_day)
