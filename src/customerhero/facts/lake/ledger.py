"""The ledger: one row per commit of the lake, naming the Delta version of every table that it makes visible.

It is what makes a commit over several tables all or nothing, and every read one consistent snapshot: a reader takes
one row and opens each table at the version it names. Tables may be ahead of it; what they hold beyond was never told
to anybody and is rolled back by the next writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.facts.lake.batches import Counts
from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.trouble import told

_MOST_FILES = 50
_SCHEMA: Final = pa.schema(
    {
        "number": pa.int64(),
        "kind": pa.string(),
        "at": pa.timestamp("us"),
        "source": pa.string(),
        "sha256": pa.string(),
        "mapping": pa.string(),
        "mapping_sha256": pa.string(),
        "refused": pa.int64(),
        "undoes": pa.int64(),
        "counts": pa.string(),
        "notes": pa.string(),
        "tables": pa.string(),
    }
)


@dataclass(frozen=True)
class TableState:
    """A table at one commit: its Delta version, all rows in it, and how many of them a newer batch corrects."""

    version: int
    rows: int
    superseded: int = 0

    @property
    def visible(self) -> int:
        """Rows a reader sees."""
        return self.rows - self.superseded


@dataclass(frozen=True)
class Entry:
    """One commit of the lake: import, compaction, rebuild, erasure or undo; times are UTC."""

    number: int
    kind: str
    at: datetime
    tables: Mapping[str, TableState] = field(default_factory=dict)
    source: str = ""
    sha256: str = ""
    mapping: str = ""
    mapping_sha256: str = ""
    refused: int = 0
    undoes: int | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    notes: Sequence[Any] = ()


NOTHING_YET: Final = Entry(0, "nothing", datetime(1970, 1, 1))  # noqa: DTZ001  # naive UTC, as everywhere in facts


class Ledger:
    """The commits of one lake, oldest first."""

    def __init__(self, home: Home) -> None:
        self._folder = DeltaFolder(home.ledger)
        self._home = home

    def newest(self) -> Entry:
        """The newest commit; `NOTHING_YET` in a new lake."""
        files = self._files()
        return self._read(files[-1])[-1] if files else NOTHING_YET

    def entries(self) -> list[Entry]:
        """All commits, oldest first."""
        return [entry for file in self._files() for entry in self._read(file)]

    def append(self, entry: Entry) -> None:
        """Make a commit visible and durable; this is the one moment at which it happens."""
        if not self._folder.exists():
            self._folder.create(_SCHEMA)
        files = self._files()
        gathered = files if len(files) >= _MOST_FILES else []
        rows = [old for file in gathered for old in self._read(file)]
        target = self._folder.new_file(entry.number)
        with told(self._home.path):
            pq.write_table(pa.Table.from_pylist([_row(one) for one in [*rows, entry]], schema=_SCHEMA), target)
        self._folder.commit([target], gathered)

    def rewrite_notes(self, file: Path, target: Path, change: Callable[[Any], Any]) -> bool:
        """Write a data file of the ledger again with its notes changed; False, and nothing written, when none is."""
        entries = self._read(file)
        changed = [replace(entry, notes=tuple(change(note) for note in entry.notes)) for entry in entries]
        if changed == entries:
            return False
        with told(self._home.path):
            pq.write_table(pa.Table.from_pylist([_row(one) for one in changed], schema=_SCHEMA), target)
        return True

    def _files(self) -> list[Path]:
        return self._folder.files() if self._folder.exists() else []

    def _read(self, file: Path) -> list[Entry]:
        with told(self._home.path):
            return [_entry(row) for row in pq.ParquetFile(file).read().to_pylist()]


def moment_after(earlier: datetime) -> datetime:
    """Now in UTC, or just after `earlier` should the clock have been set back."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return max(now, earlier + datetime.resolution)


def _row(entry: Entry) -> dict[str, Any]:
    row = dict(vars(entry))
    row["counts"] = json.dumps({name: asdict(counts) for name, counts in entry.counts.items()})
    row["tables"] = json.dumps({name: asdict(state) for name, state in entry.tables.items()})
    row["notes"] = json.dumps(list(entry.notes), default=str)
    return row


def _entry(row: dict[str, Any]) -> Entry:
    counts = {name: Counts(**told_of) for name, told_of in json.loads(row.pop("counts")).items()}
    tables = {name: TableState(**told_of) for name, told_of in json.loads(row.pop("tables")).items()}
    notes = tuple(json.loads(row.pop("notes")))
    return Entry(counts=counts, tables=tables, notes=notes, **row)
