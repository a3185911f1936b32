"""One file into the lake: read it, map it, write it; all of it or nothing, and never twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import duckdb

from customerhero.facts.apart import Tell
from customerhero.facts.checks import DataNote
from customerhero.facts.lake import Batch, Counts, Lake, SourceFile
from customerhero.facts.lake.arrivals import arrival, arrivals_at, creating
from customerhero.facts.lake.home import Home, is_lake, refuse_foreign
from customerhero.facts.lake.trouble import is_of_disk, told
from customerhero.facts.mapping import Mapped
from customerhero.facts.mapping import Mapping as SourceMapping
from customerhero.facts.mapping import Options as MappingOptions
from customerhero.facts.mapping.applying import damaged
from customerhero.facts.mapping.loading import Given, given_mapping
from customerhero.facts.mapping.texts import id_columns
from customerhero.facts.meeting import Incoming, meet
from customerhero.facts.reader import MAPPED
from customerhero.facts.reading import ReadOptions, Staged
from customerhero.facts.reading.opening import checked_size, storage_faults
from customerhero.facts.reading_apart import reader_apart
from customerhero.facts.refused import forget_draft, handed_over, refused_csv
from customerhero.facts.staging import staged_once

MOST_CHANGE = 0.2
_BLOCK = 1 << 20
_LEAST_SPILL, _SPILL_TIMES = 20_000, 50
"""Megabytes that mapping may put on the disk beside what it makes, and how many times the file's own size besides."""
_DRY_RUN_ROWS = 1_000


@dataclass(frozen=True)
class ImportOptions:
    """How a file is imported: its mapping (a preset's name or a YAML file) and how it is read."""

    mapping: str
    section: str = ""
    reading: ReadOptions = field(default_factory=ReadOptions)
    refused_to: Path | None = None
    """Where to write the refused rows; into the current directory by the source's name when left out."""
    again: bool = False
    """Read a file again that has been imported before."""
    new_ids: bool = False
    """Its customers are others than those the lake knows, though hardly any of them meet."""
    memory_limit: str = "2GB"
    accept_changes: bool = False
    """Write it though it changes known totals by more than `most_change`."""
    most_change: float = MOST_CHANGE
    """The share by which a month's known revenue, or its number of cases, may change without a ChangesError."""


@dataclass(frozen=True)
class ImportReceipt:
    """What an import did, or a dry run would do."""

    file: str
    format: str
    mapping: str
    section: str
    read: int
    refused: int
    refused_file: Path | None
    tables: Mapping[str, Counts]
    reading_notes: tuple[str, ...] = ()
    notes: tuple[DataNote, ...] = ()
    seen_before: bool = False
    number: int | None = None
    """The lake's commit; None for a dry run."""


def import_file(file: Path, lake: Lake | Path, options: ImportOptions, tell: Tell | None = None) -> ImportReceipt:
    """Bring one file into a lake; a path that is no lake yet becomes one when the file can be written.

    The same bytes under the same mapping are recognised and left. An import that was cut off goes on from the rows it
    had read when it is started again. Raises ReadError, MappingError, LakeError, or ChangesError when known totals
    would change by more than the options allow; then the lake is as it was, and none is made where none was, unless the
    error says that the import is in and only its refused rows are not.
    """
    say = tell or _silent
    home = _home(lake)
    given = given_mapping(options.mapping)
    job = _Import(home, lake, file, _fingerprint(file, say), given, given.parsed(), options, say)
    if not arrivals_at(home) and (before := _seen_before(job)):
        return before
    with arrival(home, job.source.sha256[:20], lambda: say(_WAITING, 0, 0)) as work, _interruptible():
        return _seen_before(job) or _taken_in(work, job)


def try_import(file: Path, work: Path, options: ImportOptions, rows: int = _DRY_RUN_ROWS) -> ImportReceipt:
    """A dry run: what the first rows of a file would become; nothing is written but in the folder `work`."""
    given = given_mapping(options.mapping)
    mapping = given.parsed()
    with reader_apart(file, work, options.reading, options.memory_limit) as reader:
        staged = reader.look(rows)
        with _storage_told(work, file):
            mapped = reader.map(staged, given, _mapping_options(options, file), keep_refused=False)
    return dry_receipt(staged, mapping, mapped)


def dry_receipt(staged: Staged, mapping: SourceMapping, mapped: Mapped) -> ImportReceipt:
    """The receipt of a dry run."""
    counts = {
        name: Counts(table.rows, written=table.rows, reconciled=table.reconciled)
        for name, table in mapped.tables.items()
    }
    return _receipt(staged, mapping, mapped, counts)


_WAITING = "waiting for another import of the same file"


@dataclass(frozen=True)
class _Import:
    home: Path
    lake: Lake | Path
    file: Path
    source: SourceFile
    given: Given
    mapping: SourceMapping
    options: ImportOptions
    say: Tell

    @property
    def digest(self) -> str:
        """The mapping and what else decides which rows a file becomes."""
        read = self.options.reading
        return sha256(
            repr((self.mapping, self.options.section, read.delimiter, read.encoding, read.sheet)).encode()
        ).hexdigest()

    @property
    def refused_to(self) -> Path:
        """Where the user gets the refused rows."""
        return self.options.refused_to or Path(f"{self.source.name}.refused.csv")

    def opened(self) -> Lake:
        """The lake, made when it is not there yet."""
        if isinstance(self.lake, Lake):
            return self.lake
        with creating(self.home):
            return Lake.open_or_create(self.home)


def _silent(_phase: str, _done: int, _total: int) -> None:
    return


def _home(lake: Lake | Path) -> Path:
    if isinstance(lake, Lake):
        return lake.path
    if is_lake(lake):
        return Lake.open(lake).path
    refuse_foreign(lake)
    return lake


def _fingerprint(file: Path, say: Tell) -> SourceFile:
    digest, done = sha256(), 0
    with storage_faults(file):
        size = checked_size(file)
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
                done += len(block)
                say("recognise", done, size)
    return SourceFile(file.name, digest.hexdigest())


def _seen_before(job: _Import) -> ImportReceipt | None:
    if job.options.again or not is_lake(job.home):
        return None
    for entry in Lake.open(job.home).standing_imports():
        if (entry.sha256, entry.mapping_sha256) == (job.source.sha256, job.digest):
            counts = {name: Counts(then.read, unchanged=then.read) for name, then in entry.counts.items()}
            forget_draft(job.refused_to)
            kept = Home(job.home).refused / f"{entry.number:08d}.csv"
            return ImportReceipt(
                file=job.source.name, format="", mapping=job.mapping.name, section="",
                read=max((then.read for then in counts.values()), default=0),
                refused=entry.refused, refused_file=kept if kept.exists() else None,
                tables=counts, seen_before=True, number=entry.number,
            )  # fmt: skip
    return None


def _taken_in(work: Path, job: _Import) -> ImportReceipt:
    staged, mapped = _read_and_mapped(work, job)
    mapped = replace(mapped, notes=(*mapped.notes, *_met(work, job, mapped)))
    refused = refused_csv(mapped.refused) if mapped.refused_rows or mapped.left_out else None
    with handed_over(refused, job.refused_to) as hand:
        job.say("write", 0, 0)
        with job.opened().writer(lambda sentence: job.say(sentence, 0, 0)) as writer:
            written = writer.write(_batch(job, mapped, refused), again=job.options.again)
        refused_file = hand(Home(job.home).refused / f"{written.number:08d}.csv")
    receipt = _receipt(staged, job.mapping, replace(mapped, notes=(*written.notes, *mapped.notes)), written.tables)
    return replace(receipt, refused_file=refused_file, seen_before=written.seen_before, number=written.number)


def _read_and_mapped(work: Path, job: _Import) -> tuple[Staged, Mapped]:
    options = job.options
    with reader_apart(job.file, work, options.reading, options.memory_limit) as reader:
        staged = staged_once(job.file, work, options.reading, lambda: reader.read(job.say))
        job.say("map", 0, 0)
        with _storage_told(job.home, job.file):
            (work / MAPPED).mkdir()
            return staged, reader.map(staged, job.given, _mapping_options(options, job.file), keep_refused=True)


def _met(work: Path, job: _Import, mapped: Mapped) -> list[DataNote]:
    """How the file's ids meet those the lake knows; MappingError when hardly any does."""
    lake = Lake.open(job.home) if is_lake(job.home) else None
    tables = {name: table.file for name, table in mapped.tables.items() if table.rows}
    columns = id_columns(job.mapping, mapped.section)
    incoming = Incoming(tables, job.mapping.name, columns, job.options.new_ids or job.mapping.new_ids)
    with _storage_told(job.home, job.file):
        return meet(incoming, lake.files if lake else lambda _table: [], work)


def _batch(job: _Import, mapped: Mapped, refused: Path | None) -> Batch:
    return Batch(
        tables={name: table.file for name, table in mapped.tables.items()},
        source=job.source,
        mapping=job.mapping.name,
        mapping_sha256=job.digest,
        notes=tuple(asdict(note) for note in mapped.notes),
        refused=mapped.refused_rows,
        refused_rows=refused,
        filled={name: table.filled for name, table in mapped.tables.items()},
        reconciled={name: table.reconciled for name, table in mapped.tables.items() if table.reconciled},
        most_change=None if job.options.accept_changes else job.options.most_change,
        is_history=any(part.is_history for part in job.mapping.sections if part.name == mapped.section),
    )


def _mapping_options(options: ImportOptions, file: Path) -> MappingOptions:
    spill = _LEAST_SPILL + _SPILL_TIMES * file.stat().st_size // 10**6
    return MappingOptions(section=options.section, memory_limit=options.memory_limit, spill_limit=f"{spill}MB")


def _receipt(staged: Staged, mapping: SourceMapping, mapped: Mapped, tables: Mapping[str, Counts]) -> ImportReceipt:
    return ImportReceipt(
        file=staged.source.name,
        format=staged.format,
        mapping=mapping.name,
        section=mapped.section if len(mapping.sections) > 1 else "",
        read=mapped.read,
        refused=mapped.refused_rows,
        refused_file=None,
        tables=tables,
        reading_notes=staged.notes,
        notes=mapped.notes,
    )


@contextmanager
def _storage_told(path: Path, file: Path) -> Iterator[None]:
    """A full disk or missing rights while a file is made ready, told as the lake tells them; or else a bad file."""
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as trouble:
        if isinstance(trouble, duckdb.IOException) and not is_of_disk(trouble):
            raise damaged(str(file), trouble) from trouble
        with told(path):
            raise trouble


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except RuntimeError as interrupted:
        if str(interrupted) == "Query interrupted":  # how DuckDB tells of Ctrl-C during a query
            raise KeyboardInterrupt from interrupted
        raise
