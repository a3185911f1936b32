"""The writer of a lake: imports and upkeep, each one commit, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from shutil import copyfile
from typing import Any

from customerhero.errors import LakeError
from customerhero.facts.durable import sync_files
from customerhero.facts.lake.batches import Batch, Counts, Receipt
from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.deriving import EVENTS, refresh_stays
from customerhero.facts.lake.entries import NOTHING_YET, Entry, standing_imports
from customerhero.facts.lake.erasing import Eraser, Erasure, begun_erasure, drop_unnamed
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.lock import Tell
from customerhero.facts.lake.owning import SHARED
from customerhero.facts.lake.recovery import recover
from customerhero.facts.lake.remembering import memory_at, remember
from customerhero.facts.lake.seals import verify
from customerhero.facts.lake.stored import STORED
from customerhero.facts.lake.strays import Naming
from customerhero.facts.lake.trouble import told
from customerhero.facts.lake.upkeep import compact, tidy
from customerhero.facts.lake.workshop import Workshop
from customerhero.facts.lake.writing import take_in
from customerhero.facts.stays import KEPT


class Writer:
    """Writes to a lake while its lock is held; got from `Lake.writer()`."""

    def __init__(self, shop: Workshop, ledger: Ledger) -> None:
        self._shop = shop
        self._ledger = ledger

    def write(self, batch: Batch, *, again: bool = False) -> Receipt:
        """Bring an import in. A file already imported under the same mapping is recognised and left, unless `again`."""
        before = None if again else self._import_of(batch)
        if before:
            return _seen_before(before)
        with self._commit() as commit:
            counts = take_in(commit, batch)
            tidy(commit)
            self._keep_refused(commit, batch)
            entry = commit.finish(_import_entry(batch, counts))
        return Receipt(entry.number, counts, batch.refused)

    def compact(self) -> list[str]:
        """Rewrite tables of many files or superseded rows into one sorted file each; the names of those rewritten."""
        with self._commit() as commit:
            rewritten = compact(commit)
            if rewritten:
                commit.finish(_entry("compaction"))
        return rewritten

    def rebuild(self) -> None:
        """Derive the stays of all cases from the events again."""
        with self._commit() as commit:
            if "events" in commit.states:
                refresh_stays(commit, None)
                commit.finish(_entry("rebuild"))

    def undo(self, number: int) -> None:
        """Take an import back; LakeError unless it is the newest one that stands."""
        standing = standing_imports(self._ledger.entries())
        if not standing or standing[-1].number != number:
            newest = f"The newest import that stands is {standing[-1].number}." if standing else "There is none."
            raise LakeError(
                f"Import {number} cannot be undone.", f"{newest} Undo from there.", str(self._shop.home.path)
            )
        earlier = next((entry for entry in self._ledger.entries() if entry.number == number - 1), NOTHING_YET)
        with self._commit() as commit:
            for name in list(commit.states):
                commit.turn_back(STORED[name], earlier.tables.get(name))
                commit.recount(STORED[name])  # somebody may have been erased from it since
            if EVENTS.name in earlier.tables and not set(KEPT) <= set(earlier.tables):
                refresh_stays(commit, None)  # they were spoilt then, and given up
            commit.finish(_entry("undo", undoes=number))

    def erase(self, customer_id: str, *, dry_run: bool = False) -> Erasure:
        """Remove a customer from every table, every older version and the kept refused rows; or only say what would be.

        Older versions stay readable and no longer know the customer. Cases count as the customer's when they say so
        now, or when they name nobody and none of their events is somebody else's; what names another customer stays.
        Free text about the customer in other cases is not found. Killed half way, the next writer finishes it.
        """
        eraser = Eraser(self._shop, self._ledger, customer_id)
        found = eraser.look()
        if not dry_run and found.found:
            naming = Naming(self._shop.home, self._ledger.entries(), self._ledger.head())
            verify(self._shop.home.path, naming.seals)
            eraser.intend()
            self._erase(eraser, found)
        return found

    def let_back_in(self, customer_id: str) -> bool:
        """Take a customer's rows in again from now on; False when nobody of that id was erased."""
        with self._commit() as commit:
            known = memory_at(self._shop.home, commit.memory)
            if not known.knows(customer_id):
                return False
            remember(commit, known.without(customer_id))
            commit.finish(_entry("let back in"))
        return True

    def finish_erasure(self, tell: Tell | None = None) -> None:
        """Finish an erasure that was cut off, if there is one; `tell` gets a sentence then."""
        begun = begun_erasure(self._shop.home)
        if begun is None:
            return
        if tell:
            tell("Finishing an erasure that was cut off.")
        drop_unnamed(self._shop.home, self._ledger)
        eraser = Eraser(self._shop, self._ledger, begun.customer_id, begun)
        self._erase(eraser, eraser.look())

    def _erase(self, eraser: Eraser, found: Erasure) -> None:
        with self._commit():
            eraser.remove()
        with self._commit() as commit:
            for stored in STORED.values():
                commit.recount(stored)
            if self._shop.number(f"SELECT count(*) FROM {SHARED}"):
                refresh_stays(commit, SHARED)
            known = memory_at(self._shop.home, commit.memory)
            remember(commit, known.with_cases(eraser.intent.customer_id, eraser.intent.case_ids))
            commit.finish(_entry("erasure", notes=({"rows": dict(found.rows), "refused": found.refused_rows},)))
        eraser.done()

    @contextmanager
    def _commit(self) -> Iterator[Commit]:
        finished = False
        try:
            with told(self._shop.home.path):
                yield Commit(self._shop, self._ledger, self._ledger.newest())
            finished = True
        finally:
            if not finished:
                recover(self._shop.home, self._ledger)
                self._shop.home.scratch.mkdir(exist_ok=True)

    def _import_of(self, batch: Batch) -> Entry | None:
        wanted = (batch.source.sha256, batch.mapping_sha256)
        standing = standing_imports(self._ledger.entries())
        return next((entry for entry in standing if (entry.sha256, entry.mapping_sha256) == wanted), None)

    def _keep_refused(self, commit: Commit, batch: Batch) -> None:
        if batch.refused_rows is None:
            return
        folder = self._shop.home.refused
        folder.mkdir(exist_ok=True)
        kept = folder / f"{commit.number:08d}.csv"
        copyfile(batch.refused_rows, kept)
        sync_files([kept])
        commit.keep(kept)


def _entry(kind: str, undoes: int | None = None, notes: tuple[Any, ...] = ()) -> Entry:
    return replace(NOTHING_YET, kind=kind, undoes=undoes, notes=notes)


def _import_entry(batch: Batch, counts: dict[str, Counts]) -> Entry:
    return replace(
        NOTHING_YET,
        kind="import",
        source=batch.source.name,
        sha256=batch.source.sha256,
        mapping=batch.mapping,
        mapping_sha256=batch.mapping_sha256,
        refused=batch.refused,
        counts=counts,
        notes=batch.notes,
    )


def _seen_before(entry: Entry) -> Receipt:
    counts = {name: Counts(then.read, unchanged=then.read) for name, then in entry.counts.items()}
    return Receipt(entry.number, counts, entry.refused, seen_before=True)
