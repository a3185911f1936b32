"""One file into the lake: read it, map it, write it; all of it or nothing, and never twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, rmtree

import duckdb

from customerhero.errors import ReadError
from customerhero.facts.checks import DataNote
from customerhero.facts.lake import Batch, Counts, Lake, SourceFile
from customerhero.facts.lake.durable import sync_files
from customerhero.facts.mapping import Mapped, apply, load_mapping
from customerhero.facts.mapping import Mapping as SourceMapping
from customerhero.facts.mapping import Options as MappingOptions
from customerhero.facts.reading import ReadOptions, Staged, sample, stage

Tell = Callable[[str, int, int], None]
"""Called with the phase and how much of how much is done (0, 0 when that is not known)."""

_BLOCK = 1 << 20
_DRY_RUN_ROWS = 1_000


@dataclass(frozen=True)
class ImportOptions:
    """How a file is imported: its mapping (a preset's name or a YAML file) and how it is read."""

    mapping: str
    section: str = ""
    reading: ReadOptions = field(default_factory=ReadOptions)
    refused_to: Path | None = None
    """Where to write the refused rows; beside the current directory by the source's name when left out."""
    again: bool = False
    """Read a file again that has been imported before."""
    memory_limit: str = "2GB"


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


def import_file(file: Path, lake: Lake, options: ImportOptions, tell: Tell | None = None) -> ImportReceipt:
    """Bring one file into the lake.

    The same bytes under the same mapping are recognised and left. An import that was cut off goes on from the rows it
    had read when it is started again. Raises ReadError, MappingError or LakeError; then the lake is as it was.
    """
    say = tell or _silent
    mapping = load_mapping(options.mapping)
    source = _fingerprint(file, say)
    before = None if options.again else _seen_before(lake, source, mapping)
    if before:
        return before
    work = lake.path / "_arrivals" / source.sha256[:20]
    work.mkdir(parents=True, exist_ok=True)
    staged = _staged(file, work, options, say)
    receipt = _taken_in(staged, work, _Arrival(source, mapping, lake, options, say))
    rmtree(work, ignore_errors=True)
    return receipt


def try_import(file: Path, work: Path, options: ImportOptions, rows: int = _DRY_RUN_ROWS) -> ImportReceipt:
    """A dry run: what the first rows of a file would become; nothing is written but in the folder `work`."""
    mapping = load_mapping(options.mapping)
    staged = sample(file, options.reading, rows, work)
    mapped = apply(mapping, staged.file, work / "mapped", file.name, _mapping_options(options))
    counts = {name: Counts(read=table.rows, written=table.rows) for name, table in mapped.tables.items()}
    return _receipt(staged, mapping, mapped, _keep_refused(mapped, file, options.refused_to), counts)


@dataclass(frozen=True)
class _Arrival:
    source: SourceFile
    mapping: SourceMapping
    lake: Lake
    options: ImportOptions
    say: Tell


def _silent(_phase: str, _done: int, _total: int) -> None:
    return


def _fingerprint(file: Path, say: Tell) -> SourceFile:
    if not file.is_file():
        raise ReadError("There is no such file.", "Check the path.", file=str(file))
    digest, done, size = sha256(), 0, file.stat().st_size
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
            done += len(block)
            say("recognise", done, size)
    return SourceFile(file.name, digest.hexdigest())


def _seen_before(lake: Lake, source: SourceFile, mapping: SourceMapping) -> ImportReceipt | None:
    for entry in lake.standing_imports():
        if (entry.sha256, entry.mapping_sha256) == (source.sha256, _digest(mapping)):
            counts = {name: Counts(then.read, unchanged=then.read) for name, then in entry.counts.items()}
            read = max((then.read for then in counts.values()), default=0)
            return ImportReceipt(
                source.name, "", mapping.name, "", read, entry.refused, None, counts, seen_before=True,
                number=entry.number,
            )  # fmt: skip
    return None


def _staged(file: Path, work: Path, options: ImportOptions, say: Tell) -> Staged:
    kept = work / "staged.json"
    if kept.exists():
        known = _kept_staged(kept)
        if known is not None and asdict(options.reading) == known[1]:
            return known[0]
    staged = stage(file, work, options.reading, lambda done, total: say("read", done, total))
    sync_files([staged.file])
    plain = {**asdict(staged), "file": str(staged.file), "source": str(staged.source)}
    kept.write_text(json.dumps({"staged": plain, "reading": asdict(options.reading)}), encoding="utf-8")
    return staged


def _kept_staged(kept: Path) -> tuple[Staged, dict[str, object]] | None:
    try:
        told = json.loads(kept.read_text(encoding="utf-8"))
        plain = told["staged"]
        file = Path(plain["file"])
        staged = Staged(**{**plain, "file": file, "source": Path(plain["source"]), "notes": tuple(plain["notes"])})
        staged = replace(staged, columns=tuple(staged.columns))
    except (ValueError, KeyError, TypeError):
        return None
    return (staged, told["reading"]) if file.exists() else None


def _taken_in(staged: Staged, work: Path, arrival: _Arrival) -> ImportReceipt:
    arrival.say("map", 0, 0)
    mapped = apply(arrival.mapping, staged.file, work / "mapped", staged.source.name, _mapping_options(arrival.options))
    refused_file = _keep_refused(mapped, staged.source, arrival.options.refused_to)
    batch = Batch(
        tables={name: table.file for name, table in mapped.tables.items()},
        source=arrival.source,
        mapping=arrival.mapping.name,
        mapping_sha256=_digest(arrival.mapping),
        notes=tuple(asdict(note) for note in mapped.notes),
        refused=mapped.refused_rows,
        refused_rows=refused_file,
    )
    arrival.say("write", 0, 0)
    with arrival.lake.writer(lambda sentence: arrival.say(sentence, 0, 0)) as writer:
        written = writer.write(batch, again=arrival.options.again)
    receipt = _receipt(staged, arrival.mapping, mapped, refused_file, written.tables)
    return replace(receipt, seen_before=written.seen_before, number=written.number)


def _mapping_options(options: ImportOptions) -> MappingOptions:
    return MappingOptions(section=options.section, memory_limit=options.memory_limit)


def _keep_refused(mapped: Mapped, source: Path, wanted: Path | None) -> Path | None:
    if not mapped.refused_rows:
        return None
    made = mapped.refused.with_suffix(".csv")
    _write_refused(mapped.refused, source.name, made)
    target = wanted or Path(f"{source.name}.refused.csv")
    copyfile(made, target)
    return target


def _write_refused(refused: Path, source: str, target: Path) -> None:
    """Cells that a spreadsheet would run as a formula are written as text, with an apostrophe before them."""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        relation = connection.execute(
            """SELECT $source AS file, "table", "row", "column",
                 CASE WHEN regexp_matches("value", '^[=+\\-@\\t\\r]') THEN '''' || "value" ELSE "value" END AS "value",
                 reason FROM read_parquet($refused) ORDER BY "row", "table", "column" """,
            {"source": source, "refused": str(refused)},
        ).to_arrow_table()
        connection.register("refused", relation)
        connection.sql("FROM refused").write_csv(str(target), header=True)


def _receipt(
    staged: Staged, mapping: SourceMapping, mapped: Mapped, refused_file: Path | None, tables: Mapping[str, Counts]
) -> ImportReceipt:
    return ImportReceipt(
        file=staged.source.name,
        format=staged.format,
        mapping=mapping.name,
        section=mapped.section,
        read=mapped.read,
        refused=mapped.refused_rows,
        refused_file=refused_file,
        tables=tables,
        reading_notes=staged.notes,
        notes=mapped.notes,
    )


def _digest(mapping: SourceMapping) -> str:
    return sha256(repr(mapping).encode()).hexdigest()
