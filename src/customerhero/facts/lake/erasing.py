"""Erasing a customer: from every table, from every older version, from kept refused rows and notes on imports.

Files that hold the customer are written again without, under new names, and the logs that name them are rewritten, so
older versions stay readable and say the same about everybody else. This breaks Delta's rule that a log never changes,
on purpose: a right to be forgotten that leaves the old versions be is none. What is to go is written down before the
first file changes, so that the next writer finishes an erasure that was killed half way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from customerhero.facts.durable import sync_folder, write_durably
from customerhero.facts.lake.arrivals import abandoned, forget_abandoned
from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.exchanging import again, exchange
from customerhero.facts.lake.forgetting import drop_rows, names_any, naming_rows, without_words, words_of
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.namings import everything_named, files_of
from customerhero.facts.lake.owning import Cases, Owning, Versions
from customerhero.facts.lake.seals import Seal, Seals, flaws, inside, sealed
from customerhero.facts.lake.stored import STORED, Stored
from customerhero.facts.lake.trouble import told
from customerhero.facts.lake.workshop import Workshop
from customerhero.facts.twins import key_of, text_sql


@dataclass(frozen=True)
class Erasure:
    """What erasing a customer removes, or would remove: rows by table (all versions together), refused rows, notes."""

    customer_id: str
    rows: Mapping[str, int]
    refused_rows: int
    files: int
    """Data files, of the newest and of older versions, that are written again."""
    arrivals: int = 0
    """Imports that were cut off, whose rows as far as they were read may hold the customer; they are dropped whole."""
    notes: int = 0
    """Notes on imports that name the customer or one of their cases."""

    @property
    def found(self) -> bool:
        """Whether the lake holds anything of the customer."""
        return bool(any(self.rows.values()) or self.refused_rows or self.arrivals or self.notes)


@dataclass(frozen=True)
class Intent:
    """An erasure that was begun: all that can no longer be found out once a part of it is done."""

    customer_id: str
    names: tuple[str, ...]
    case_ids: tuple[str, ...]
    erased: tuple[int, ...]
    shared: tuple[int, ...]


def look_without_lock(shop: Workshop, ledger: Ledger, customer_id: str) -> Erasure:
    """What would be removed, as far as commits tell; nothing is written."""
    return Eraser(shop, ledger, customer_id, holds_lock=False).look()


class Eraser:
    """Finds and removes one customer; the caller holds the lake's lock, unless it only looks."""

    def __init__(
        self, shop: Workshop, ledger: Ledger, customer_id: str, begun: Intent | None = None, *, holds_lock: bool = True
    ) -> None:
        self._shop = shop
        self._ledger = ledger
        self._customer = customer_id
        self._begun = begun is not None
        self._rewritten: set[str] = set()
        self._fresh: dict[str, tuple[str, Seal]] = {}
        named = None if holds_lock else set(everything_named(ledger.entries()))
        self._files = {name: _versions(shop.home, ledger, name, named) for name in STORED}
        known = Cases(begun.erased, begun.shared) if begun else None
        self._owning = Owning(shop, key_of(customer_id), self._files, known)
        self._intent = begun or self._intended()
        self._words = words_of([customer_id, *self._intent.names])
        self._noted = words_of([customer_id, *self._intent.names, *self._intent.case_ids])

    def look(self) -> Erasure:
        """What would be removed."""
        home = self._shop.home
        rows = {name: self._count(name) for name in STORED}
        rows = {name: count for name, count in rows.items() if count}
        touched = sum(len(self._touched(STORED[name])) for name in rows)
        with told(home.path):
            refused = sum(naming_rows(file, self._words) for file in home.refused.glob("*.csv"))
        notes = sum(names_any(note, self._noted) for entry in self._ledger.entries() for note in entry.notes)
        return Erasure(self._customer, rows, refused, touched, len(abandoned(home)), notes)

    def intend(self) -> None:
        """Write down what is to go."""
        with told(self._shop.home.path):
            write_durably(self._shop.home.erasing, json.dumps(asdict(self._intent)))

    def remove(self) -> None:
        """Remove the customer from every file, and the old files from the disk once the ledger names the new ones."""
        home = self._shop.home
        with told(home.path):
            for stored in STORED.values():
                self._clean(stored)
            for file in home.refused.glob("*.csv"):
                if naming_rows(file, self._words):
                    drop_rows(file, self._words)
                    self._rewritten.add(inside(home.path, file))
            self._rename()
            drop_unnamed(home, self._ledger)
            forget_abandoned(home)

    @property
    def intent(self) -> Intent:
        """What is to go."""
        return self._intent

    def done(self) -> None:
        """Forget what was to go, now that it is gone."""
        with told(self._shop.home.path):
            self._shop.home.erasing.unlink(missing_ok=True)
            sync_folder(self._shop.home.path)

    def _intended(self) -> Intent:
        rows, cases = self._shop.rows, self._owning.cases
        names = rows(f"SELECT DISTINCT name FROM every_customers WHERE customer_key = {key_of(self._customer)}")
        ids = rows(
            "SELECT case_id FROM every_cases WHERE case_key IN (FROM erased_cases) UNION "
            "SELECT case_id FROM every_events WHERE case_key IN (FROM erased_cases)"
        )
        return Intent(self._customer, _texts(names), _texts(ids), tuple(cases.erased), tuple(cases.shared))

    def _count(self, name: str) -> int:
        return self._shop.number(f"SELECT count(*) FROM every_{name} WHERE {self._owning.is_mine(STORED[name])}")

    def _touched(self, stored: Stored) -> list[Path]:
        mine = self._owning.is_mine(stored)
        files = ", ".join(text_sql(str(file)) for file in self._files[stored.name].every)
        if not files or mine == "false":
            return []
        rows = f"read_parquet([{files}], filename = 'in_file')"
        found = self._shop.rows(f"SELECT DISTINCT in_file FROM {rows} WHERE {mine}")
        return sorted(Path(row[0]) for row in found)

    def _clean(self, stored: Stored) -> None:
        folder = DeltaFolder(self._shop.home.table(stored.name))
        if folder.exists():
            fresh = {file: self._without(stored, file) for file in self._touched(stored)}
            root = self._shop.home.path
            self._rewritten |= {inside(root, log) for log in exchange(folder, fresh)}
            new = sealed(root, fresh.values())
            self._fresh |= {
                inside(root, old): (inside(root, file), new[inside(root, file)]) for old, file in fresh.items()
            }

    def _without(self, stored: Stored, file: Path) -> Path:
        mine = self._owning.is_mine(stored)
        self._shop.write(f"SELECT * FROM read_parquet([{text_sql(str(file))}]) WHERE NOT ({mine})", again(file), stored)
        return again(file)

    def _rename(self) -> None:
        """Have the ledger name the new files; its notes forget the customer."""
        entries = self._ledger.entries()
        if entries:
            self._ledger.rewrite([self._renamed(entry) for entry in entries])

    def _renamed(self, entry: Entry) -> Entry:
        return replace(
            entry,
            notes=tuple(without_words(note, self._noted) for note in entry.notes),
            tables={name: self._moved(state) for name, state in entry.tables.items()},
            others=self._resealed(entry.others),
        )

    def _moved(self, state: TableState) -> TableState:
        named = (self._fresh.get(path, (path, seal)) for path, seal in (state.files or {}).items())
        return replace(state, files=dict(sorted(named)))

    def _resealed(self, others: Seals) -> dict[str, Seal]:
        """Of what lies beside the tables: what went goes, what was written again has a new seal."""
        root = self._shop.home.path
        kept = {path: seal for path, seal in others.items() if (root / path).exists() and "/part-" not in path}
        anew = [root / path for path, seal in kept.items() if self._was_rewritten(path, seal)]
        return {**kept, **sealed(root, anew)}

    def _was_rewritten(self, path: str, seal: Seal) -> bool:
        """Of an erasure that was cut off nobody knows which files it had written again already."""
        if not self._begun:
            return path in self._rewritten
        return not path.endswith(".parquet") and any(flaws(self._shop.home.path, {path: seal}))


def begun_erasure(home: Home) -> Intent | None:
    """The erasure that was begun and never finished."""
    if not home.erasing.exists():
        return None
    with told(home.path):
        plain = json.loads(home.erasing.read_text(encoding="utf-8"))
    return Intent(plain.pop("customer_id"), **{name: tuple(listed) for name, listed in plain.items()})


def _texts(found: list[tuple[Any, ...]]) -> tuple[str, ...]:
    return tuple(sorted(row[0] for row in found if row[0]))


def _versions(home: Home, ledger: Ledger, name: str, named: set[str] | None) -> Versions:
    """Of `named` files only: others may be a draft of somebody who writes just now."""
    state, folder = ledger.newest().tables.get(name), DeltaFolder(home.table(name))
    newest = files_of(home, name, state) if state else []
    older = set(folder.path.glob("part-*.parquet")) - set(newest)
    return Versions(newest, sorted(file for file in older if named is None or inside(home.path, file) in named))


def drop_unnamed(home: Home, ledger: Ledger) -> None:
    """Remove the data files that no commit names: they were written again, or are what a killed erasure began."""
    with told(home.path):
        named = everything_named(ledger.entries())  # files of no commit too, while the log is only half rewritten
        for name in STORED:
            for file in home.table(name).glob("part-*.parquet"):
                if inside(home.path, file) not in named:
                    file.unlink()
            if home.table(name).exists():
                sync_folder(home.table(name))
