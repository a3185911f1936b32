"""Files of a lake's directory that no commit names: what a killed writer left, and what never belonged there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.facts.lake.delta import commit_of, log_version
from customerhero.facts.lake.entries import Entry
from customerhero.facts.lake.head import MARK
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.seals import Seals, inside
from customerhero.facts.lake.stored import STORED

_AT_WORK: Final = ("_scratch", "_arrivals")


def strays(home: Home, entries: Sequence[Entry], seals: Seals) -> list[str]:
    """The files that no commit names and no killed writer can have left."""
    return [path for path in _unnamed(home, seals) if not is_unfinished(home, entries, path)]


def unfinished(home: Home, entries: Sequence[Entry], seals: Seals) -> list[str]:
    """The files that a killed writer left; the next writer removes them."""
    return [path for path in _unnamed(home, seals) if is_unfinished(home, entries, path)]


def is_unfinished(home: Home, entries: Sequence[Entry], path: str) -> bool:
    """Whether a file is of work that was never committed: of a later commit, or of an erasure that goes on."""
    file = home.path / path
    if home.erasing.exists() or (file.name.startswith((".", "_commit_")) and file.name.endswith((".draft", ".tmp"))):
        return True
    number = entries[-1].number if entries else 0
    folder = path.split("/")[0]
    if folder in STORED and folder not in (entries[-1].tables if entries else {}):
        return True
    if file.parent.name == "_delta_log":
        return folder in STORED and _is_ahead(home, entries, folder, path)
    if file.name.startswith("part-"):
        return commit_of(file) > number
    if file.parent == home.erased:
        return not entries or path not in entries[-1].memory  # of before the newest, or of what was never committed
    return file.parent == home.refused and file.stem.isdigit() and int(file.stem) > number


def _is_ahead(home: Home, entries: Sequence[Entry], table: str, path: str) -> bool:
    """Whether a file of a table's log is of a later version, or the pointer that such a version wrote."""
    version, file = entries[-1].tables[table].version, home.path / path
    if file.name.startswith("_"):
        return any(log_version(log) > version for log in file.parent.iterdir())
    return log_version(file) > version


def _unnamed(home: Home, seals: Seals) -> list[str]:
    own = {MARK, home.lock.name, home.erasing.name}
    found = (inside(home.path, file) for file in sorted(home.path.rglob("*")) if file.is_file())
    return [path for path in found if path not in seals and path not in own and path.split("/")[0] not in _AT_WORK]
