"""Erasing a customer: from every table, from every older version, from kept refused rows and notes on imports.

Files that hold the customer are written again without, under new names, and the logs that name them are rewritten, so
older versions stay readable and say the same about everybody else. This breaks Delta's rule that a log never changes,
on purpose: a right to be forgotten that leaves the old versions be is none. What is to go is written down before the
first file changes, so that the next writer finishes an erasure that was killed half way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from customerhero.facts.lake.arrivals import abandoned, forget_abandoned
from customerhero.facts.lake.delta import DeltaFolder, statistics
from customerhero.facts.lake.durable import sync_files, sync_folder, write_durably
from customerhero.facts.lake.forgetting import drop_rows, names_any, naming_rows, without_words, words_of
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.owning import Cases, Owning, Versions
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


class Eraser:
    """Finds and removes one customer; the caller holds the lake's lock."""

    def __init__(self, shop: Workshop, ledger: Ledger, customer_id: str, begun: Intent | None = None) -> None:
        self._shop = shop
        self._ledger = ledger
        self._customer = customer_id
        self._files = {name: _versions(shop.home, ledger, name) for name in STORED}
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
        refused = sum(naming_rows(file, self._words) for file in home.refused.glob("*.csv"))
        notes = sum(names_any(note, self._noted) for entry in self._ledger.entries() for note in entry.notes)
        return Erasure(self._customer, rows, refused, touched, len(abandoned(home)), notes)

    def intend(self) -> None:
        """Write down what is to go."""
        with told(self._shop.home.path):
            write_durably(self._shop.home.erasing, json.dumps(asdict(self._intent)))

    def remove(self) -> None:
        """Remove the customer from every file, and the old files from the disk."""
        home = self._shop.home
        for stored in STORED.values():
            self._clean(stored)
        with told(home.path):
            for file in home.refused.glob("*.csv"):
                if naming_rows(file, self._words):
                    drop_rows(file, self._words)
            self._clean_notes()
            forget_abandoned(home)

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
        if not folder.exists():
            return
        with told(self._shop.home.path):
            _exchange(folder, {file: self._without(stored, file) for file in self._touched(stored)})

    def _without(self, stored: Stored, file: Path) -> Path:
        mine = self._owning.is_mine(stored)
        self._shop.write(
            f"SELECT * FROM read_parquet([{text_sql(str(file))}]) WHERE NOT ({mine})", _again(file), stored
        )
        return _again(file)

    def _clean_notes(self) -> None:
        folder = DeltaFolder(self._shop.home.ledger)
        if not folder.exists():
            return
        fresh = {}
        for file in sorted(folder.path.glob("part-*.parquet")):
            if self._ledger.rewrite_notes(file, _again(file), self._struck):
                fresh[file] = _again(file)
        _exchange(folder, fresh)

    def _struck(self, note: Any) -> Any:
        return without_words(note, self._noted)


def begun_erasure(home: Home) -> Intent | None:
    """The erasure that was begun and never finished."""
    if not home.erasing.exists():
        return None
    with told(home.path):
        plain = json.loads(home.erasing.read_text(encoding="utf-8"))
    return Intent(plain.pop("customer_id"), **{name: tuple(listed) for name, listed in plain.items()})


def _texts(found: list[tuple[Any, ...]]) -> tuple[str, ...]:
    return tuple(sorted(row[0] for row in found if row[0]))


def _versions(home: Home, ledger: Ledger, name: str) -> Versions:
    state, folder = ledger.newest().tables.get(name), DeltaFolder(home.table(name))
    newest = folder.files(state.version) if state else []
    return Versions(newest, sorted(set(folder.path.glob("part-*.parquet")) - set(newest)))


def _again(file: Path) -> Path:
    """The name under which a file is written again."""
    return file.with_name(f"{file.stem}e.parquet")


def _exchange(folder: DeltaFolder, fresh: Mapping[Path, Path]) -> None:
    """Name the new files instead of the old ones in every version; a file that none names is not kept."""
    sync_files(fresh.values())
    if fresh:
        again = {new.name: new for new in fresh.values()}  # the log may name them already, if killed before
        _rewrite_log(folder, {**{old.name: new for old, new in fresh.items()}, **again})
    named = {name for entry in folder.log_entries() for line in _lines(entry) if (name := _named(line))}
    for file in folder.path.glob("part-*.parquet"):
        if file.name not in named:
            file.unlink()
    sync_folder(folder.path)


def _rewrite_log(folder: DeltaFolder, fresh: Mapping[str, Path]) -> None:
    """Rewrite every version's log; checkpoints go, the log says all they said."""
    for entry in folder.log_entries():
        lines = _lines(entry)
        renamed = [_renamed(line, fresh) for line in lines]
        if any(renamed):
            write_durably(entry, "\n".join(json.dumps(line) for line in lines) + "\n")
    (folder.log / "_last_checkpoint").unlink(missing_ok=True)
    for checkpoint in folder.log.glob("*.checkpoint*.parquet"):
        checkpoint.unlink()
    sync_folder(folder.log)


def _lines(entry: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]


def _named(line: dict[str, Any]) -> str:
    return str(line.get("add", {}).get("path", ""))


def _renamed(line: dict[str, Any], fresh: Mapping[str, Path]) -> bool:
    action = line.get("add") or line.get("remove") or {}
    new = fresh.get(action.get("path", ""))
    if new is None:
        return False
    action["path"] = new.name
    if action.get("size") is not None:
        action["size"] = new.stat().st_size
    if "add" in line:
        action["stats"] = json.dumps(statistics(new))
    return True
