"""What a lake holds, how large it is, and which upkeep is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.namings import files_of


@dataclass(frozen=True)
class TableStatus:
    """One table: rows seen, rows that a newer batch corrects, files and bytes now, and bytes of older versions."""

    name: str
    version: int
    rows: int
    superseded: int
    files: int
    bytes: int
    history_bytes: int

    @property
    def due(self) -> bool:
        """Whether compaction would help."""
        return self.superseded > 0 or self.files > 1


@dataclass(frozen=True)
class Status:
    """The lake at its newest commit; `at` (UTC) is None in a new lake."""

    path: Path
    commits: int
    at: datetime | None
    tables: tuple[TableStatus, ...]

    @property
    def bytes(self) -> int:
        """Bytes of the newest versions."""
        return sum(table.bytes for table in self.tables)

    @property
    def history_bytes(self) -> int:
        """Bytes that only older versions need."""
        return sum(table.history_bytes for table in self.tables)

    @property
    def due(self) -> tuple[str, ...]:
        """The tables that compaction would rewrite."""
        return tuple(table.name for table in self.tables if table.due)


def status_of(home: Home, entry: Entry) -> Status:
    """The status of a lake at its newest commit."""
    tables = tuple(_table(home, name, state) for name, state in entry.tables.items())
    return Status(home.path, entry.number, entry.at if entry.number else None, tables)


def _table(home: Home, name: str, state: TableState) -> TableStatus:
    folder, files = DeltaFolder(home.table(name)), files_of(home, name, state)
    size = sum(file.stat().st_size for file in files)
    every = sum(file.stat().st_size for file in folder.path.glob("part-*.parquet"))
    return TableStatus(folder.path.name, state.version, state.visible, state.superseded, len(files), size, every - size)
