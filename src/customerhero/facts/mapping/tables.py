"""The rows of one canonical table, written once, their key unique; what was refused and left out on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeGuard

import duckdb

from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import Table
from customerhero.facts.duck import path_sql
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.model import Constant, Each, FromColumns, OnePer, Summed, Value
from customerhero.facts.mapping.refusing import (
    REFUSED_COLUMNS,
    fault_counts_sql,
    is_fallible,
    is_good,
    must_be_weighed,
    needed_columns,
    reason_of,
    refused_sql,
)
from customerhero.facts.mapping.rows import SLOT, EntryRows, Piece, slots_of
from customerhero.facts.mapping.values import ROW
from customerhero.facts.twins import quoted

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


@dataclass(frozen=True)
class Made:
    """One table made: its file, its rows, the SQL of the refused rows, and notes on what was left out."""

    file: Path
    rows: int
    refused: list[str] = field(default_factory=list)
    notes: list[DataNote] = field(default_factory=list)
    whole: frozenset[str] = frozenset()
    """Source columns of which every value came through."""
    filled: frozenset[str] = frozenset()
    """The table's columns about which the source says anything, be it that there is nothing."""


def made_table(making: Making, table: Table, entries: list[EntryRows]) -> Made:
    """Write the table's file and say what could not be taken."""
    file = making.into / f"{table.name}.parquet"
    rows = _hopefully(making, table, entries, file)
    whole = _whole(making, entries, Made(file, rows))
    refused, notes = _faults(making, entries, whole)
    if _distinct_keys(making.connection, table, file) < rows:
        rows, repeated, told = _without_repeats(making, table, entries, file)
        refused += repeated
        notes += told
    filled = frozenset(name for one in entries for name in one.columns if not _nothing_there(one, name))
    return Made(file, rows, refused, notes, whole, filled)


def _hopefully(making: Making, table: Table, entries: list[EntryRows], file: Path) -> int:
    # a filter on parsed values makes DuckDB parse them twice, and nearly every file needs none: the null counts of
    # the file written tell whether it did
    needed = {name for rows in entries for name in needed_columns(rows)}
    if not any(must_be_weighed(rows) for rows in entries):
        rows = _copy(making.connection, _union_sql(table, entries, filtered=False), file)
        nulls = _nulls(making.connection, file)
        if rows == 0 or all(nulls.get(name) == 0 for name in needed):
            return rows
    return _copy(making.connection, _union_sql(table, entries), file)


def _union_sql(table: Table, entries: list[EntryRows], *, filtered: bool = True) -> str:
    return f"SELECT {_names(table)} FROM ({_union(table, entries, filtered=filtered)})"


def write_refused(making: Making, queries: list[str]) -> tuple[Path, int]:
    """Write the refused rows, in the order of the source; the number of source rows with a refusal."""
    file = making.into / "refused.parquet"
    nothing = (
        'SELECT \'\' AS "table", 0::BIGINT AS "row", \'\' AS "column", \'\' AS "value", \'\' AS "reason" WHERE false'
    )
    names = ", ".join(quoted(name) for name in REFUSED_COLUMNS)
    everything = " UNION ALL ".join(f"SELECT {names} FROM ({sql})" for sql in [nothing, *queries])
    _copy(making.connection, f'SELECT * FROM ({everything}) ORDER BY "row", "table", "column"', file)
    counted = making.connection.execute(f'SELECT count(DISTINCT "row") FROM {_parquet(file)}').fetchone()
    return file, int(counted[0]) if counted else 0


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, file: Path) -> int:
    target = f"{path_sql(file)} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {_ROW_GROUP})"
    written = connection.execute(f"COPY ({sql}) TO {target}").fetchone()
    return int(written[0]) if written else 0


def _parquet(file: Path) -> str:
    return f"read_parquet({path_sql(file)})"


def _names(table: Table) -> str:
    return ", ".join([quoted(name) for name in table.names] + (["event_seq"] if table.ordered else []))


def _union(table: Table, entries: list[EntryRows], *, filtered: bool = True) -> str:
    slots = sum(slots_of(rows.entry) for rows in entries)
    parts, before = [], 0
    for rows in entries:
        place = f"{ROW} * {slots} + {SLOT} + {before}" if slots > 1 else ROW
        parts.append(_taken(table, rows, place, is_good(rows) if filtered else "true"))
        before += slots_of(rows.entry)
    return " UNION ALL ".join(parts)


def _taken(table: Table, rows: EntryRows, place: str, condition: str) -> str:
    chosen = [
        quoted(column.name)
        if column.name in rows.columns
        else f"CAST(NULL AS {_SQL_TYPES[column.type]}) AS {quoted(column.name)}"
        for column in table.columns
    ]
    seq = [f"{place} AS event_seq"] if table.ordered else []
    kept = f'{isinstance(rows.entry.rows, OnePer)} AS "#kept"'
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
    return f'SELECT {", ".join(chosen)}, min({ROW}) AS {ROW}, true AS "#kept" FROM ({sql}) GROUP BY {keys}'


def _faults(making: Making, entries: list[EntryRows], whole: frozenset[str]) -> tuple[list[str], list[DataNote]]:
    refused: list[str] = []
    notes: list[DataNote] = []
    for rows in entries:
        suspects = [name for name in rows.columns if is_fallible(rows, name) and _can_be_lost(rows, name, whole)]
        if whole and not suspects and all(_came_through(rows, name, whole) for name in needed_columns(rows)):
            continue
        counts = making.connection.execute(fault_counts_sql(rows, suspects)).fetchone() or (0,)
        if counts[0]:
            refused.append(refused_sql(rows))
        notes += _left_out(rows, suspects, counts)
    return refused, notes


def _is_plain(rows: EntryRows, making: Making) -> bool:
    entry = rows.entry
    is_all = making.piece.limit is None and not making.piece.without
    return isinstance(entry.rows, Each) and not entry.where and not entry.kinds and is_all


def _whole(making: Making, entries: list[EntryRows], made: Made) -> frozenset[str]:
    """The source columns with as many values after as before: read from the files' statistics, at no cost."""
    rows = entries[0]
    if len(entries) > 1 or not _is_plain(rows, making) or made.rows != making.read:
        return frozenset()
    before, after = _nulls(making.connection, making.piece.file), _nulls(making.connection, made.file)
    direct = {target: value.columns[0] for target, value in rows.values.items() if is_direct(value)}
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
    return isinstance(value, FromColumns) and len(value.columns) == 1 and not value.values and not value.pattern


def _nulls(connection: duckdb.DuckDBPyConnection, file: Path) -> dict[str, int]:
    counted = (
        "SELECT path_in_schema, sum(stats_null_count), count(*) - count(stats_null_count) "
        f"FROM parquet_metadata({path_sql(file)}) GROUP BY 1"
    )
    return {name: int(nulls) for name, nulls, unknown in connection.execute(counted).fetchall() if not unknown}


def _left_out(rows: EntryRows, suspects: list[str], counts: tuple[object, ...]) -> list[DataNote]:
    notes = []
    for place, name in enumerate(suspects):
        count, example = counts[1 + 2 * place], counts[2 + 2 * place]
        if not isinstance(count, int) or not count:
            continue
        values = "1 value is" if count == 1 else f"{count:,} values are"
        sentence = f"{values} {reason_of(rows, name)} (such as {cited(str(example))}) and left out; the rows are kept."
        notes.append(DataNote("left_out", rows.table.name, name, excerpt(str(example)), count, sentence))
    return notes


def _distinct_keys(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> int:
    keys = ", ".join(quoted(name) for name in table.key)
    # hashes cost a fraction of texts; two keys that share one only lead to the careful way
    counted = connection.execute(f"SELECT count(DISTINCT hash({keys})) FROM {_parquet(file)}").fetchone()
    return int(counted[0]) if counted else 0


def _without_repeats(
    making: Making, table: Table, entries: list[EntryRows], file: Path
) -> tuple[int, list[str], list[DataNote]]:
    keys = ", ".join(quoted(name) for name in table.key)
    window = f'(PARTITION BY {keys} ORDER BY "#kept" DESC, {ROW})'
    content = ", ".join(quoted(name) for name in table.names)
    ranked = (
        f'SELECT *, row_number() OVER {window} AS "#place", hash({content}) AS "#content", '
        f'first_value(hash({content})) OVER {window} AS "#original" FROM ({_union(table, entries)})'
    )
    all_rows = making.into / f"{table.name}.repeated.parquet"
    _copy(making.connection, ranked, all_rows)
    order = "event_seq" if table.ordered else ROW
    first = f'SELECT {_names(table)} FROM {_parquet(all_rows)} WHERE "#place" = 1 ORDER BY {order}'
    rows = _copy(making.connection, first, file)
    refused, notes = _told_repeats(making, table, all_rows)
    return rows, refused, notes


def _told_repeats(making: Making, table: Table, all_rows: Path) -> tuple[list[str], list[DataNote]]:
    same = '"#content" = "#original"'
    counted = making.connection.execute(
        f'SELECT count(*) FILTER (NOT "#kept" AND {same}), count(*) FILTER (NOT "#kept" AND NOT {same}) '
        f'FROM {_parquet(all_rows)} WHERE "#place" > 1'
    ).fetchone() or (0, 0)
    column = table.key[0]
    notes = []
    if counted[0]:
        sentence = f"{counted[0]:,} rows repeat an earlier row word for word and count once."
        notes.append(DataNote("repeated", table.name, column, "", counted[0], sentence))
    key = " || ' ' || ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in table.key)
    refused = (
        f'SELECT \'{table.name}\' AS "table", {ROW} + 1 AS "row", \'{column}\' AS "column", {key} AS "value", '
        f"'an earlier row has this key and says something else' AS \"reason\" FROM {_parquet(all_rows)} "
        f'WHERE "#place" > 1 AND NOT "#kept" AND NOT {same}'
    )
    return ([refused] if counted[1] else []), notes
