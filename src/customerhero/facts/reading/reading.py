"""What is asked of a reader and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

DEEPEST: Final = 64
"""Objects, lists and elements within each other."""
LONGEST_CELL: Final = 32_767
"""Letters in a cell of a workbook: Excel's own limit."""
LONGEST_NAME: Final = 1_000
"""Letters in the name of a column."""
MOST_SHEET_ROWS: Final = 1_048_576
MOST_SHEET_COLUMNS: Final = 16_384
MOST_NOTES: Final = 50
LONGEST_NOTE: Final = 400

Progress = Callable[[int, int], None]
"""Called with the bytes of the source done so far and in all."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; what is None is found out from the file itself."""

    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    """Of an XLSX: a sheet's name, several with commas between, or * for all with the same header. Of a JSON document:
    the list to be read."""
    most_columns: int = 2_000
    most_line_bytes: int = 16 * 2**20
    """The longest row of a CSV or JSON lines file; a longer one is refused, so that memory stays bounded."""
    most_unpacked_bytes: int = 256 * 2**30
    """A .gz that unpacks to more is refused as a bomb."""
    most_workbook_bytes: int = 4 * 2**30
    """An XLSX that unpacks to more is refused as a bomb."""
    most_shared_text_bytes: int = 256 * 2**20
    """An XLSX with a larger table of shared texts is refused: that table has to be held in memory."""
    memory_limit: str = "1GB"
    """Memory DuckDB may use for a CSV; beyond it spills to the work directory."""


@dataclass(frozen=True)
class Found:
    """How a file is read where the file itself decided, and what in it speaks for that."""

    key: str
    """What it is about: `encoding`, `delimiter`, `sheet`, `header`, `rows`."""
    taken: str
    evidence: str


@dataclass(frozen=True)
class Staged:
    """A source as one Parquet file; every column is text but for a Parquet source, which is staged as it is.

    Rows stand in the order of the source; an empty cell is null in every format.
    """

    file: Path
    source: Path
    format: str
    columns: tuple[str, ...]
    rows: int
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()


def staged_from(plain: Mapping[str, Any], file: Path, source: Path) -> Staged:
    """What was read, from plain data and where it lies."""
    parts = {
        "columns": tuple(plain["columns"]),
        "notes": tuple(plain["notes"]),
        "found": tuple(Found(**found) for found in plain["found"]),
    }
    return Staged(**{**plain, **parts, "file": file, "source": source})


@dataclass(frozen=True)
class Reading:
    """One source being read: where to work, how, and how far (`most_rows` None = to the end)."""

    source: Path
    work: Path
    options: ReadOptions
    progress: Progress | None = None
    most_rows: int | None = None
    size: int = 0
    begun: float = 0.0
    """The share of the way, 0 to 1, that lies behind when this part of the reading begins."""
    ended: float = 1.0

    def tell(self, done: int) -> None:
        """Report how far this part of the reading is, given the bytes of the source it has done."""
        if self.progress is not None:
            share = self.begun + (self.ended - self.begun) * min(1.0, done / max(1, self.size))
            self.progress(round(share * self.size), self.size)

    def quiet(self) -> Reading:
        """The same reading without reports, for a look at the file aside from the way."""
        return replace(self, progress=None)

    def with_options(self, *, most_unpacked_bytes: int) -> Reading:
        """The same reading with another bound for what is unpacked."""
        return replace(self, options=replace(self.options, most_unpacked_bytes=most_unpacked_bytes))


def times(count: int) -> str:
    """How often something was noticed, in words."""
    return "once" if count == 1 else f"{count:,} times"
