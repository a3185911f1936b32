"""What the making of canonical tables shares: where rows come from and go to, and a table's rows as one statement."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.contracts import Table
from customerhero.facts.duck import path_sql
from customerhero.facts.mapping.model import Each, OnePer, Summed
from customerhero.facts.mapping.refusing import is_good
from customerhero.facts.mapping.rows import SLOT, EntryRows, Piece, slots_of
from customerhero.facts.mapping.values import ROW
from customerhero.facts.twins import quoted

KEPT: Final = '"#kept"'
"""Whether the row stands for several of the source already."""
MADE: Final = '"#made"'
"""Whether the row's id is made from its content."""
ENTRY: Final = '"#entry"'
"""The place of the mapping's entry that makes the row."""
_SQL_TYPES: Final = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "time": "TIMESTAMP",
    "date": "DATE",
    "money": "DECIMAL(18,4)",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "flag": "BOOLEAN",
}
_ROW_GROUP: Final = 122_880


@dataclass(frozen=True)
class Making:
    """Where rows come from and go to."""

    connection: duckdb.DuckDBPyConnection
    piece: Piece
    into: Path
    read: int
    mapping: str = ""
    """The mapping's name, as errors tell it."""
    id_like: MappingOf[str, str] = field(default_factory=dict)
    """Columns of the source that look like ids and are not used, with what SQL calls them."""


def copied(connection: duckdb.DuckDBPyConnection, sql: str, file: Path) -> int:
    """Write what a query selects to a Parquet file; the number of rows."""
    target = f"{path_sql(file)} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {_ROW_GROUP})"
    written = connection.execute(f"COPY ({sql}) TO {target}").fetchone()
    return int(written[0]) if written else 0


def parquet(file: Path) -> str:
    """SQL for a Parquet file as a table."""
    return f"read_parquet({path_sql(file)})"


def is_plain(entry: EntryRows) -> bool:
    """Whether each row of the source is one row of the table."""
    return isinstance(entry.entry.rows, Each) and not entry.entry.where and not entry.entry.kinds


def tells_rows(table: Table, entries: list[EntryRows]) -> bool:
    """Whether the file of the table also holds the numbers of the rows it was made from."""
    return not table.ordered and (len(entries) > 1 or not is_plain(entries[0]))


def source_row(table: Table, entries: list[EntryRows]) -> str:
    """SQL for the number of the source's row, from 0, over the file of the table."""
    if table.ordered:
        return f"event_seq // {_slots(entries)}"
    return ROW if tells_rows(table, entries) else ""


def names(table: Table, entries: list[EntryRows]) -> str:
    """The columns of the table's file, as SQL."""
    also = ["event_seq"] if table.ordered else [ROW] if tells_rows(table, entries) else []
    return ", ".join([quoted(name) for name in table.names] + also)


def rows_of(table: Table, entries: list[EntryRows], *, filtered: bool = True) -> str:
    """SQL for the rows that all entries make, with the numbers of their rows in the source."""
    slots = _slots(entries)
    parts, before = [], 0
    for place, rows in enumerate(entries):
        within = f"greatest({SLOT}, 1) - 1"  # the kinds of a row are numbered from 1, a row without kinds is 0
        seq = f"{ROW} * {slots} + {within} + {before}" if slots > 1 else ROW
        taken = _taken(table, rows, seq, is_good(rows) if filtered else "true")
        parts.append(f"SELECT *, {place} AS {ENTRY}, {str(rows.makes_id).lower()} AS {MADE} FROM ({taken})")
        before += slots_of(rows.entry)
    return " UNION ALL ".join(parts)


def _slots(entries: list[EntryRows]) -> int:
    return sum(slots_of(rows.entry) for rows in entries)


def _taken(table: Table, rows: EntryRows, place: str, condition: str) -> str:
    chosen = [
        quoted(column.name)
        if column.name in rows.columns
        else f"CAST(NULL AS {_SQL_TYPES[column.type]}) AS {quoted(column.name)}"
        for column in table.columns
    ]
    seq = [f"{place} AS event_seq"] if table.ordered else []
    kept = f"{isinstance(rows.entry.rows, OnePer)} AS {KEPT}"
    sql = f"SELECT {', '.join([*chosen, *seq, ROW, kept])} FROM ({rows.sql}) WHERE {condition}"
    return _summed(table, sql, rows.entry.rows) if isinstance(rows.entry.rows, Summed) else sql


def _summed(table: Table, sql: str, mode: Summed) -> str:
    chosen = [
        quoted(name)
        if name in table.key
        else f"CAST(sum({quoted(name)}) AS DECIMAL(18,4)) AS {quoted(name)}"
        if name == mode.column
        else f"any_value({quoted(name)}) AS {quoted(name)}"
        for name in table.names
    ]
    keys = ", ".join(quoted(name) for name in table.key)
    return f"SELECT {', '.join(chosen)}, min({ROW}) AS {ROW}, true AS {KEPT} FROM ({sql}) GROUP BY {keys}"
