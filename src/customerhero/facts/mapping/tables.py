"""The rows of one canonical table, written once, their key unique; what was refused and left out on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeGuard

import duckdb

from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import CUSTOMERS, Table
from customerhero.facts.duck import path_sql
from customerhero.facts.mapping.lives import Lives, lives_sql, notes_of_lives
from customerhero.facts.mapping.making import Making, copied, is_plain, names, parquet, rows_of
from customerhero.facts.mapping.model import Constant, Each, FromColumns, Value
from customerhero.facts.mapping.refusing import (
    REFUSED_COLUMNS,
    is_fallible,
    must_be_weighed,
    needed_columns,
    refused_sql,
)
from customerhero.facts.mapping.repeats import distinct_keys, sifted
from customerhero.facts.mapping.rows import EntryRows
from customerhero.facts.mapping.unreadable import counted_faults, left_out_sql, stop_if_unreadable, told_left_out
from customerhero.facts.twins import quoted


@dataclass(frozen=True)
class Made:
    """One table made: its file, its rows, the SQL of the refused rows, and notes on what was left out."""

    file: Path
    rows: int
    refused: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """SQL of the values left out of rows that are kept."""
    notes: list[DataNote] = field(default_factory=list)
    filled: frozenset[str] = frozenset()
    """The table's columns about which the source says anything, be it that there is nothing."""
    repeated: str = ""
    """SQL for the numbers of the source's rows that repeat an earlier one; empty when there are none."""
    lives: tuple[Path, int] | None = None
    """Of customers who came back: the file of their earlier lives, and how many there are."""


def made_table(making: Making, table: Table, entries: list[EntryRows]) -> Made:
    """Write the table's file and say what could not be taken; MappingError when a column cannot be read."""
    file = making.into / f"{table.name}.parquet"
    rows = _hopefully(making, table, entries, file)
    faults = _faults(making, entries, _whole(making, entries, file, rows))
    filled = frozenset(name for one in entries for name in one.columns if not _nothing_there(one, name))
    made = Made(file, rows, faults.refused, faults.left_out, faults.notes, filled)
    if distinct_keys(making, table, file) == rows:
        return made
    if _is_list_of_customers(table, entries):
        return _with_lives(making, table, entries, made)
    once = sifted(making, table, entries, file)
    refused, notes = [*made.refused, *once.refused], [*made.notes, *once.notes]
    return replace(made, rows=once.rows, refused=refused, notes=notes, repeated=once.repeated)


def _hopefully(making: Making, table: Table, entries: list[EntryRows], file: Path) -> int:
    # a filter on parsed values makes DuckDB parse them twice, and nearly every file needs none: the null counts of
    # the file written tell whether it did
    needed = {name for rows in entries for name in needed_columns(rows)}
    if not any(must_be_weighed(rows) for rows in entries):
        rows = copied(making.connection, _union_sql(table, entries, filtered=False), file)
        nulls = _nulls(making.connection, file)
        if rows == 0 or all(nulls.get(name) == 0 for name in needed):
            return rows
    return copied(making.connection, _union_sql(table, entries), file)


def _union_sql(table: Table, entries: list[EntryRows], *, filtered: bool = True) -> str:
    return f"SELECT {names(table, entries)} FROM ({rows_of(table, entries, filtered=filtered)})"


def write_refused(making: Making, queries: list[str], name: str = "refused") -> tuple[Path, int]:
    """Write the refused rows, in the order of the source; the number of source rows with a refusal."""
    file = making.into / f"{name}.parquet"
    nothing = (
        'SELECT \'\' AS "table", 0::BIGINT AS "row", \'\' AS "column", \'\' AS "value", \'\' AS "reason" WHERE false'
    )
    columns = ", ".join(quoted(column) for column in REFUSED_COLUMNS)
    everything = " UNION ALL ".join(f"SELECT {columns} FROM ({sql})" for sql in [nothing, *queries])
    copied(making.connection, f'SELECT * FROM ({everything}) ORDER BY "row", "table", "column"', file)
    counted = making.connection.execute(f'SELECT count(DISTINCT "row") FROM {parquet(file)}').fetchone()
    return file, int(counted[0]) if counted else 0


@dataclass(frozen=True)
class _Faults:
    refused: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[DataNote] = field(default_factory=list)


def _faults(making: Making, entries: list[EntryRows], whole: frozenset[str]) -> _Faults:
    found = _Faults()
    for rows in entries:
        suspects = [name for name in rows.columns if is_fallible(rows, name) and _can_be_lost(rows, name, whole)]
        if whole and not suspects and all(_came_through(rows, name, whole) for name in needed_columns(rows)):
            continue
        refused, unread = counted_faults(making.connection, rows, suspects)
        stop_if_unreadable(making.connection, rows, unread, making.mapping)
        if refused:
            found.refused.append(refused_sql(rows))
        found.left_out.extend(left_out_sql(rows, unread, whole=not refused))
        found.notes.extend(told_left_out(rows, unread))
    return found


def _whole(making: Making, entries: list[EntryRows], file: Path, made: int) -> frozenset[str]:
    """The source columns with as many values after as before: read from the files' statistics, at no cost."""
    only = entries[0]
    if len(entries) > 1 or not is_plain(only) or making.piece.limit is not None or made != making.read:
        return frozenset()
    before, after = _nulls(making.connection, making.piece.file), _nulls(making.connection, file)
    direct = {target: value.columns[0] for target, value in only.values.items() if is_direct(value)}
    return frozenset(name for target, name in direct.items() if target in after and before.get(name) == after[target])


def _can_be_lost(rows: EntryRows, target: str, whole: frozenset[str]) -> bool:
    return not _nothing_there(rows, target) and not _came_through(rows, target, whole)


def _nothing_there(rows: EntryRows, target: str) -> bool:
    return target in rows.empty


def _came_through(rows: EntryRows, target: str, whole: frozenset[str]) -> bool:
    value = rows.values.get(target)
    if value is None or isinstance(value, Constant):
        return True  # made or given for every row
    return isinstance(value, FromColumns) and is_direct(value) and value.columns[0] in whole


def is_direct(value: Value) -> TypeGuard[FromColumns]:
    """Whether a value is one source column as it stands."""
    return (
        isinstance(value, FromColumns)
        and len(value.columns) == 1
        and not value.values
        and not value.pattern
        and not value.time
    )


def _nulls(connection: duckdb.DuckDBPyConnection, file: Path) -> dict[str, int]:
    counted = (
        "SELECT path_in_schema, sum(stats_null_count), count(*) - count(stats_null_count) "
        f"FROM parquet_metadata({path_sql(file)}) GROUP BY 1"
    )
    return {name: int(nulls) for name, nulls, unknown in connection.execute(counted).fetchall() if not unknown}


def _is_list_of_customers(table: Table, entries: list[EntryRows]) -> bool:
    """Whether each row is what the source says of a customer: then other days of the same one are another life."""
    return table is CUSTOMERS and len(entries) == 1 and isinstance(entries[0].entry.rows, Each)


def _with_lives(making: Making, table: Table, entries: list[EntryRows], made: Made) -> Made:
    found, earlier = Lives(making.into / f"{table.name}.repeated.parquet"), making.into / "lives.parquet"
    copied(making.connection, lives_sql(rows_of(table, entries)), found.ranked)
    rows = copied(making.connection, found.customers, made.file)
    lives = copied(making.connection, found.earlier, earlier)
    counted = making.connection.execute(f"SELECT count(*) FROM ({found.refused})").fetchone() or (0,)
    return replace(
        made,
        rows=rows,
        refused=[*made.refused, *([found.refused] if counted[0] else [])],
        notes=[*made.notes, *notes_of_lives(making.connection, found)],
        repeated=found.repeated,
        lives=(earlier, lives) if lives else None,
    )
