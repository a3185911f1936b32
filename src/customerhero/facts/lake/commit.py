"""One commit of the lake in the making: tables move ahead, and the ledger's row makes all of it visible at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from customerhero.facts.collect import collect
from customerhero.facts.lake.delta import DeltaFolder, Version
from customerhero.facts.lake.entries import Entry, TableState, moment_after
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.seals import Seal, Seals, inside, sealed, verify
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
        self.memory: Seals = last.memory
        self.others: dict[str, Seal] = {}
        self._ledger = ledger
        self._last = last

    def state(self, stored: Stored) -> TableState:
        """The table as this commit has made it so far."""
        return self.states.get(stored.name, TableState(-1, 0))

    def files(self, stored: Stored) -> list[Path]:
        """The table's data files as this commit has made them so far."""
        return [self.shop.home.path / path for path in self.state(stored).files or ()]

    def look(self, stored: Stored) -> ir.Table:
        """The table's newest rows as this commit has made them so far, as view `now_TABLE`; LakeError when damaged."""
        verify(self.shop.home.path, self.state(stored).files or {})
        return self.shop.view_newest(self.files(stored), stored, plain=not self.state(stored).superseded)

    def add(self, stored: Stored, sql: str, superseded: int = 0) -> int:
        """Add the rows of a query, which correct `superseded` rows of the table; the number added."""
        file, rows = self._written(stored, sql)
        if not rows:
            file.unlink()
            return 0
        state = self.state(stored)
        self._move(stored, TableState(0, state.rows + rows, state.superseded + superseded), [file])
        return rows

    def replace(self, stored: Stored, sql: str) -> None:
        """Make the rows of a query the whole table; older versions of it stay readable."""
        file, rows = self._written(stored, sql)
        self._move(stored, TableState(0, rows), [file], self.files(stored))

    def merge(self, stored: Stored, files: list[Path]) -> None:
        """Make one file of these."""
        self.look(stored)
        self.shop.view(f"all_{stored.name}", files, stored)
        file, _ = self._written(stored, f"SELECT * FROM all_{stored.name}")
        self._move(stored, self.state(stored), [file], files)

    def turn_back(self, stored: Stored, earlier: TableState | None) -> None:
        """Make the table what it was at an earlier commit."""
        then = {self.shop.home.path / path: seal for path, seal in ((earlier and earlier.files) or {}).items()}
        current = set(self.files(stored))
        state = earlier or TableState(0, 0)
        self._move(stored, state, sorted(then.keys() - current), sorted(current - then.keys()), known=then)

    def recount(self, stored: Stored) -> None:
        """Count the table's rows again after its files were written again under the same version."""
        if stored.name in self.states:
            state = self.state(stored)
            seen = self.look(stored)
            visible = int(collect(seen.aggregate(rows=seen.count()))[0]["rows"])
            rows = self.shop.number(f"SELECT count(*) FROM all_{stored.name}")
            self.states[stored.name] = replace(state, rows=rows, superseded=rows - visible)

    def finish(self, entry: Entry) -> Entry:
        """Write the ledger's row, filling in its number, time and tables: from here on everybody sees the commit."""
        moment, others = moment_after(self._last.at), {**self._logged(), **self.others}
        told = replace(entry, number=self.number, at=moment, tables=self.states, others=others, memory=self.memory)
        return self._ledger.append(told)

    def keep(self, file: Path) -> None:
        """Name a file beside the tables with this commit; it is on the disk already."""
        self.others |= sealed(self.shop.home.path, [file])

    def _move(
        self,
        stored: Stored,
        state: TableState,
        added: list[Path],
        removed: Sequence[Path] = (),
        known: Mapping[Path, Seal] | None = None,
    ) -> None:
        """Make these files of the table, and that its state but for version and files."""
        root, standing = self.shop.home.path, self.state(stored)
        dropped = {inside(root, file) for file in removed}
        kept = {path: seal for path, seal in (standing.files or {}).items() if path not in dropped}
        before = self._last.tables.get(stored.name)
        passing = (standing.files or {}).keys() - kept.keys() - ((before and before.files) or {}).keys()
        self.others |= {path: (standing.files or {})[path] for path in passing}  # of no commit, but on the disk
        fresh = {inside(root, file): seal for file, seal in (known or {}).items() if file in added}
        fresh = fresh or sealed(root, added)
        version = self._folder(stored).commit(added, sorted(removed), _version(standing))
        self.states[stored.name] = replace(state, version=version, files=dict(sorted({**kept, **fresh}.items())))

    def _logged(self) -> dict[str, Seal]:
        """The seals of what the logs of the tables wrote since the last commit."""
        found: list[Path] = []
        for name, state in self.states.items():
            before = self._last.tables.get(name)
            if before is None or before.version != state.version:
                folder = DeltaFolder(self.shop.home.table(name))
                found += folder.logged_after(before.version if before else -1)
        return sealed(self.shop.home.path, found)

    def _written(self, stored: Stored, sql: str) -> tuple[Path, int]:
        folder = self._folder(stored)
        if not folder.exists():
            folder.create(stored.written_schema)
        file = folder.new_file(self.number)
        return file, self.shop.write(sql, file, stored)

    def _folder(self, stored: Stored) -> DeltaFolder:
        return DeltaFolder(self.shop.home.table(stored.name))


def _version(state: TableState) -> Version | None:
    files = frozenset(Path(path).name for path in state.files or ())
    return Version(state.version, files) if state.version >= 0 else None
