"""Files that run newest first: rows of the same time happened from the bottom up, and are taken so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.checks import DataNote
from customerhero.facts.duck import path_sql
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import Each, Entry, FromColumns, HistoryOf, OnePer, Section
from customerhero.facts.mapping.noticing import Source
from customerhero.facts.mapping.rows import slots_of
from customerhero.facts.mapping.times import time_of
from customerhero.facts.mapping.values import ROW, text_of

_BLOCKS: Final = 10
_BLOCK: Final = 5_000
"""Of a longer file so many blocks of so many rows are looked at, evenly spread."""
_MOST: Final = 0.9
"""The share of steps from row to row that must go one way."""
_ENOUGH_OF_CASES: Final = 0.1
"""Where so many of the steps are within a case, they alone decide: a file can list its cases in any order."""


@dataclass(frozen=True)
class Steps:
    """How the times of a file go from row to row."""

    down: int
    up: int
    ties: int
    """Cases that have several rows of the same time."""
    whole: bool = True
    """Whether all rows were looked at, so that there are no other ties."""

    @property
    def run_backwards(self) -> bool:
        """Whether the file runs newest first and it matters."""
        matters = self.ties > 0 or not self.whole
        return matters and self.down > 0 and self.down >= _MOST * (self.down + self.up)


def taken_in_order(source: Source, read: int) -> DataNote | None:
    """Have the rows of a source of which the newest come first taken from the bottom up; say so if that matters."""
    steps = _steps(source, read)
    if steps is None or not steps.run_backwards:
        return None
    source.piece = replace(source.piece, backwards=True)
    told = (
        f"The file runs newest first ({steps.down:,} steps back in time from row to row, {steps.up:,} forward), "
        "so rows of one case with the same time are taken from the bottom up."
    )
    return DataNote("newest_first", "events", "happened_at", "", steps.ties, told, first=True)


def turn_events(connection: duckdb.DuckDBPyConnection, file: Path, entries: list[Entry], read: int) -> None:
    """Number the events of a file that runs newest first from its bottom up; those of one row keep their order."""
    slots = max(sum(slots_of(entry) for entry in entries), 1)
    turned, target = f"({read} - 1 - event_seq // {slots}) * {slots} + event_seq % {slots}", file.with_suffix(".turned")
    connection.execute(
        f"COPY (SELECT * REPLACE ({turned} AS event_seq) FROM read_parquet({path_sql(file)}) ORDER BY event_seq) "
        f"TO {path_sql(target)} (FORMAT parquet, COMPRESSION lz4_raw)"
    )
    target.replace(file)


def _steps(source: Source, read: int) -> Steps | None:
    for key, order in _ordered(source.section):
        header = source.header
        if (found := header.there(key)) and header.there(order.columns):
            return _counted(source, header, found[0], order, read)
    return None


def _ordered(section: Section) -> Iterator[tuple[tuple[str, ...], FromColumns]]:
    """By what a section's rows belong together and by which time they are ordered, the most telling entries first."""
    entries = section.entries
    yield from ((e.rows.key, e.rows.order) for e in entries if isinstance(e.rows, HistoryOf) and e.rows.order)
    for entry in entries:
        case, at = (entry.columns.get(name) for name in ("case_id", "happened_at"))
        is_log = entry.table == "events" and isinstance(entry.rows, Each)
        if is_log and isinstance(case, FromColumns) and isinstance(at, FromColumns):
            yield case.columns, at
    yield from ((e.rows.key, e.rows.order) for e in entries if isinstance(e.rows, OnePer) and e.rows.order)


def _counted(source: Source, header: Header, key: str, order: FromColumns, read: int) -> Steps:
    time = time_of(text_of(order, header), order, header)
    case = header.sql(key)
    every = read // _BLOCKS
    some = f" WHERE {ROW} % {every} < {_BLOCK}" if every > _BLOCK else ""
    rows = header.cleaned_sql(header.used, f"SELECT * FROM ({source.piece.sql}){some}", ROW)
    timed = f'SELECT {ROW}, {case} AS "#case", {time} AS "#at" FROM ({rows})'
    steps = (
        f'SELECT "#at" < lag("#at") OVER w AS down, "#at" > lag("#at") OVER w AS up, '
        f'coalesce("#case" = lag("#case") OVER w, false) AS same FROM "#timed" WINDOW w AS (ORDER BY {ROW})'
    )
    known = '"#at" IS NOT NULL AND "#case" IS NOT NULL'
    tied = f'SELECT "#case" FROM "#timed" WHERE {known} GROUP BY "#case", "#at" HAVING count(*) > 1'
    found = source.connection.execute(
        f'WITH "#timed" AS MATERIALIZED ({timed}) SELECT count(*) FILTER (down), count(*) FILTER (up), '
        f"count(*) FILTER (down AND same), count(*) FILTER (up AND same), "
        f'(SELECT count(DISTINCT "#case") FROM ({tied})) FROM ({steps})'
    ).fetchone() or (0, 0, 0, 0, 0)
    down, up, down_in_case, up_in_case, ties = found
    if down_in_case + up_in_case >= _ENOUGH_OF_CASES * (down + up):
        return Steps(down_in_case, up_in_case, ties, not some)
    return Steps(down, up, ties, not some)
