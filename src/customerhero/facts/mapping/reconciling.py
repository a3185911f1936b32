"""What became of every row read, table by table: rows read are rows that became something, and the others with why."""

from __future__ import annotations

from typing import Final

from customerhero.facts.contracts import Table
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.making import Making, is_plain, parquet, source_row
from customerhero.facts.mapping.model import Each, HistoryOf, OnePer, Summed
from customerhero.facts.mapping.noticing import Source
from customerhero.facts.mapping.rows import EntryRows
from customerhero.facts.mapping.tables import Made
from customerhero.facts.mapping.values import ROW, holds
from customerhero.facts.reconciled import AmountSum, Fate, Reconciled
from customerhero.facts.twins import quoted, text_sql

_EXAMPLES: Final = 3
_DAYS: Final = {
    "customers": "joined_at",
    "revenue": "period",
    "cases": "opened_at",
    "events": "happened_at",
    "feedback": "happened_at",
}
_SETTLED: Final = ("became", "refused", "repeated", "where", "no_key")
"""What can be said of a row by looking at it, the first that holds; what is left has the entries' own reason."""


def reconciled(making: Making, source: Source, table: Table, entries: list[EntryRows], made: Made) -> Reconciled:
    """The rows read of a table, told apart; the refused rows have been written by now."""
    first, last = _days(making, table, made)
    became, fates = _fates(making, source, table, entries, made)
    sums = _sums(making, table, entries, made, changed=bool(fates))
    return Reconciled(_read(making), became, fates, sums, first, last)


def _read(making: Making) -> int:
    """All rows of the source, totals and lines below the table among them, which are refused."""
    return making.read + len(making.piece.without)


def _days(making: Making, table: Table, made: Made) -> tuple[str, str]:
    name = _DAYS.get(table.name)
    if not name or not made.rows:
        return "", ""
    sql = f"SELECT min({name})::DATE, max({name})::DATE FROM {parquet(made.file)}"
    first, last = making.connection.execute(sql).fetchone() or (None, None)
    return str(first or ""), str(last or "")


def _fates(
    making: Making, source: Source, table: Table, entries: list[EntryRows], made: Made
) -> tuple[int, tuple[Fate, ...]]:
    if len(entries) == 1 and is_plain(entries[0]) and made.rows == _read(making):
        return made.rows, ()
    making.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE settled AS {_settled(making, source, table, entries, made)}"
    )
    found = dict.fromkeys(_SETTLED, (0, ()))
    told = making.connection.execute(
        f"SELECT place, count(*), min(row, {_EXAMPLES}) FROM settled GROUP BY 1"
    ).fetchall()
    found |= {_SETTLED[place]: (many, tuple(each + 1 for each in rows)) for place, many, rows in told}
    fates = [Fate(why, many, rows) for why, (many, rows) in found.items() if many and why != "became"]
    left = _read(making) - sum(many for many, _ in found.values())
    if left:
        fates.append(Fate(_why(entries), left, _first_unsettled(making)))
    return found["became"][0], tuple(fates)


def _settled(making: Making, source: Source, table: Table, entries: list[EntryRows], made: Made) -> str:
    """SQL for the number of every row of which something can be said, with the first thing that can."""
    refused = parquet(making.into / "refused.parquet")
    header, read = source.header, making.piece.sql
    row = source_row(table, entries)
    parts = [f"SELECT DISTINCT {row} AS row, 0 AS place FROM {parquet(made.file)}"] if row else []
    parts.append(f'SELECT DISTINCT "row" - 1, 1 FROM {refused} WHERE "table" = {text_sql(table.name)}')
    if making.piece.without:
        parts.append(f"SELECT unnest([{', '.join(map(str, making.piece.without))}]), 1")
    if made.repeated:
        parts.append(f"SELECT {ROW}, 2 FROM ({made.repeated})")
    if all(isinstance(rows.entry.rows, Summed) and rows.entry.rows.once for rows in entries):
        differing = f"SELECT {ROW} FROM ({making.piece.differing_sql})"
        parts.append(f"SELECT {ROW}, 2 FROM ({read}) ANTI JOIN ({differing}) USING ({ROW})")
    for place, condition in ((3, _fails_where(entries, header)), (4, _lacks_key(entries, header))):
        if condition and header.used:
            parts.append(f"SELECT {ROW}, {place} FROM ({header.cleaned_sql(header.used, read, ROW)}) WHERE {condition}")
    if not row:  # each row is one of the table's unless something else is said of it
        parts.append(f"SELECT {ROW}, 9 FROM ({read})")
    settled = f"SELECT row, min(place) AS place FROM ({' UNION ALL '.join(_named(parts))}) GROUP BY row"
    return f"SELECT row, CASE place WHEN 9 THEN 0 ELSE place END AS place FROM ({settled})"


def _named(parts: list[str]) -> list[str]:
    return [f"SELECT * FROM ({part}) AS said(row, place)" for part in parts]


def _fails_where(entries: list[EntryRows], header: Header) -> str:
    """SQL that is true for rows that no entry wants; empty when an entry wants every row."""
    if not all(rows.entry.where for rows in entries):
        return ""
    wanted = [
        " AND ".join(holds(condition, header.sql(condition.column)) for condition in rows.entry.where)
        for rows in entries
    ]
    return " AND ".join(f"NOT ({test})" for test in wanted)


def _lacks_key(entries: list[EntryRows], header: Header) -> str:
    """SQL that is true for rows without the key by which every entry gathers rows; empty when one does not."""
    tests = []
    for rows in entries:
        if not isinstance(rows.entry.rows, OnePer | HistoryOf):
            return ""
        keys = [header.sql(name) for name in rows.entry.rows.key]
        tests.append(f"({' OR '.join(f'{key} IS NULL' for key in keys)})")
    return " AND ".join(tests)


def _why(entries: list[EntryRows]) -> str:
    modes = [rows.entry.rows for rows in entries]
    if all(isinstance(mode, Summed) for mode in modes):
        return "summed"
    if all(isinstance(mode, OnePer) for mode in modes):
        return "other_row"
    return "nothing_happened" if all(isinstance(mode, Each | HistoryOf) for mode in modes) else "other_row"


def _first_unsettled(making: Making) -> tuple[int, ...]:
    found = making.connection.execute(
        f"SELECT i + 1 FROM range({_read(making):d}) AS every(i) ANTI JOIN settled ON settled.row = every.i "
        f"ORDER BY i LIMIT {_EXAMPLES}"
    ).fetchall()
    return tuple(row for (row,) in found)


def _sums(
    making: Making, table: Table, entries: list[EntryRows], made: Made, *, changed: bool
) -> tuple[AmountSum, ...]:
    """By currency the amounts that could be read and those that are kept; read anew only where they may differ."""
    if table.name != "revenue":
        return ()
    kept = _by_currency(making, parquet(made.file))
    read = kept
    if changed:
        parts = [f"SELECT {quoted('currency')}, {quoted('amount')} FROM ({rows.sql})" for rows in entries]
        read = _by_currency(making, f"({' UNION ALL '.join(parts)})")
    return tuple(AmountSum(code, read[code], kept.get(code, "0.0000")) for code in sorted(read))


def _by_currency(making: Making, rows: str) -> dict[str, str]:
    found = making.connection.execute(
        f"SELECT coalesce(currency, '?'), sum(amount)::VARCHAR FROM {rows} WHERE amount IS NOT NULL GROUP BY 1"
    ).fetchall()
    return dict(found)
