"""A mapping applied to a staged file: one Parquet file per table, the refused rows, and notes about the data."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from customerhero.errors import MappingError, ReadError
from customerhero.facts.checks import DataNote
from customerhero.facts.columns import types_of
from customerhero.facts.contracts import LIVES, TABLES
from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.excerpts import cited, excerpt, listed
from customerhero.facts.mapping.backwards import taken_in_order, turn_events
from customerhero.facts.mapping.beginnings import began_before
from customerhero.facts.mapping.dates_at_import import DatesSeen
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.loading import sections_that_fit
from customerhero.facts.mapping.making import Making
from customerhero.facts.mapping.model import Entry, Mapping, Section, Summed
from customerhero.facts.mapping.noticing import Source, notes_of
from customerhero.facts.mapping.noticing_amounts import notes_on_amounts
from customerhero.facts.mapping.reconciling import reconciled
from customerhero.facts.mapping.repeats import looks_like_id
from customerhero.facts.mapping.rows import EntryRows, Piece, absent_key, entry_rows
from customerhero.facts.mapping.tables import made_table, write_refused
from customerhero.facts.mapping.totals import notes_on_totals, refused_totals, without_totals
from customerhero.facts.mapping.traces import notes_on_traces
from customerhero.facts.mapping.unpivoting import unpivoted
from customerhero.facts.reconciled import Reconciled
from customerhero.facts.refused import LEFT_OUT


@dataclass(frozen=True)
class Options:
    """How a mapping is applied."""

    limit: int | None = None
    """Only the first rows: a dry run."""
    section: str = ""
    """The section of the mapping; by default the one whose columns fit."""
    memory_limit: str = ""
    """Such as "2GB"; DuckDB spills to the folder written to beyond it."""
    spill_limit: str = ""
    """Such as "20GB"; most of the disk when left out."""
    now: datetime | None = None
    """The moment after which a date lies in the future; by default the clock's. Naive times are UTC."""


@dataclass(frozen=True)
class MappedTable:
    """The rows a mapping made for one canonical table."""

    file: Path
    rows: int
    filled: frozenset[str] = frozenset()
    """The columns about which the source says anything; the others are empty because it knows nothing of them."""
    reconciled: Reconciled | None = None
    """What became of every row read."""


@dataclass(frozen=True)
class Mapped:
    """What a mapping made of a file."""

    tables: MappingOf[str, MappedTable]
    refused: Path
    """Parquet: `table`, `row` (1-based data row of the source), `column`, `value`, `reason`."""
    refused_rows: int
    read: int
    notes: tuple[DataNote, ...]
    section: str
    left_out: int = 0
    """Rows of the source that are kept without a value that could not be read; the file `left_out` lists them."""


_DEFAULTS = Options()


def apply(mapping: Mapping, staged: Path, into: Path, source_name: str, options: Options = _DEFAULTS) -> Mapped:
    """Turn the staged rows into canonical tables, one Parquet file each, in the folder `into`.

    Raises MappingError when the file lacks a column the mapping needs or fits none of its sections, ReadError when its
    rows cannot be read. What the engine says of disk and memory is left to whoever gave them.
    """
    into.mkdir(parents=True, exist_ok=True)
    reach = Reach((staged,), into, options.memory_limit, options.spill_limit)
    try:
        with open_locked(reach) as connection:
            types = types_of(connection, staged)
            section = section_for(mapping, list(types), source_name, options.section)
            told: list[DataNote] = []
            if section.unpivot:
                header = Header(types, mapping)
                staged, told = unpivoted(connection, staged, header, section.unpivot, into)
                types = types_of(connection, staged)
            source = Source(connection, mapping, section, types, Piece(staged, tuple(types), options.limit))
            made = _mapped(source, into, options.now or datetime.now(UTC))
            return replace(made, notes=(*told, *made.notes))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as broken:
        if not _can_be_read(staged):
            raise damaged(source_name, broken) from broken
        if isinstance(broken, duckdb.IOException):
            raise
        raise _refused_by_engine(broken, mapping, source_name) from broken


def damaged(source: str, broken: Exception) -> ReadError:
    """The error for rows that the engine itself cannot read."""
    what = f"The file's rows cannot be read: {excerpt(_first_line(broken), 160)}"
    return ReadError(what, "It may be damaged: fetch or export it again.", source)


def _can_be_read(staged: Path) -> bool:
    """Whether every value of the staged file can be read."""
    try:
        with open_locked(Reach((staged,))) as connection:
            connection.execute(f"SELECT max(hash(COLUMNS(*))) FROM read_parquet({path_sql(staged)})").fetchall()
    except duckdb.OutOfMemoryException:
        return True
    except duckdb.Error:
        return False
    return True


def _refused_by_engine(broken: duckdb.Error, mapping: Mapping, source_name: str) -> MappingError:
    summed = any(isinstance(entry.rows, Summed) for section in mapping.sections for entry in section.entries)
    if summed and isinstance(broken, duckdb.ConversionException):  # each amount by itself was checked
        what = f"Amounts of {source_name} add up to more than can be kept."
        return MappingError(what, "Check the amounts, and `scale:` and `decimal:` in the mapping.", mapping.name)
    return MappingError(f"{source_name} could not be mapped: {excerpt(_first_line(broken), 160)}", mapping=mapping.name)


def _first_line(broken: Exception) -> str:
    return str(broken).splitlines()[0]


def section_for(mapping: Mapping, columns: list[str], source_name: str, asked: str = "") -> Section:
    """The section of the mapping that fits a file with these columns, or the one asked for; MappingError if none."""
    if asked:
        named = {section.name: section for section in mapping.sections}
        if asked not in named:
            raise MappingError(f"There is no file {cited(asked)}.", f"It has {', '.join(named)}.", mapping.name)
        return named[asked]
    fits = sections_that_fit(mapping, columns, source_name)
    best, lacking = fits[0]
    if not lacking:
        return best
    told = "; ".join(f"{excerpt(part.name)} needs {listed(missing, 30)}" for part, missing in fits[:3])
    what = f"{source_name} does not look like a file of this mapping: {told}."
    raise MappingError(what, f"Its columns are {listed(columns, 30)}.", mapping.name)


def _mapped(source: Source, into: Path, now: datetime) -> Mapped:
    of_traces = notes_on_traces(source)
    totals = without_totals(source)
    read = _read(source)
    turned = taken_in_order(source, read)
    dates = DatesSeen(source.connection, source.piece, {}, [])
    entries = [_rows_of(source, entry, dates) for entry in source.section.entries if _has_key(source, entry)]
    by_table: dict[str, list[EntryRows]] = {}
    for rows in entries:
        by_table.setdefault(rows.table.name, []).append(rows)
    making = Making(source.connection, source.piece, into, read, source.mapping.name, _id_like(source))
    made = {name: made_table(making, TABLES[name], rows) for name, rows in by_table.items()}
    lines = [sql for table in made.values() for sql in table.refused]
    refused, refused_rows = write_refused(making, [*refused_totals(totals), *lines])
    _, left_out = write_refused(making, [sql for table in made.values() for sql in table.left_out], LEFT_OUT)
    told = {name: reconciled(making, source, TABLES[name], by_table[name], table) for name, table in made.items()}
    for leftover in into.glob("*.repeated.parquet"):
        leftover.unlink()
    if turned and "events" in made:
        turn_events(source.connection, made["events"].file, [rows.entry for rows in by_table["events"]], read)
    notes = [*filter(None, [turned]), *dates.notes, *(note for table in made.values() for note in table.notes)]
    files = {name: table.file for name, table in made.items()}
    tables = {name: MappedTable(table.file, table.rows, table.filled, told[name]) for name, table in made.items()}
    for table in made.values():
        if table.lives:
            tables[LIVES.name] = MappedTable(*table.lives)
    if source.section.is_history:
        notes += began_before(source.connection, files)
    on_amounts = (*notes_on_totals(totals), *notes_on_amounts(source))
    every = [*of_traces, *on_amounts, *notes, *notes_of(source, files, now)]
    return Mapped(
        tables=tables,
        refused=refused,
        refused_rows=refused_rows,
        read=read + len(totals),
        notes=tuple(sorted(every, key=lambda note: not note.first)),
        section=source.section.name,
        left_out=left_out,
    )


def _id_like(source: Source) -> dict[str, str]:
    """The columns of the source that look like ids and that the mapping does not use."""
    header = source.header
    return {name: header.own(name) for name in source.types if name not in source.used and looks_like_id(name)}


def _has_key(source: Source, entry: Entry) -> bool:
    """Whether an entry of one row per key has the key: a preset's people or teams are left out without their column."""
    absent = absent_key(entry, source.header)
    source.absent.update(dict.fromkeys(absent))
    return not absent


def _rows_of(source: Source, entry: Entry, dates: DatesSeen) -> EntryRows:
    header = source.header
    header.times = dates.taken(entry, header)
    rows = entry_rows(entry, header, source.piece)
    source.used.update(header.used)
    source.absent.update(header.absent)
    return rows


def _read(source: Source) -> int:
    counted = source.connection.execute(f"SELECT count(*) FROM ({source.piece.sql})").fetchone()
    return int(counted[0]) if counted else 0
