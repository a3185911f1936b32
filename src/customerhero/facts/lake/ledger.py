"""The ledger: one row per commit of the lake, naming the files of every table that it makes visible.

It is what makes a commit over several tables all or nothing, and every read one consistent snapshot: a reader takes
one row and opens each table's files that it names. Tables may be ahead of it; what they hold beyond was never told
to anybody and is rolled back by the next writer. Each row carries the seals of the files it names and the checksum of
the row before; where the ledger ends, the head says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.errors import LakeError
from customerhero.facts.lake.delta import DeltaFolder, Version, commit_of, log_version
from customerhero.facts.lake.entries import NOTHING_YET, SCHEMA, Entry, digest_of, entry_of, row_of, told_in_time
from customerhero.facts.lake.head import MARK, Head, read_head, write_first_mark, write_head
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.seals import flaws, inside, sealed, steady, verify
from customerhero.facts.lake.trouble import damaged, told

_MOST_FILES = 50
Read = TypeVar("Read")


class Ledger:
    """The commits of one lake, oldest first."""

    def __init__(self, home: Home) -> None:
        self.folder = DeltaFolder(home.ledger)
        self._home = home

    def newest(self) -> Entry:
        """The newest commit; `NOTHING_YET` in a new lake. LakeError when its row is not as it was written."""
        return told_in_time([self._steadily(self._newest)])[-1]

    def entries(self) -> list[Entry]:
        """All commits, oldest first. LakeError when one is missing or not as it was written."""
        return told_in_time(self._steadily(self._entries))

    def head(self) -> Head | None:
        """Where the ledger ends; None while the lake has no checksums."""
        return read_head(self._home.path)

    def append(self, entry: Entry) -> Entry:
        """Make a commit visible and durable; this is the one moment at which it happens."""
        head = self.head() or Head()
        self._begin()
        gathered = list(head.parts) if len(head.parts) >= _MOST_FILES else []
        earlier = [old for part in gathered for old in self._read(self._home.path / part)]
        newest = dict([list(head.parts.items())[-1]]) if head.parts else {}
        row = row_of(replace(entry, previous=head.digest, others={**newest, **head.others, **entry.others}))
        target = self._write([*map(row_of, earlier), row], entry.number)
        self._commit(head, target, gathered, row)
        return entry

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Make these all there is to the ledger, chained anew, and remove what it was before from the disk.

        Killed before the head is written, it is as it was; killed after, the next writer removes the rest.
        """
        head, rows, digest = self.head(), [], ""
        for entry in entries:
            logs = head.others if head and entry is entries[-1] else {}
            rows.append(row_of(replace(entry, previous=digest, others={**entry.others, **logs})))
            digest = digest_of(rows[-1])
        if rows:
            target = self._write(rows, entries[-1].number)
            self._commit(head or self._headless(), target, self._named(), rows[-1])
            self.drop_unnamed()
        else:
            write_head(self._home.path, Head(version=self.folder.version()))

    def drop_unnamed(self) -> None:
        """Remove data files of the ledger that it gave up when it was rewritten."""
        head = self.head()
        if head is None:
            return
        known = {*head.parts, *(path for entry in self.entries() for path in entry.others)}
        for file in self.folder.path.glob("part-*.parquet"):
            if inside(self._home.path, file) not in known:
                file.unlink()

    def catch_up(self) -> None:
        """Write the head that a killed writer did not come to; the caller holds the lake's lock.

        A row that a power cut tore was never told to anybody, nor was a rewriting that the head knows nothing of.
        """
        head = self.head()
        if head is None:
            return
        with told(self._home.path):
            ahead = [log for log in self.folder.log_entries() if log_version(log) > head.version]
            later = self._later(head) if ahead else []
            if later:
                self._catch_up(head, later, [log for log in ahead if _adds(log) is not None])
            elif head.version < 0:
                rmtree(self.folder.path, ignore_errors=True)  # begun, and never told of
            else:
                self._forget(ahead)
            self._drop_unheard_of()

    def mend(self) -> None:
        """Write the head and the log anew where they are not as they were written and the rows themselves are."""
        try:
            head = self.head()
        except LakeError:
            self._head_anew()
            head = self.head()
        if head is None:
            return
        if not any(flaws(self._home.path, {**head.parts, **steady(head.others)})):
            self.catch_up()
        elif not any(flaws(self._home.path, head.parts)):
            self.log_anew()

    def log_anew(self) -> None:
        """Write the log anew from what the head names; earlier versions of it are given up."""
        head = self.head()
        if head is None or not head.parts:
            return
        with told(self._home.path):
            rmtree(self.folder.log, ignore_errors=True)
            self.folder.create(SCHEMA)
            parts = [self._home.path / part for part in head.parts]
            version = self.folder.commit(parts, [], Version(0, frozenset()))
            others = sealed(self._home.path, self.folder.logged_after(-1))
            write_head(self._home.path, replace(head, version=version, others=others))

    def is_readable(self) -> bool:
        """Whether every row is as it was written."""
        with suppress(LakeError):
            return bool(self.entries()) or True
        return False

    def written(self) -> list[Entry]:
        """All commits with their times as they were written."""
        return self._steadily(self._entries)

    def _newest(self) -> Entry:
        head = self.head()
        if head is None:
            files = self.folder.files() if self.folder.exists() else []
            return self._read(files[-1])[-1] if files else NOTHING_YET
        return [self._at(head), *self._later(head)][-1]

    def _entries(self) -> list[Entry]:
        head = self.head()
        if head is None:
            files = self.folder.files() if self.folder.exists() else []
            return [entry for file in files for entry in self._read(file)]
        verify(self._home.path, {**head.parts, **steady(head.others)})
        found = [entry for part in head.parts for entry in self._read(self._home.path / part)]
        self._chained(found, NOTHING_YET, head.digest)
        return [*found, *self._later(head)]

    def _at(self, head: Head) -> Entry:
        """The newest row that the head knows."""
        if not head.number:
            return NOTHING_YET
        part = list(head.parts)[-1]
        verify(self._home.path, {part: head.parts[part], **steady(head.others)})
        found = self._read(self._home.path / part)[-1]
        self._chained([replace(found, previous="")], NOTHING_YET, head.digest)
        return found

    def _later(self, head: Head) -> list[Entry]:
        """The rows that were written after the head was: by somebody killed in between, or who is at it now."""
        if not self.folder.exists():
            return []
        found: list[Entry] = []
        for log in self.folder.log_entries():
            added = _adds(log) if log_version(log) > head.version else []
            if added is None:
                break  # torn by a power cut, or not whole yet
            known = found[-1].number if found else head.number
            rows = [entry for name in added for entry in self._read(self.folder.path / name)]
            found += [entry for entry in rows if entry.number > known]
        self._chained(found, replace(NOTHING_YET, number=head.number, digest=head.digest))
        return found

    def _chained(self, entries: Sequence[Entry], before: Entry, last: str | None = None) -> None:
        """LakeError unless each row is the one after the row before, and the last has that checksum."""
        for entry in entries:
            if entry.previous != before.digest:
                raise damaged(self._home.path, f"the ledger's row {entry.number} does not follow the one before.")
            before = entry
        if last is not None and before.digest != last:
            raise damaged(self._home.path, f"the ledger's row {before.number} is not the one that {MARK} names.")

    def _steadily(self, read: Callable[[], Read]) -> Read:
        """What is read, once more when a writer has changed the ledger meanwhile."""
        while True:
            mark = (self._home.path / MARK).read_bytes()
            try:
                return read()
            except LakeError:
                if (self._home.path / MARK).read_bytes() == mark:
                    raise

    def _drop_unheard_of(self) -> None:
        """Remove rows that were written and never named, as a kill leaves them."""
        head = self.head() or Head()
        for file in self.folder.path.glob("part-*.parquet"):
            if commit_of(file) >= head.number and inside(self._home.path, file) not in head.parts:
                file.unlink()

    def _head_anew(self) -> None:
        """The head from the rows, if each follows the one before; LakeError when one does not."""
        files = self.folder.files() if self.folder.exists() else []
        rows = [entry for file in files for entry in self._read(file)]
        if rows and not any(entry.previous for entry in rows) and all(_has_no_seals(entry) for entry in rows):
            write_first_mark(self._home.path)
            return
        self._chained(rows, NOTHING_YET)
        version = self.folder.version() if rows else -1
        last = rows[-1] if rows else NOTHING_YET
        others = sealed(self._home.path, self.folder.logged_after(version - 1) if rows else [])
        write_head(self._home.path, Head(last.number, last.digest, version, sealed(self._home.path, files), others))

    def _begin(self) -> None:
        if not self.folder.exists():
            self.folder.create(SCHEMA)

    def _write(self, rows: list[dict[str, Any]], number: int) -> Path:
        target = self.folder.new_file(number)
        with told(self._home.path):
            pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), target)
        return target

    def _commit(self, head: Head, target: Path, gathered: Sequence[str], row: dict[str, Any]) -> None:
        before = self.folder.version()
        standing = Version(before if head.version < 0 else head.version, frozenset(_names(head.parts)))
        version = self.folder.commit([target], [self._home.path / part for part in gathered], standing)
        kept = {part: seal for part, seal in head.parts.items() if part not in gathered}
        parts = {**kept, **sealed(self._home.path, [target])}
        others = sealed(self._home.path, self.folder.logged_after(head.version))
        write_head(self._home.path, Head(row["number"], digest_of(row), version, parts, others))

    def _headless(self) -> Head:
        """What a lake without checksums would name as its head's files."""
        files = self.folder.files() if self.folder.exists() else []
        return Head(version=self.folder.version(), parts=sealed(self._home.path, files))

    def _named(self) -> list[str]:
        return [inside(self._home.path, file) for file in self.folder.files()] if self.folder.exists() else []

    def _catch_up(self, head: Head, later: list[Entry], logs: list[Path]) -> None:
        given_up = {f"{self.folder.path.name}/{name}" for log in logs for name in _drops(log)}
        added = [self.folder.path / name for log in logs for name in _adds(log) or ()]
        parts = {**head.parts, **sealed(self._home.path, added)}
        others = sealed(self._home.path, self.folder.logged_after(log_version(logs[-1]) - 1))
        self._forget([log for log in self.folder.log_entries() if log_version(log) > log_version(logs[-1])])
        standing = {part: seal for part, seal in parts.items() if part not in given_up}
        write_head(self._home.path, Head(later[-1].number, later[-1].digest, log_version(logs[-1]), standing, others))

    def _forget(self, logs: list[Path]) -> None:
        """Newest first, so that a kill in between leaves no gap."""
        for log in sorted(logs, reverse=True):
            for name in _adds(log) or ():
                (self.folder.path / name).unlink(missing_ok=True)
            log.unlink()

    def _read(self, file: Path) -> list[Entry]:
        with told(self._home.path):
            return [entry_of(row) for row in pq.ParquetFile(file).read().to_pylist()]


def _has_no_seals(entry: Entry) -> bool:
    return all(state.files is None for state in entry.tables.values())


def _names(paths: Sequence[str] | Any) -> list[str]:
    return [Path(path).name for path in paths]


def _adds(log: Path) -> list[str] | None:
    """The data files that an entry of the log adds; None when the entry is torn."""
    return _actions(log, "add")


def _drops(log: Path) -> list[str]:
    return _actions(log, "remove") or []


def _actions(log: Path, kind: str) -> list[str] | None:
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        return [line[kind]["path"] for line in lines if kind in line] if lines else None
    return None
