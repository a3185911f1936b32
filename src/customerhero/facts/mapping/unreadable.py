"""Values that are there and cannot be read: a few are left out and told, a column of them stops the import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from customerhero.errors import MappingError
from customerhero.facts.checks import DataNote
from customerhero.facts.excerpts import MOST_TOLD, cited, excerpt
from customerhero.facts.mapping.model import FromColumns
from customerhero.facts.mapping.refusing import (
    can_be_unreadable,
    is_fallible,
    is_good,
    needed_columns,
    reason_of,
    refuses_others,
    score_range,
)
from customerhero.facts.mapping.remedies import remedy_for
from customerhero.facts.mapping.rows import EntryRows
from customerhero.facts.mapping.values import REFUSED, ROW
from customerhero.facts.twins import quoted, text_sql

MOST_UNREAD: Final = 0.5
"""The share of a column's values above which not being able to read them stops the import."""
_EXAMPLES: Final = 500
_TOLD: Final = 3


@dataclass(frozen=True)
class Unread:
    """A column of an entry: how many values are there, how many of them cannot be read, and the first of those."""

    target: str
    source: str
    known: int
    lost: int
    example: str

    @property
    def is_most(self) -> bool:
        """Whether so many are lost that the column says nothing."""
        return self.lost > MOST_UNREAD * self.known


def counted_faults(
    connection: duckdb.DuckDBPyConnection, rows: EntryRows, optional: Sequence[str]
) -> tuple[int, list[Unread]]:
    """How many rows of an entry are refused, and what cannot be read in these optional columns and the needed ones."""
    asked = [name for name in optional if not _is_scored(rows, name)]
    refused, unread = _counted(connection, rows, asked, optional)
    if refused:  # only then is there anything in the needed columns that cannot be read
        unread += _counted(connection, rows, needed_or_scored(rows), optional)[1]
    return refused, unread


def _counted(
    connection: duckdb.DuckDBPyConnection, rows: EntryRows, asked: Sequence[str], optional: Sequence[str]
) -> tuple[int, list[Unread]]:
    counts = [f"count(*) FILTER (NOT ({is_good(rows)}))"]
    for name in asked:
        known, lost = _known(rows, name, optional), _lost(rows, name, optional)
        counts += [f"count(*) FILTER ({known})", f"count(*) FILTER ({lost})"]
        counts += [f"left(min({quoted(f't:{name}')}) FILTER ({lost}), {MOST_TOLD + 1})"]
    found = connection.execute(f"SELECT {', '.join(counts)} FROM ({rows.sql})").fetchone() or (0,)
    unread = [
        Unread(name, source_of(rows, name), found[1 + 3 * place], found[2 + 3 * place], str(found[3 + 3 * place]))
        for place, name in enumerate(asked)
        if found[2 + 3 * place]
    ]
    return found[0], unread


def needed_or_scored(rows: EntryRows) -> list[str]:
    """The columns for which a row is refused when their value cannot be read."""
    scored = ["score"] if score_range(rows) else []
    names = [name for name in needed_columns(rows) if name in rows.columns and name not in scored]
    return scored + [name for name in names if can_be_unreadable(rows.table.column(name))]


def stop_if_unreadable(
    connection: duckdb.DuckDBPyConnection, rows: EntryRows, unread: Sequence[Unread], mapping: str
) -> None:
    """MappingError when most values of a column cannot be read, with the column, values and what to do."""
    lost = [one for one in unread if one.is_most]
    if not lost:
        return
    first = lost[0]
    values = _examples(connection, rows, first.target)
    read = (
        f"none of {first.known:,}"
        if first.lost == first.known
        else f"only {first.known - first.lost:,} of {first.known:,}"
    )
    told = ", ".join(cited(value) for value in values[:_TOLD])
    what = (
        f"{excerpt(first.source)}, taken as {first.target} of {rows.table.name}: {read} "
        f"value{'' if first.known == 1 else 's'} could be read (such as {told})."
    )
    what += "".join(
        f" Of {excerpt(one.source)} ({one.target}) {one.lost:,} of {one.known:,} cannot." for one in lost[1:]
    )
    raise MappingError(what, remedy_for(rows, first.target, values), mapping)


def told_left_out(rows: EntryRows, unread: Sequence[Unread]) -> list[DataNote]:
    """The notes on values that are left out of rows that are kept."""
    return [_note(rows, one) for one in unread if is_fallible(rows, one.target) and not _is_scored(rows, one.target)]


def left_out_sql(rows: EntryRows, unread: Sequence[Unread], *, whole: bool) -> list[str]:
    """SQL for the values left out, a line each, as of refused rows; `whole` when no row of the entry is refused."""
    targets = [one.target for one in unread if is_fallible(rows, one.target) and not _is_scored(rows, one.target)]
    return [_left_out_sql(rows, name, [] if whole else [name]) for name in targets]


def source_of(rows: EntryRows, target: str) -> str:
    """What the source calls what becomes a column of ours."""
    value = rows.values.get(target)
    return " or ".join(value.columns) if isinstance(value, FromColumns) else target


def _note(rows: EntryRows, one: Unread) -> DataNote:
    are = "1 value is" if one.lost == 1 else f"{one.lost:,} values are"
    share = f"{one.lost / one.known:.1%} of {one.known:,}"
    sentence = (
        f"{excerpt(one.source)} ({one.target}): {are} {reason_of(rows, one.target)}, such as "
        f"{cited(one.example)}, and left out ({share}); the rows are kept."
    )
    return DataNote("left_out", rows.table.name, one.target, excerpt(one.example), one.lost, sentence, first=True)


def _left_out_sql(rows: EntryRows, name: str, among_kept: Sequence[str]) -> str:
    chosen = (
        f"{text_sql(rows.table.name)} AS {quoted('table')}",
        f"{ROW} + 1 AS {quoted('row')}",
        f"{text_sql(name)} AS {quoted('column')}",
        f"{quoted(f't:{name}')} AS {quoted('value')}",
        f"{text_sql(f'{reason_of(rows, name)}: the value is left out, the row is kept')} AS {quoted('reason')}",
    )
    return f"SELECT DISTINCT {', '.join(chosen)} FROM ({rows.sql}) WHERE {_lost(rows, name, among_kept)}"


def _known(rows: EntryRows, name: str, optional: Sequence[str]) -> str:
    found = quoted(f"t:{name}")
    listed = f" AND NOT starts_with({found}, {text_sql(REFUSED)})" if refuses_others(rows, name) else ""
    known = f"({found} IS NOT NULL{listed})"
    return f"({known} AND {is_good(rows)})" if name in optional and not _is_scored(rows, name) else known


def _lost(rows: EntryRows, name: str, optional: Sequence[str]) -> str:
    bad = f"{quoted(name)} IS NULL"
    if _is_scored(rows, name):
        bad = f"NOT coalesce({score_range(rows)}, false)"
    return f"({_known(rows, name, optional)} AND {bad})"


def _is_scored(rows: EntryRows, name: str) -> bool:
    return name == "score" and bool(score_range(rows))


def _examples(connection: duckdb.DuckDBPyConnection, rows: EntryRows, name: str) -> list[str]:
    """The unreadable values, each once, in the order of the file."""
    text, lost = quoted(f"t:{name}"), _lost(rows, name, [])
    found = connection.execute(
        f"SELECT {text} FROM ({rows.sql}) WHERE {lost} GROUP BY 1 ORDER BY min({ROW}) LIMIT {_EXAMPLES}"
    ).fetchall()
    return [value for (value,) in found]
