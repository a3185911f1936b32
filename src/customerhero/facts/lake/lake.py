"""The lake: a directory that keeps facts, every version of them, and lets one writer and any number of readers in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from customerhero.errors import LakeError
from customerhero.facts.calendar import UNIVERSAL
from customerhero.facts.engines import DEFAULT_ENGINE, open_engine
from customerhero.facts.lake.adopting import adopt
from customerhero.facts.lake.checking import Checkup, check
from customerhero.facts.lake.entries import Entry, standing_imports
from customerhero.facts.lake.erasing import Erasure, look_without_lock
from customerhero.facts.lake.home import Home, create_home, half_marked, is_lake, open_home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.lock import Tell, only_writer
from customerhero.facts.lake.namings import files_of
from customerhero.facts.lake.reading import entry_at, facts_at
from customerhero.facts.lake.recovery import is_ledger_whole, recover
from customerhero.facts.lake.repairing import repaired
from customerhero.facts.lake.seals import Seals
from customerhero.facts.lake.status import Status, status_of
from customerhero.facts.lake.trouble import told
from customerhero.facts.lake.workshop import Workshop
from customerhero.facts.lake.writer import Writer
from customerhero.facts.lake.zones import zone_of
from customerhero.facts.snapshot import Facts


@dataclass(frozen=True)
class LakeOptions:
    """`memory_limit` of a writer's DuckDB, which spills beyond; `wait_seconds` for another writer to finish."""

    memory_limit: str = "1500MB"
    wait_seconds: float = 600.0


class Lake:
    """A lake in a directory. Readers never wait; writers come one at a time."""

    def __init__(self, home: Home, options: LakeOptions) -> None:
        self._home = home
        self._options = options
        self._ledger = Ledger(home)

    @classmethod
    def create(cls, path: str | Path, options: LakeOptions | None = None) -> Lake:
        """Make a new lake in a new or empty directory; LakeError when it holds anything else."""
        return cls(create_home(Path(path)), options or LakeOptions())

    @classmethod
    def open(cls, path: str | Path, options: LakeOptions | None = None) -> Lake:
        """The lake in a directory; LakeError when there is none or a newer version wrote it."""
        lake = cls(open_home(Path(path)), options or LakeOptions())
        lake._mend()
        return lake

    @classmethod
    def open_or_create(cls, path: str | Path, options: LakeOptions | None = None) -> Lake:
        """The lake in a directory, made when the directory is new or empty."""
        return (cls.open if is_lake(Path(path)) else cls.create)(path, options)

    @property
    def path(self) -> Path:
        """The lake's directory."""
        return self._home.path

    @property
    def is_erasing(self) -> bool:
        """Whether an erasure was begun that is not finished; the next writer finishes it."""
        return self._home.erasing.exists()

    def facts(
        self,
        engine_url: str = DEFAULT_ENGINE,
        as_of: date | datetime | None = None,
        *,
        zone: str = UNIVERSAL,
        afresh: bool = False,
    ) -> Facts:
        """The facts as they are known now, or were at `as_of` (a date: at its end, UTC).

        Their times are those that the clock of `zone` shows: days and months are its own (see `Lake.zone`).

        Every file they come from is compared with its checksum first, once in a process, `afresh` each time. Raises
        LakeError when the lake knew nothing yet, or is damaged.
        """
        entry = self._ledger.newest() if as_of is None else entry_at(self._home, self._ledger.entries(), as_of)
        return facts_at(self._home, entry, open_engine(engine_url), zone=zone, afresh=afresh)

    def zone(self, named: str = "") -> str:
        """The organisation's zone: the one named for it, else the only one its imports told times in, else UTC.

        QuestionError when there is no zone of that name.
        """
        return zone_of(named, self._ledger.entries())

    def seals(self) -> Seals:
        """Sizes and checksums of the files that the facts as they are now come from."""
        tables = self._ledger.newest().tables
        return {path: seal for state in tables.values() for path, seal in (state.files or {}).items()}

    def mark(self) -> str:
        """A text that changes with every commit and costs next to nothing to ask for."""
        return max((file.name for file in (self._home.ledger / "_delta_log").glob("*.json")), default="")

    def history(self) -> list[Entry]:
        """Every commit of the lake, oldest first."""
        return self._ledger.entries()

    @staticmethod
    def check(path: str | Path, options: LakeOptions | None = None, *, repair: bool = False) -> Checkup:
        """Compare all of a lake, spoilt or not, with what its ledger says; `repair` makes anew what is derived.

        Waits for a writer, and lets none in meanwhile. Raises LakeError where there is no lake, or it is busy.
        """
        chosen, home = options or LakeOptions(), open_home(Path(path), spoilt=True)
        with only_writer(home, chosen.wait_seconds):
            shop = Workshop(home, chosen.memory_limit)
            try:
                return (repaired if repair else check)(home, Ledger(home), shop)
            finally:
                shop.close()
                rmtree(home.scratch, ignore_errors=True)

    def status(self) -> Status:
        """What the lake holds, how large it and its history are, and which upkeep is due."""
        return status_of(self._home, self._ledger.newest())

    def compact(self) -> list[str]:
        """Rewrite tables of many files or superseded rows into one sorted file each; the names of those rewritten."""
        with self.writer() as writer:
            return writer.compact()

    def rebuild(self) -> None:
        """Derive the stays of all cases from the events again."""
        with self.writer() as writer:
            writer.rebuild()

    def erase(self, customer_id: str, *, dry_run: bool = False) -> Erasure:
        """Remove a customer from every table, version and kept refused row; or only say what would be."""
        with self.writer() as writer:
            return writer.erase(customer_id, dry_run=dry_run)

    def would_erase(self, customer_id: str) -> Erasure | None:
        """What erasing would remove, without writing anything or waiting for anybody.

        None while it cannot be told: something was cut off that the next writer puts right first. LakeError when a
        writer changes the files that are looked at.
        """
        if self._ledger.head() is None or self.is_erasing:
            return None
        with told(self.path), TemporaryDirectory(prefix="hero-") as spill:
            shop = Workshop(self._home, self._options.memory_limit, Path(spill))
            try:
                return look_without_lock(shop, self._ledger, customer_id)
            finally:
                shop.close()

    def let_back_in(self, customer_id: str) -> bool:
        """Take an erased customer's rows in again from now on; False when nobody of that id was erased."""
        with self.writer() as writer:
            return writer.let_back_in(customer_id)

    def undo(self, number: int) -> None:
        """Take an import back; LakeError unless it is the newest one that stands."""
        with self.writer() as writer:
            writer.undo(number)

    def adopt(self) -> None:
        """Give a lake of an earlier version checksums, of its files as they are now; the next import would as well."""
        with self.writer():
            pass

    def standing_imports(self) -> list[Entry]:
        """The imports that were not undone, oldest first."""
        return standing_imports(self._ledger.entries())

    def files(self, table: str) -> list[str]:
        """The Parquet files of a table as it is now; none when it was never written."""
        state = self._ledger.newest().tables.get(table)
        return [str(file) for file in files_of(self._home, table, state)] if state else []

    @contextmanager
    def writer(self, tell: Tell | None = None) -> Iterator[Writer]:
        """The one writer; waits for another (`tell` gets a sentence then), LakeError when that takes too long."""
        with only_writer(self._home, self._options.wait_seconds, tell):
            recover(self._home, self._ledger)
            self._home.scratch.mkdir(exist_ok=True)
            shop = Workshop(self._home, self._options.memory_limit)
            try:
                adopt(self._home, self._ledger)
                writer = Writer(shop, self._ledger)
                writer.finish_erasure(tell)
                yield writer
            finally:
                shop.close()
                rmtree(self._home.scratch, ignore_errors=True)

    def _mend(self) -> None:
        """After a power cut a reader may come before any writer."""
        if self._ledger.head() is None and not is_ledger_whole(self._home):
            with only_writer(self._home, self._options.wait_seconds):
                recover(self._home, self._ledger)
        elif half_marked(self._home):
            with suppress(LakeError), only_writer(self._home, 0):  # else somebody is writing it now
                recover(self._home, self._ledger)
