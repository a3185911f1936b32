"""Rows of a file that are none of its table: totals of other rows, and lines below it such as "Generated on ..."."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import TABLES
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.amounts import number, read_amount
from customerhero.facts.mapping.model import Entry, FromColumns
from customerhero.facts.mapping.noticing import Source
from customerhero.facts.mapping.values import ROW
from customerhero.facts.twins import text_sql

_TAIL: Final = 20
"""So many of the last rows are looked at for lines below the table."""
_MOST: Final = 10_000
_WORD: Final = "total|totals|totale|totaal|summe|summen|gesamt|ergebnis|somme|suma|sum"
_MAYBE: Final = "(?i)tota|summ|gesamt|ergebnis|suma|^sum|Σ"
_TOTAL: Final = re.compile(
    r"(grand|sub|sub-|overall|net|gross|end|teil|zwischen|gesamt|in)?[ -]?"
    rf"({_WORD})(betrag|ergebnis|umsatz|summe| amount| revenue| gesamt| général| general)?\s*[:=]?|Σ:?",
    re.IGNORECASE,
)
_OF_SOMETHING: Final = re.compile(
    rf"(?:sub|zwischen|teil)?[ -]?(?:{_WORD})\s+(?:for|of|für|von)?\s*(.+?):?|(.+?)\s+(?:sub)?(?:{_WORD}):?",
    re.IGNORECASE,
)
_BELOW: Final = re.compile(
    r"(generated|exported|created|printed|downloaded|produced|report|run|as of|source|page|end of|notes?|filters?|"
    r"erstellt|exportiert|erzeugt|gedruckt|stand|quelle|seite|bericht|hinweis|anzahl|ende|copyright|confidential|"
    r"vertraulich|\d[\d.,]* (rows?|records?|entries|zeilen|datensätze|einträge))(:?\s.*|$)|[©*].*",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED: Final = re.compile(rf"({_WORD}|anzahl|count)[^\w]*:?\s*[\d.,]+", re.IGNORECASE)
_PERIOD: Final = re.compile(r"[\d./ -]{4,10}|q[1-4]( \d{4})?|[a-zäéû]{3,9}\.? \d{2,4}", re.IGNORECASE)


@dataclass(frozen=True)
class NoRow:
    """A row that belongs to no table: its place from 0, the text that tells it, and what it is."""

    table: str
    column: str
    row: int
    value: str
    is_total: bool
    amount: str = ""

    @property
    def reason(self) -> str:
        """Why it is refused, in words."""
        return "a total of other rows, no row of its own" if self.is_total else "a line below the table, no row of it"


def without_totals(source: Source) -> list[NoRow]:
    """Take the rows that are totals or stand below the table out of the source, and say which they are."""
    found: dict[int, NoRow] = {}
    for entry in source.section.entries:
        for one in _totals(source, entry):
            found.setdefault(one.row, one)
    source.piece = replace(source.piece, without=tuple(sorted(found)))
    for one in _last_rows(source):
        found.setdefault(one.row, one)
    source.piece = replace(source.piece, without=tuple(sorted(found)))
    return [found[row] for row in sorted(found)]


def refused_totals(found: Sequence[NoRow]) -> list[str]:
    """SQL for the refused rows of these, one line each."""
    return [
        f'SELECT {text_sql(one.table)} AS "table", {one.row + 1}::BIGINT AS "row", {text_sql(one.column)} AS "column", '
        f'{text_sql(excerpt(one.value))} AS "value", {text_sql(one.reason)} AS "reason"'
        for one in found
    ]


def notes_on_totals(found: Sequence[NoRow]) -> list[DataNote]:
    """What the head of the receipt says of them."""
    notes = []
    for is_total, (one, several) in _SAID.items():
        these = [no_row for no_row in found if no_row.is_total == is_total]
        if these:
            first = these[0]
            such = f"row {first.row + 1:,}: {cited(first.value)}" + (
                f", {excerpt(first.amount)}" if first.amount else ""
            )
            told = (
                f"{one} ({such}) and is not counted."
                if len(these) == 1
                else (f"{len(these):,} rows {several} (the first, {such}) and are not counted.")
            )
            code = "total" if is_total else "below_table"
            notes.append(DataNote(code, first.table, first.column, excerpt(first.value), len(these), told, first=True))
    return notes


_SAID: Final = {
    True: ("1 row is a total of others", "are totals of others"),
    False: ("1 row is a line below the table", "are lines below the table"),
}


def _totals(source: Source, entry: Entry) -> list[NoRow]:
    """Rows of revenue whose id says that they are a total."""
    if entry.table != "revenue" or not (key := _column(source, entry, TABLES[entry.table].key[0])):
        return []
    amount = _column(source, entry, "amount")
    own, beside = source.header.own(key), source.header.own(amount) if amount else "''"
    sql = f"FROM ({source.piece.sql}) WHERE regexp_matches({own}, {text_sql(_MAYBE)}) LIMIT {_MOST}"
    rows = source.connection.execute(f"SELECT {ROW}, trim({own}), trim({beside}) {sql}").fetchall()
    return [
        NoRow(entry.table, TABLES[entry.table].key[0], row, value, True, told or "")
        for row, value, told in rows
        if _TOTAL.fullmatch(value) or _is_of_known(source, own, value)
    ]


def _is_of_known(source: Source, own: str, value: str) -> bool:
    """Whether a text such as `K1 Total` or `Total 2026` is a total of something the file has."""
    found = _OF_SOMETHING.fullmatch(value)
    of = (found[1] or found[2]).strip() if found else ""
    if not of or _PERIOD.fullmatch(of):
        return bool(of)
    sql = f"SELECT count(*) FROM ({source.piece.sql}) WHERE lower(trim({own})) = lower(?)"
    return bool((source.connection.execute(sql, [of]).fetchone() or (0,))[0])


def _last_rows(source: Source) -> list[NoRow]:
    """Of the last rows those that are lines below the table, and a row without an id that adds up the others."""
    lists = [entry for entry in source.section.entries if entry.table not in ("events", "feedback")]
    keyed = [(entry, key) for entry in lists if (key := _column(source, entry, TABLES[entry.table].key[0]))]
    tail = _tail(source) if keyed and len(source.types) > 1 else []
    return [told for entry, key in keyed for row, filled in tail if (told := _no_row(source, entry, key, row, filled))]


def _tail(source: Source) -> list[tuple[int, dict[str, str]]]:
    """The last rows, the lowest first: the number of each, and the cells of it that hold something."""
    header, names = source.header, list(source.types)
    chosen = ", ".join(f"nullif(trim(CAST({header.own(name)} AS VARCHAR)), '')" for name in names)
    last = f"SELECT * FROM ({source.piece.sql}) ORDER BY {ROW} DESC LIMIT {_TAIL}"
    rows = source.connection.execute(f"SELECT {ROW}, {chosen} FROM ({last}) ORDER BY {ROW} DESC").fetchall()
    return [
        (row, {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}) for row, *cells in rows
    ]


def _no_row(source: Source, entry: Entry, key: str, row: int, filled: Mapping[str, str]) -> NoRow | None:
    first, target = next(iter(filled.values()), ""), TABLES[entry.table].key[0]
    if len(filled) == 1 and (_BELOW.fullmatch(first) or _COUNTED.fullmatch(first)):
        return NoRow(entry.table, target, row, first, is_total=False)
    amount = _column(source, entry, "amount")
    if key not in filled and amount in filled and _adds_up(source, entry, key, amount, filled[amount]):
        return NoRow(entry.table, target, row, first, is_total=True, amount=filled[amount])
    return None


def _adds_up(source: Source, entry: Entry, key: str, amount: str, told: str) -> bool:
    """Whether an amount without an id is the sum of those with one."""
    read = read_amount(told, source.mapping.decimal)
    if not read:
        return False
    header, cleaned = source.header, source.header.cleaned_sql([key, amount], source.piece.sql)
    value = number(header.own(amount), "DECIMAL(18,4)", header, entry.columns["amount"])
    sql = f"SELECT sum({value}) FROM ({cleaned}) WHERE {header.own(key)} IS NOT NULL"
    summed = (source.connection.execute(sql).fetchone() or (None,))[0]
    return summed is not None and abs(Decimal(summed) - read) <= Decimal("0.01")


def _column(source: Source, entry: Entry, target: str) -> str:
    """The text column of the source that a column of ours is; empty where it is none, or more than one."""
    value = entry.columns.get(target)
    if not isinstance(value, FromColumns) or len(value.columns) != 1:
        return ""
    found = source.header.find(value.columns[0])
    return found if found and source.types[found] == "VARCHAR" else ""
