"""What a killed writer or a power cut left behind, put right before the next writer starts."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import rmtree

from customerhero.facts.lake.delta import DeltaFolder
from customerhero.facts.lake.entries import Entry
from customerhero.facts.lake.home import Home, forget_draft
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.seals import inside
from customerhero.facts.lake.stored import STORED
from customerhero.facts.lake.trouble import told


def recover(home: Home, ledger: Ledger) -> Entry:
    """Roll every table back to the newest commit of the ledger, and return that; the caller holds the lock."""
    with told(home.path):
        if ledger.head() is None:
            mend_ledger(home)
    forget_draft(home)
    ledger.catch_up()
    last = ledger.newest()
    with told(home.path):
        for name in STORED:
            _roll_back(home, name, last)
        _drop_later(home.refused, last.number)
        for file in home.erased.glob("*.json"):
            if inside(home.path, file) not in last.memory:
                file.unlink()
        if home.scratch.exists():
            rmtree(home.scratch)
    return last


def is_ledger_whole(home: Home) -> bool:
    """Whether the newest row of the ledger can be read; a power cut may have torn it."""
    entries = DeltaFolder(home.ledger).log_entries()
    return not entries or _is_whole(entries[-1])


def mend_ledger(home: Home) -> None:
    """Drop a ledger row that a power cut tore: it was never told to anybody."""
    folder = DeltaFolder(home.ledger)
    if not folder.path.exists():
        return
    entries = folder.log_entries() if folder.exists() else []
    while entries and not _is_whole(entries[-1]):
        entries.pop().unlink()
    if not entries:
        rmtree(folder.path)


def _roll_back(home: Home, name: str, last: Entry) -> None:
    folder = DeltaFolder(home.table(name))
    if folder.path.exists():
        state = last.tables.get(name)
        folder.roll_back(state.version if state else None, last.number)


def _drop_later(refused: Path, number: int) -> None:
    for file in refused.glob("*.csv"):
        if int(file.stem) > number:
            file.unlink()


def _is_whole(entry: Path) -> bool:
    try:
        lines = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]
    except ValueError:
        return False
    return bool(lines)
