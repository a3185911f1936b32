"""CSV and its kin: DuckDB reads the whole file in parallel, Python reads what DuckDB refuses."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb

from customerhero.errors import ReadError
from customerhero.facts.columns import numbered, numbered_rows
from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.reading.careful import CarefulRows
from customerhero.facts.reading.layout import HEAD, Layout, layout_of
from customerhero.facts.reading.reading import Reading, Staged
from customerhero.facts.reading.table_place import is_remark
from customerhero.facts.reading.utf8 import Encoding, encoding_of_head, open_text, utf8_file
from customerhero.facts.reading.writing import TextParquet
from customerhero.facts.twins import text_sql

_CELLS_IN_A_ROW_GROUP = 2_500_000  # a few row groups a core are held in memory at once
_POLL_SECONDS = 0.2
_TAIL = 2**14


def stage_delimited(reading: Reading) -> Staged:
    """The rows of a CSV as Parquet."""
    if reading.most_rows is not None:
        encoding = encoding_of_head(reading)
        return _carefully(reading, encoding, _layout(reading, encoding))
    file, encoding = utf8_file(reading)
    if file != reading.source:
        reading = replace(reading, begun=0.5)  # the first half of the way was the copy
    layout = _layout(reading, encoding)
    # DuckDB miscounts the lines to skip when line ends are mixed, and takes a padded remark for a row
    if layout.skip or layout.below or _ends_in_a_remark(file, layout):
        return _carefully(reading, encoding, layout)
    try:
        rows = _copied(reading, file, layout)
    except duckdb.IOException as fault:
        raise ReadError(
            f"The file cannot be staged: {str(fault).splitlines()[0]}",
            "Check the free space of the work directory.",
            str(reading.source),
        ) from fault
    except (duckdb.Error, UnicodeDecodeError):  # it may cut a letter in two where it quotes a row
        return _carefully(reading, encoding, layout)
    return _carefully(reading, encoding, layout) if rows is None else _staged(reading, encoding, layout, rows)


def _layout(reading: Reading, encoding: Encoding) -> Layout:
    with open_text(reading.quiet(), encoding.name) as text:
        return layout_of(text.read(HEAD), reading)


def _ends_in_a_remark(file: Path, layout: Layout) -> bool:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - _TAIL))
        lines = opened.read().decode("utf-8", errors="replace").splitlines()
    last = next((line for line in reversed(lines) if line.strip()), "")
    row = next(csv.reader([last], delimiter=layout.delimiter), [])
    return len(layout.columns) > 1 and is_remark(row, after_gap=True)


def _copied(reading: Reading, file: Path, layout: Layout) -> int | None:
    """The number of rows that DuckDB read; None where the header stands among them again."""
    with open_locked(Reach((file,), reading.work, reading.options.memory_limit)) as connection:
        rows = _run(connection, _copy_sql(reading, file, layout), reading)
        return None if _header_again(connection, _target(reading), layout) else rows


def _copy_sql(reading: Reading, file: Path, layout: Layout) -> str:
    columns = ", ".join(f"{text_sql(name)}: 'VARCHAR'" for name in layout.columns)
    group = max(2_048, min(122_880, _CELLS_IN_A_ROW_GROUP // len(layout.columns)))
    return (
        f"COPY (FROM read_csv({path_sql(_without_wildcards(reading, file))}, columns = {{{columns}}}, "
        f"auto_detect = false, header = true, delim = {text_sql(layout.delimiter)}, "
        "quote = '\"', escape = '\"', encoding = 'utf-8', compression = 'none', strict_mode = true, "
        f"null_padding = false)) TO {path_sql(_target(reading))} "
        f"(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {group})"
    )


def _run(connection: duckdb.DuckDBPyConnection, sql: str, reading: Reading) -> int:
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(lambda: connection.execute(sql).fetchone())
        try:
            while not wait([job], timeout=_POLL_SECONDS).done:
                reading.tell(round(reading.size * max(0.0, connection.query_progress()) / 100))
        except KeyboardInterrupt:
            connection.interrupt()
            raise
        counted = job.result()
    reading.tell(reading.size)
    return int(counted[0]) if counted else 0


def _header_again(connection: duckdb.DuckDBPyConnection, file: Path, layout: Layout) -> bool:
    named = [(numbered(place), cell) for place, cell in enumerate(layout.header) if cell]
    if len(named) < 2:
        return False  # a single column may well hold its own name
    same = " AND ".join(f"{name} = {text_sql(cell)}" for name, cell in named)
    rows = numbered_rows(file, layout.columns, "number")
    found = connection.execute(f"SELECT count(*) FROM ({rows}) WHERE {same}").fetchone()
    return bool(found and found[0])


def _carefully(reading: Reading, encoding: Encoding, layout: Layout) -> Staged:
    parquet, rows = TextParquet(reading.work, layout.columns), CarefulRows(layout, reading)
    with open_text(reading, encoding.name) as text, parquet:
        for row in islice(rows.of(text), reading.most_rows):
            parquet.add(dict(zip(layout.columns, row, strict=True)))
        parquet.finish(_target(reading))
    return _staged(reading, encoding, layout, parquet.rows, rows.notes)


def _staged(reading: Reading, encoding: Encoding, layout: Layout, rows: int, left_out: tuple[str, ...] = ()) -> Staged:
    return Staged(
        _target(reading),
        reading.source,
        "csv",
        layout.columns,
        rows,
        encoding.name,
        layout.delimiter,
        notes=(*encoding.notes, *left_out, *layout.notes),
        found=(*encoding.found, *layout.found),
    )


def _without_wildcards(reading: Reading, file: Path) -> Path:
    if not any(mark in str(file) for mark in "*?["):
        return file
    link = reading.work / "source"  # DuckDB would take the name for a pattern
    link.symlink_to(file.resolve())
    return link


def _target(reading: Reading) -> Path:
    return reading.work / "staged.parquet"
