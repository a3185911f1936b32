"""Erasing a customer: from every table, from every older version and from the refused rows that were kept.

Files that hold the customer are written again without, under new names, and the logs that name them are rewritten, so
older versions stay readable and say the same about everybody else. This breaks Delta's rule that a log never changes,
on purpose: a right to be forgotten that leaves the old versions be is none. Killed half way, it is run again.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from customerhero.facts.lake.arrivals import abandoned, forget_abandoned
from customerhero.facts.lake.delta import DeltaFolder, statistics
from customerhero.facts.lake.durable import sync_files, sync_folder, write_durably
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.stored import STORED, Stored
from customerhero.facts.lake.trouble import told
from customerhero.facts.lake.workshop import Workshop, text_sql
from customerhero.facts.stays import KEPT
from customerhero.facts.twins import key_sql

_CASES: Final = "erased_cases"
SHARED: Final = "shared_cases"
"""The temporary table of cases that stay but lose events, so that their stays must be derived again."""
_BY_CASE: Final = ("cases", "events", "feedback", *KEPT)


@dataclass(frozen=True)
class Erasure:
    """What erasing a customer removes, or would remove: rows by table (all versions together) and refused rows."""

    customer_id: str
    rows: Mapping[str, int]
    refused_rows: int
    files: int
    """Data files, of the newest and of older versions, that are written again."""
    arrivals: int = 0
    """Imports that were cut off, whose rows as far as they were read may hold the customer; they are dropped whole."""

    @property
    def found(self) -> bool:
        """Whether the lake holds anything of the customer."""
        return bool(any(self.rows.values()) or self.refused_rows or self.arrivals)


class Eraser:
    """Finds and removes one customer; the caller holds the lake's lock."""

    def __init__(self, shop: Workshop, customer_id: str) -> None:
        self._shop = shop
        self._customer = customer_id
        self._key = shop.number(f"SELECT {key_sql(text_sql(customer_id))}")
        self._files = {name: _data_files(shop.home, name) for name in STORED}
        self._find_cases()
        self._words = _words([customer_id, *self._names()])

    def look(self) -> Erasure:
        """What would be removed."""
        rows = {name: self._count(name) for name in STORED}
        touched = sum(len(self._touched(name)) for name in STORED)
        refused = sum(len(_dropped(file, self._words)) for file in self._shop.home.refused.glob("*.csv"))
        rows = {name: count for name, count in rows.items() if count}
        return Erasure(self._customer, rows, refused, touched, len(abandoned(self._shop.home)))

    def remove(self) -> None:
        """Remove the customer from every file, and the old files from the disk."""
        for stored in STORED.values():
            self._clean(stored)
        for file in self._shop.home.refused.glob("*.csv"):
            _drop_lines(file, self._words)
        with told(self._shop.home.path):
            forget_abandoned(self._shop.home)

    def _find_cases(self) -> None:
        """The customer's cases: by the case's own customer or, where no case says otherwise, its events'."""
        for name in ("cases", "events", "customers"):
            self._shop.view(f"all_{name}", self._files[name], STORED[name])
        of_others = f"customer_key IS NOT NULL AND customer_key <> {self._key}"
        mine = f"case_key IS NOT NULL AND customer_key = {self._key}"
        self._shop.run(
            f"CREATE OR REPLACE TEMP TABLE {_CASES} AS SELECT case_key FROM all_cases WHERE {mine} UNION "
            f"(SELECT case_key FROM all_events WHERE {mine} EXCEPT (SELECT case_key FROM all_cases WHERE {of_others} "
            f"UNION SELECT case_key FROM all_events WHERE {of_others}))"
        )
        self._shop.run(
            f"CREATE OR REPLACE TEMP TABLE {SHARED} AS SELECT DISTINCT case_key FROM all_events "
            f"WHERE {mine} AND case_key NOT IN (FROM {_CASES})"
        )

    def _names(self) -> list[str]:
        found = self._shop.rows(f"SELECT DISTINCT name FROM all_customers WHERE customer_key = {self._key}")
        return [row[0] for row in found if row[0]]

    def _mine(self, stored: Stored) -> str:
        """The condition under which a row is the customer's; never NULL."""
        told_of = []
        if "customer_key" in stored.schema.names:
            told_of.append(f"coalesce(customer_key = {self._key}, false)")
        if stored.name in _BY_CASE:
            told_of.append(f"coalesce(case_key IN (FROM {_CASES}), false)")
        return " OR ".join(told_of) or "false"

    def _count(self, name: str) -> int:
        self._shop.view(f"all_{name}", self._files[name], STORED[name])
        return self._shop.number(f"SELECT count(*) FROM all_{name} WHERE {self._mine(STORED[name])}")

    def _touched(self, name: str) -> list[Path]:
        stored = STORED[name]
        files = ", ".join(text_sql(str(file)) for file in self._files[name])
        if not files or self._mine(stored) == "false":
            return []
        rows = f"read_parquet([{files}], filename = 'in_file')"
        found = self._shop.rows(f"SELECT DISTINCT in_file FROM {rows} WHERE {self._mine(stored)}")
        return sorted(Path(row[0]) for row in found)

    def _clean(self, stored: Stored) -> None:
        touched = self._touched(stored.name)
        if not touched:
            return
        with told(self._shop.home.path):
            fresh = {file.name: self._without(stored, file) for file in touched}
            sync_files(fresh.values())
            again = {new.name: new for new in fresh.values()}  # the log may name them already, if killed before
            _rewrite_log(DeltaFolder(self._shop.home.table(stored.name)), {**fresh, **again})
            for file in touched:
                file.unlink()
            sync_folder(self._shop.home.table(stored.name))

    def _without(self, stored: Stored, file: Path) -> Path:
        number, part = file.stem.split("-")[1:3]
        target = file.with_name(f"part-{number}-{part}e.parquet")
        rows = f"SELECT * FROM read_parquet([{text_sql(str(file))}]) WHERE NOT ({self._mine(stored)})"
        self._shop.write(rows, target, stored)
        return target


def _data_files(home: Home, name: str) -> list[Path]:
    return sorted(home.table(name).glob("part-*.parquet"))


def _rewrite_log(folder: DeltaFolder, fresh: Mapping[str, Path]) -> None:
    """Name the new files instead of the old ones in every version; checkpoints go, the log says all they said."""
    for entry in folder.log_entries():
        lines = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]
        renamed = [_renamed(line, fresh) for line in lines]
        if any(renamed):
            write_durably(entry, "\n".join(json.dumps(line) for line in lines) + "\n")
    (folder.log / "_last_checkpoint").unlink(missing_ok=True)
    for checkpoint in folder.log.glob("*.checkpoint*.parquet"):
        checkpoint.unlink()
    sync_folder(folder.log)


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


def _words(spoken: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in spoken))


def _lines(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def _dropped(file: Path, words: re.Pattern[str]) -> list[list[str]]:
    return [line for line in _lines(file) if any(words.search(cell) for cell in line)]


def _drop_lines(file: Path, words: re.Pattern[str]) -> None:
    kept = [line for line in _lines(file) if not any(words.search(cell) for cell in line)]
    draft = file.with_name(f".{file.name}.draft")
    with draft.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(kept)
    sync_files([draft])
    draft.replace(file)
    sync_folder(file.parent)
