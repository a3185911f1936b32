"""One commit of the lake in the making: tables move ahead, and the ledger's row makes all of it visible at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from customerhero.facts.collect import collect
from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.ledger import Entry, Ledger, TableState, moment_after
from customerhero.facts.lake.stored import Stored
from customerhero.facts.lake.workshop import Workshop

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Commit:
    """What one writer changes between two rows of the ledger."""

    def __init__(self, shop: Workshop, ledger: Ledger, last: Entry) -> None:
        self.shop = shop
        self.number = last.number + 1
        self.states: dict[str, TableState] = dict(last.tables)
        self._ledger = ledger
        self._last = last
        self._files: dict[str, list[Path]] = {}

    def state(self, stored: Stored) -> TableState:
        """The table as this commit has made it so far."""
        return self.states.get(stored.name, TableState(-1, 0))

    def files(self, stored: Stored) -> list[Path]:
        """The table's data files as this commit has made them so far."""
        if stored.name not in self._files:
            state = self.states.get(stored.name)
            self._files[stored.name] = self._folder(stored).files(state.version) if state else []
        return self._files[stored.name]

    def look(self, stored: Stored) -> ir.Table:
        """The table's newest rows as this commit has made them so far, as view `now_TABLE`."""
        return self.shop.view_newest(self.files(stored), stored, plain=not self.state(stored).superseded)

    def add(self, stored: Stored, sql: str, superseded: int = 0) -> int:
        """Add the rows of a query, which correct `superseded` rows of the table; the number added."""
        file, rows = self._written(stored, sql)
        if not rows:
            file.unlink()
            return 0
        state = self.state(stored)
        version = self._moved(stored, [file])
        self.states[stored.name] = TableState(version, state.rows + rows, state.superseded + superseded)
        return rows

    def replace(self, stored: Stored, sql: str) -> None:
        """Make the rows of a query the whole table; older versions of it stay readable."""
        file, rows = self._written(stored, sql)
        version = self._moved(stored, [file], self.files(stored))
        self.states[stored.name] = TableState(version, rows)

    def merge(self, stored: Stored, files: list[Path]) -> None:
        """Make one file of these."""
        self.shop.view(f"all_{stored.name}", files, stored)
        file, _ = self._written(stored, f"SELECT * FROM all_{stored.name}")
        version = self._moved(stored, [file], files)
        self.states[stored.name] = replace(self.state(stored), version=version)

    def turn_back(self, stored: Stored, earlier: TableState | None) -> None:
        """Make the table what it was at an earlier commit."""
        then = set(self._folder(stored).files(earlier.version)) if earlier else set()
        current = set(self.files(stored))
        version = self._moved(stored, sorted(then - current), sorted(current - then))
        self.states[stored.name] = replace(earlier or TableState(0, 0), version=version)

    def recount(self, stored: Stored) -> None:
        """Count the table's rows again after its files were written again under the same version."""
        if stored.name in self.states:
            self._files.pop(stored.name, None)
            state = self.state(stored)
            seen = self.look(stored)
            visible = int(collect(seen.aggregate(rows=seen.count()))[0]["rows"])
            rows = self.shop.number(f"SELECT count(*) FROM all_{stored.name}")
            self.states[stored.name] = replace(state, rows=rows, superseded=rows - visible)

    def finish(self, entry: Entry) -> Entry:
        """Write the ledger's row, filling in its number, time and tables: from here on everybody sees the commit."""
        told = replace(entry, number=self.number, at=moment_after(self._last.at), tables=self.states)
        self._ledger.append(told)
        return told

    def _moved(self, stored: Stored, added: list[Path], removed: list[Path] | None = None) -> int:
        dropped = set(removed or ())
        kept = [file for file in self.files(stored) if file not in dropped]
        version = self._folder(stored).commit(added, sorted(dropped))
        self._files[stored.name] = sorted([*kept, *added])
        return version

    def _written(self, stored: Stored, sql: str) -> tuple[Path, int]:
        folder = self._folder(stored)
        if not folder.exists():
            folder.create(stored.written_schema)
        file = folder.new_file(self.number)
        return file, self.shop.write(sql, file, stored)

    def _folder(self, stored: Stored) -> DeltaFolder:
        return DeltaFolder(self.shop.home.table(stored.name))
