"""A lake made before there were checksums gets them, as its files are now: with its next write, or when told to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.seals import Seal, sealed


def adopt(home: Home, ledger: Ledger) -> bool:
    """Give the lake checksums unless it has them; whether it got them. The caller holds the lake's lock."""
    if ledger.head() is not None:
        return False
    adopting = _Adopting(home)
    ledger.rewrite(adopting.entries(ledger.entries()))
    return True


class _Adopting:
    """Each version's files are looked up once, and each file is read once."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._seals: dict[str, Seal] = {}
        self._files: dict[tuple[str, int], Mapping[str, Seal]] = {}

    def entries(self, found: list[Entry]) -> list[Entry]:
        """The entries with the seals of their files; the newest also names all that lies beside the tables."""
        told = [replace(entry, others={}, tables=self._states(entry.tables)) for entry in found]
        if told:
            told[-1] = replace(told[-1], others=self._beside(told[-1]))
        return told

    def _states(self, tables: Mapping[str, TableState]) -> dict[str, TableState]:
        return {name: replace(state, files=self._named(name, state.version)) for name, state in tables.items()}

    def _named(self, name: str, version: int) -> Mapping[str, Seal]:
        if (name, version) not in self._files:
            files = DeltaFolder(self._home.table(name)).files(version)
            paths = {file: file.relative_to(self._home.path).as_posix() for file in files}
            self._seals |= sealed(self._home.path, [file for file, path in paths.items() if path not in self._seals])
            self._files[name, version] = {path: self._seals[path] for path in paths.values()}
        return self._files[name, version]

    def _beside(self, newest: Entry) -> dict[str, Seal]:
        named = {file for files in self._files.values() for file in files}
        parts = [file for name in newest.tables for file in self._home.table(name).glob("part-*.parquet")]
        passing = [file for file in parts if file.relative_to(self._home.path).as_posix() not in named]
        logs = [file for name in newest.tables for file in DeltaFolder(self._home.table(name)).logged_after(-1)]
        ledger = DeltaFolder(self._home.ledger).logged_after(-1)
        return sealed(self._home.path, [*passing, *logs, *ledger, *self._home.refused.glob("*.csv")])
