"""Files of a lake's directory that no commit names: what a killed writer left, and what never belonged there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from customerhero.facts.lake.delta import commit_of, log_version
from customerhero.facts.lake.entries import Entry
from customerhero.facts.lake.head import MARK, Head
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.namings import everything_named
from customerhero.facts.lake.seals import Seals, inside
from customerhero.facts.lake.stored import STORED

_AT_WORK: Final = ("_scratch", "_arrivals")
_DRAFTS: Final = (".draft", ".tmp")


class Naming:
    """What the ledger names, and what else lies in the lake's directory."""

    def __init__(self, home: Home, entries: Sequence[Entry], head: Head | None) -> None:
        self._home = home
        self._head = head or Head()
        self._last = entries[-1] if entries else None
        named = {**everything_named(entries), **self._head.others, **self._head.parts}
        self.seals: Seals = {path: seal for path, seal in named.items() if not self._is_given_up(path)}

    def strays(self) -> list[str]:
        """The files that no commit names and no killed writer can have left."""
        return [path for path in self._unnamed() if not self.is_unfinished(path)]

    def unfinished(self) -> list[str]:
        """The files that a killed writer left; the next writer removes them, or finishes what they are of."""
        return [path for path in self._unnamed() if self.is_unfinished(path)]

    def is_unfinished(self, path: str) -> bool:
        """Whether a file is of work that is not told of yet: of a later commit, or of an erasure that goes on."""
        file, folder = self._home.path / path, path.split("/")[0]
        if self._home.erasing.exists() and not (path in self.seals and file.name.startswith("part-")):
            return True
        if file.name.startswith((".", "_commit_")) and file.name.endswith(_DRAFTS):
            return True
        if folder == self._home.ledger.name:
            return self._is_beyond_the_head(file)
        if folder in STORED:
            return self._is_beyond(file, folder)
        if file.parent == self._home.erased:
            return self._last is None or path not in self._last.memory  # of before the newest, or never committed
        return file.parent == self._home.refused and file.stem.isdigit() and int(file.stem) > self._number

    def _is_given_up(self, path: str) -> bool:
        """Whether it is of a log of the ledger that was longer before it was made anew: rows of then still name it."""
        log = self._home.path / path
        return log.parent == self._home.ledger / "_delta_log" and log_version(log) > self._head.version

    @property
    def _number(self) -> int:
        return self._last.number if self._last else 0

    def _is_beyond(self, file: Path, table: str) -> bool:
        """Whether a file of a table is of a later commit than the ledger tells of."""
        state = self._last.tables.get(table) if self._last else None
        if state is None:
            return True
        if file.parent.name == "_delta_log":
            return _is_later(file, state.version)
        return file.name.startswith("part-") and commit_of(file) > self._number

    def _is_beyond_the_head(self, file: Path) -> bool:
        if file.parent.name == "_delta_log":
            return _is_later(file, self._head.version)
        named = inside(self._home.path, file) in self.seals
        return file.name.startswith("part-") and commit_of(file) >= self._head.number and not named

    def _unnamed(self) -> list[str]:
        own = {MARK, self._home.lock.name, self._home.erasing.name}
        found = (inside(self._home.path, file) for file in sorted(self._home.path.rglob("*")) if file.is_file())
        return [
            path for path in found if path not in self.seals and path not in own and path.split("/")[0] not in _AT_WORK
        ]


def _is_later(file: Path, version: int) -> bool:
    """Whether a file of a log is of a later version, or is the pointer that such a version wrote."""
    if file.name.startswith("_"):
        return any(log_version(log) > version for log in file.parent.iterdir())
    return log_version(file) > version
