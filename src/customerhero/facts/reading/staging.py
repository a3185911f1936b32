"""Any supported file becomes one Parquet file of text columns."""

from __future__ import annotations

from atexit import register
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from uuid import uuid4

from customerhero.facts.reading.delimited import stage_delimited
from customerhero.facts.reading.event_log import stage_event_log
from customerhero.facts.reading.formats import format_of
from customerhero.facts.reading.json_lines import stage_json_lines
from customerhero.facts.reading.letters import spoiled_letters
from customerhero.facts.reading.opening import checked_size, storage_faults
from customerhero.facts.reading.parquet import stage_parquet
from customerhero.facts.reading.reading import (
    LONGEST_NOTE,
    MOST_NOTES,
    Progress,
    Reading,
    ReadOptions,
    Staged,
)
from customerhero.facts.reading.workbook import stage_workbook
from customerhero.plain_text import printable, shortened

_READERS: Mapping[str, Callable[[Reading], Staged]] = {
    "csv": stage_delimited,
    "jsonl": stage_json_lines,
    "parquet": stage_parquet,
    "xes": stage_event_log,
    "xlsx": stage_workbook,
}
_AS_SEEN = ReadOptions()


def stage(source: Path, into: Path, options: ReadOptions = _AS_SEEN, progress: Progress | None = None) -> Staged:
    """Turn a CSV, XLSX, JSON, Parquet or XES file, plain or .gz, into one Parquet file in the directory `into`.

    Columns are text, rows keep the order of the source. A Parquet source is staged as itself, with its own types.
    Raises ReadError that says what is wrong, where, and what to do; then nothing is left in `into`.
    """
    return _read(source, into, options, progress, None)


def sample(source: Path, options: ReadOptions = _AS_SEEN, rows: int = 1_000, into: Path | None = None) -> Staged:
    """The first rows of a file staged alike, quick however large it is; by default somewhere gone when Python ends."""
    return _read(source, into or _until_the_end(), options, None, rows)


def _until_the_end() -> Path:
    folder = Path(mkdtemp(prefix="customerhero-"))
    register(rmtree, folder, ignore_errors=True)
    return folder


def _read(source: Path, into: Path, options: ReadOptions, progress: Progress | None, rows: int | None) -> Staged:
    size = checked_size(source)
    with storage_faults(source):
        into.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="reading-", dir=into) as work:
            reading = Reading(source, Path(work), options, progress, rows, size)
            staged = _READERS[format_of(reading)](reading)
            spoiled = () if staged.file == source else spoiled_letters(staged.file)
            staged = replace(staged, notes=_few((*spoiled, *staged.notes)))
            return staged if staged.file == source else replace(staged, file=_kept(staged.file, source, into))


def _kept(file: Path, source: Path, into: Path) -> Path:
    return file.replace(into / f"{source.name}.{uuid4().hex[:8]}.parquet")


def _few(notes: tuple[str, ...]) -> tuple[str, ...]:
    """As many notes as can be read, each on a line."""
    told = tuple(shortened(printable(note), LONGEST_NOTE) for note in notes[:MOST_NOTES])
    return (*told, f"and {len(notes) - MOST_NOTES:,} more of the kind") if len(notes) > MOST_NOTES else told
