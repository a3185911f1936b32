"""What an import brings to the lake, and the receipt it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from customerhero.facts.checks import DataNote
from customerhero.facts.reconciled import MonthChange, Reconciled, month_changes_of, reconciled_of


@dataclass(frozen=True)
class SourceFile:
    """The file an import was read from: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Batch:
    """One import, all of which becomes visible or nothing.

    `tables`: by canonical table a Parquet file of its source schema (`facts.schemas.source_schema`) in which each
    natural key stands once. `mapping_sha256` is of the mapping's text: the same file under another mapping is another
    import. `refused` counts refused rows by table or reason; `refused_rows` is a CSV of them that the lake keeps.
    `filled`: by table the columns about which the source says anything; a correction leaves all others as they are
    known (of a table that is not named it says something about all). `reconciled`: by table what became of the rows of
    the file. `most_change`: the share by which it may change a month's known total; None for any. `is_history`: its
    events were found by comparing the rows of a case, so that its first rows may only say again what is known.
    """

    tables: Mapping[str, Path]
    source: SourceFile
    mapping: str = ""
    mapping_sha256: str = ""
    notes: tuple[Any, ...] = ()
    refused: int = 0
    refused_rows: Path | None = None
    filled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reconciled: Mapping[str, Reconciled] = field(default_factory=dict)
    most_change: float | None = None
    is_history: bool = False


@dataclass(frozen=True)
class Counts:
    """Rows of one table in an import: `read` is the sum of the others; `erased` were left out with their customer."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    corrected: int = 0
    erased: int = 0
    reconciled: Reconciled | None = field(default=None, compare=False)
    """What became of the rows of the file; None for an import of before that was kept."""
    changes: tuple[MonthChange, ...] = field(default=(), compare=False)
    """The months whose totals it changed, or brought."""


def counts_of(plain: Mapping[str, Any]) -> Counts:
    """Counts from plain data; of an earlier version without what it did not tell."""
    told = {**plain, "reconciled": reconciled_of(plain.get("reconciled"))}
    return Counts(**{**told, "changes": month_changes_of(plain.get("changes", ()))})


@dataclass(frozen=True)
class Receipt:
    """What an import did: counts by table, and the number of the lake's commit it became or had become before."""

    number: int
    tables: Mapping[str, Counts] = field(default_factory=dict)
    refused: int = 0
    seen_before: bool = False
    """Whether the same file under the same mapping was recognised, so that nothing was read or written."""

    notes: tuple[DataNote, ...] = ()
    """What the lake noticed about it."""

    @property
    def changed(self) -> bool:
        """Whether the lake holds anything new after it."""
        return any(counts.written or counts.corrected for counts in self.tables.values())
