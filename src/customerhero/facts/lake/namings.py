"""Which files a table and a lake are made of: the ledger says so, in a lake without checksums each table's own log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.seals import Seal


def files_of(home: Home, name: str, state: TableState) -> list[Path]:
    """The data files of a table in that state; LakeError when one is missing."""
    folder = DeltaFolder(home.table(name))
    if state.files is None:
        return folder.files(state.version)
    return folder.present(home.path / path for path in sorted(state.files))


def everything_named(entries: Sequence[Entry]) -> dict[str, Seal]:
    """All files that these entries name, oldest first, each as it was written last."""
    named: dict[str, Seal] = {}
    for entry in entries:
        for state in entry.tables.values():
            named |= state.files or {}
        named |= entry.others
    return {**named, **(entries[-1].memory if entries else {})}
