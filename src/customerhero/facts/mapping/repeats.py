"""Rows of one key: things of their own where the id is made, repetition where the source gives it, and lost amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from customerhero.errors import MappingError
from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import Table
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.making import ENTRY, KEPT, MADE, Making, copied, names, parquet, rows_of
from customerhero.facts.mapping.model import Summed
from customerhero.facts.mapping.rows import EntryRows
from customerhero.facts.mapping.values import ROW
from customerhero.facts.twins import quoted

MOST_LOST: Final = 0.01
"""The share of rows that may be lost to a key that is there already; more of them stop an import of amounts."""
_ID_LIKE: Final = re.compile(
    r"(?i:(^|[\s_.-])(id|no|nr|number|nummer|key|ref|reference|uuid|guid)\.?$|(nummer|number)$)|[a-z](I[dD]|Nr|No|Key)$"
)
_MONEY_TABLE: Final = "revenue"
_WHOLE_THINGS: Final = ("customers", "cases", "people", "teams", "rules")
"""Tables of which several entries of a mapping may each say a part: who joined, and who left."""
_AGAIN: Final = f'("#place" > 1 AND NOT {KEPT})'
_SAME: Final = '"#content" = "#original"'
_DIFFERS: Final = "an earlier row has this key and says something else"


@dataclass(frozen=True)
class Sifted:
    """The rows of a table, each key once: how many, the SQL of those refused, and what is told."""

    rows: int
    refused: list[str]
    notes: list[DataNote]
    repeated: str
    """SQL for the numbers of the source's rows that count no more, since an earlier one says the same."""


def looks_like_id(name: str) -> bool:
    """Whether a column of a source is called like an id: Response ID, ticket_no, invoiceId, Belegnummer."""
    return bool(_ID_LIKE.search(name.strip()))


def distinct_keys(making: Making, table: Table, file: Path) -> int:
    """How many keys a table's file has."""
    # hashes cost a fraction of texts; two keys that share one only lead to the careful way
    counted = making.connection.execute(f"SELECT count(DISTINCT hash({_keys(table)})) FROM {parquet(file)}").fetchone()
    return int(counted[0]) if counted else 0


def sifted(making: Making, table: Table, entries: list[EntryRows], file: Path) -> Sifted:
    """Write the table's file again, each key once: equal rows without an id are numbered, parts of a row put together.

    MappingError when more than a few amounts would be lost.
    """
    every = making.into / f"{table.name}.repeated.parquet"
    way = _Way(making, table, entries, every)
    copied(making.connection, _ranked(way, _numbered(table, entries)), every)
    order = "event_seq" if table.ordered else ROW
    rows = copied(making.connection, f"SELECT {names(table, entries)} FROM ({_once(way)}) ORDER BY {order}", file)
    repeated = f"SELECT {ROW} FROM {parquet(every)} WHERE {_AGAIN} AND {_SAME}"
    refused, notes = ([], []) if way.adds else _told(way)
    return Sifted(rows, refused, [*_told_numbered(way), *notes, *_told_disagreeing(way)], repeated)


@dataclass(frozen=True)
class _Way:
    """What is to be sifted, and how: `every` holds all rows with their places."""

    making: Making
    table: Table
    entries: list[EntryRows]
    every: Path

    @property
    def completes(self) -> bool:
        """Whether several entries of the mapping may each say a part of one row."""
        return len(self.entries) > 1 and self.table.name in _WHOLE_THINGS

    @property
    def adds(self) -> bool:
        """Whether amounts of one key are added up over all entries."""
        return all(isinstance(rows.entry.rows, Summed) for rows in self.entries)

    def counted(self, sql: str) -> tuple[int, ...]:
        return self.making.connection.execute(sql).fetchone() or ()


def _keys(table: Table) -> str:
    return ", ".join(quoted(name) for name in table.key)


def _numbered(table: Table, entries: list[EntryRows]) -> str:
    """All rows; of several source rows with the same made id the second and later ones get an id of their own."""
    union, key = rows_of(table, entries), quoted(table.key[0])
    if not any(rows.makes_id for rows in entries):
        return f'SELECT *, 1 AS "#nth" FROM ({union})'
    nth = f"CASE WHEN {MADE} THEN dense_rank() OVER (PARTITION BY {key} ORDER BY {ROW}) ELSE 1 END"
    own = f'CASE WHEN "#nth" > 1 THEN concat({key}, \'-\', "#nth") ELSE {key} END'
    return f'SELECT * REPLACE ({own} AS {key}) FROM (SELECT *, {nth} AS "#nth" FROM ({union}))'


def _ranked(way: _Way, rows: str) -> str:
    key = ", ".join([_keys(way.table), *([ENTRY] if way.completes else [])])
    window = f"(PARTITION BY {key} ORDER BY {KEPT} DESC, {ROW}, {ENTRY})"
    content = ", ".join(quoted(name) for name in way.table.names)
    return (
        f'SELECT *, row_number() OVER {window} AS "#place", hash({content}) AS "#content", '
        f'first_value(hash({content})) OVER {window} AS "#original", first_value({ROW}) OVER {window} AS "#first" '
        f"FROM ({rows})"
    )


def _once(way: _Way) -> str:
    """Each key once: its first row, what its entries say of it together, or their sum."""
    keys, columns = _keys(way.table), [name for name in way.table.names if name not in way.table.key]
    first = f'SELECT * FROM {parquet(way.every)} WHERE "#place" = 1'
    if way.adds:
        amounts = ", ".join(f"CAST(sum({quoted(name)}) AS DECIMAL(18,4)) AS {quoted(name)}" for name in columns)
        return f"SELECT {keys}, {amounts}, min({ROW}) AS {ROW} FROM {parquet(way.every)} GROUP BY {keys}"
    if way.completes:
        known = ", ".join(f"arg_min({quoted(name)}, {ENTRY}) AS {quoted(name)}" for name in columns)
        return f"SELECT {keys}, {known}, min({ROW}) AS {ROW} FROM ({first}) GROUP BY {keys}"
    return first


def _told_numbered(way: _Way) -> list[DataNote]:
    counted = way.counted(f'SELECT count(DISTINCT {ROW}) FROM {parquet(way.every)} WHERE "#nth" > 1')
    if not counted[0]:
        return []
    key, many = way.table.key[0], counted[0]
    are = "1 row says" if many == 1 else f"{many:,} rows say"
    sentence = f"{are} the same as an earlier one, and no column is taken as {key}: each counts as one more."
    for name in _with_own_values(way.making):
        sentence += f" {excerpt(name)} looks like their id: write `{key}: {excerpt(name)}` in the mapping."
    return [DataNote("equal_rows", way.table.name, key, "", many, sentence, first=True)]


def _with_own_values(making: Making) -> list[str]:
    """The unused columns that look like ids and have a value of its own in nearly every row."""
    if not making.id_like:
        return []
    counts = ", ".join(f"count(DISTINCT {own})" for own in making.id_like.values())
    found = making.connection.execute(f"SELECT {counts} FROM ({making.piece.sql})").fetchone() or ()
    least = (1 - MOST_LOST) * making.read
    return [name for name, many in zip(making.id_like, found, strict=True) if many >= least][:1]


def _told(way: _Way) -> tuple[list[str], list[DataNote]]:
    """The SQL of the rows refused, and what is told of rows that count no more."""
    counted = way.counted(
        f"SELECT count(*) FILTER ({_SAME}), count(*) FILTER (NOT {_SAME}) FROM {parquet(way.every)} WHERE {_AGAIN}"
    )
    refused = [_refused_sql(way)] if counted[1] else []
    if way.table.name == _MONEY_TABLE and any(counted):
        return refused, [_told_lost(way)]
    return refused, [_told_repeated(way, counted[0])] if counted[0] else []


def _refused_sql(way: _Way) -> str:
    key = " || ' ' || ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in way.table.key)
    return (
        f'SELECT \'{way.table.name}\' AS "table", {ROW} + 1 AS "row", \'{way.table.key[0]}\' AS "column", '
        f'{key} AS "value", \'{_DIFFERS}\' AS "reason" FROM {parquet(way.every)} WHERE {_AGAIN} AND NOT {_SAME}'
    )


def _told_repeated(way: _Way, many: int) -> DataNote:
    repeat = "1 row repeats" if many == 1 else f"{many:,} rows repeat"
    sentence = f"{repeat} an earlier row word for word and count{'s' if many == 1 else ''} once."
    for name in (differing := _differing(way)):
        sentence += f" But {excerpt(name)}, which is not used, differs in them: they may be things of their own."
    return DataNote("repeated", way.table.name, way.table.key[0], "", many, sentence, first=bool(differing))


def _differing(way: _Way) -> list[str]:
    """The unused columns that look like ids and differ between rows that else are the same."""
    id_like, source = way.making.id_like, way.making.piece.sql
    if not id_like:
        return []
    counts = ", ".join(f"count(*) FILTER (again.{own} IS DISTINCT FROM earlier.{own})" for own in id_like.values())
    found = way.counted(
        f'WITH source AS ({source}) SELECT {counts} FROM (SELECT {ROW}, "#first" FROM {parquet(way.every)} '
        f"WHERE {_AGAIN} AND {_SAME}) AS told JOIN source AS again ON again.{ROW} = told.{ROW} "
        f'JOIN source AS earlier ON earlier.{ROW} = told."#first"'
    )
    return [name for name, many in zip(id_like, found, strict=True) if many][:1]


def _told_lost(way: _Way) -> DataNote:
    """Amounts of a month that stands there already; MappingError when they are more than a few."""
    found = way.making.connection.execute(
        f"SELECT currency, count(*), sum(amount) FROM {parquet(way.every)} WHERE {_AGAIN} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    many = sum(count for _, count, _ in found)
    amounts = " and ".join(f"{Decimal(amount or 0):,.2f} {excerpt(str(currency))}" for currency, _, amount in found)
    rows = "1 row has" if many == 1 else f"{many:,} rows have"
    what = f"{rows} the customer, month and currency of an earlier row, and would not count: {amounts}."
    remedy = (
        "If they are payments of their own, write `rows: {sum: amount}` below `table: revenue` in the mapping; "
        "if they are repetitions, remove them from the file."
    )
    if many > MOST_LOST * way.counted(f"SELECT count(*) FROM {parquet(way.every)}")[0]:
        raise MappingError(what, f"{remedy} `hero map FILE` proposes such a mapping.", way.making.mapping)
    sentence = what.replace("would not count", "do not count") + f" {remedy}"
    return DataNote("repeated_key", way.table.name, way.table.key[0], "", many, sentence, first=True)


def _told_disagreeing(way: _Way) -> list[DataNote]:
    """What a later entry says of a key and an earlier one says otherwise."""
    if not way.completes:
        return []
    others = [name for name in way.table.names if name not in way.table.key]
    counts = ", ".join(f"count(*) FILTER (count_{place} > 1)" for place in range(len(others)))
    values = ", ".join(f"count(DISTINCT {quoted(name)}) AS count_{place}" for place, name in enumerate(others))
    parts = f'SELECT {values} FROM {parquet(way.every)} WHERE "#place" = 1 GROUP BY {_keys(way.table)}'
    found = way.counted(f"SELECT {counts} FROM ({parts})")
    return [
        DataNote("entries_disagree", way.table.name, name, "", many, _of_entries(name, way.table, many), first=True)
        for name, many in zip(others, found, strict=True)
        if many
    ]


def _of_entries(name: str, table: Table, many: int) -> str:
    of = f"1 row of {table.name}" if many == 1 else f"{many:,} rows of {table.name}"
    return f"Two entries of the mapping say a different {name} of {of}; the first one counts."
