"""What is derived is made anew from what it is derived from: the head, logs, stays; facts are never touched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any

from customerhero.errors import LakeError
from customerhero.facts.durable import sync_files, sync_folder
from customerhero.facts.lake.checking import Checkup, check
from customerhero.facts.lake.delta import DeltaFolder, plain_add
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.home import Home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.recovery import recover
from customerhero.facts.lake.seals import Seal, flaws, sealed
from customerhero.facts.lake.stored import STORED
from customerhero.facts.lake.strays import Naming
from customerhero.facts.lake.trouble import told
from customerhero.facts.lake.workshop import Workshop
from customerhero.facts.lake.writer import Writer
from customerhero.facts.stays import KEPT


def repaired(home: Home, ledger: Ledger, shop: Workshop) -> Checkup:
    """Make anew what can be, and look through the lake again; the caller holds its lock.

    Killed at any moment, it can be run again: nothing that it removes is needed by what it makes.
    """
    ledger.mend()
    found = check(home, ledger, shop)
    if found.whole or not ledger.is_readable():
        return found
    if any(fault.repairable for fault in found.faults):
        _repair(home, ledger, shop, found)
    return check(home, ledger, shop)


def _repair(home: Home, ledger: Ledger, shop: Workshop, found: Checkup) -> None:
    broken = {fault.where.split("/")[0] for fault in found.faults if "/_delta_log" in fault.where}
    if home.ledger.name in broken:
        ledger.log_anew()
        _rewrite(ledger, ledger.entries())
    _mend_logs(home, ledger, sorted(broken & set(STORED)))
    recover(home, ledger)
    home.scratch.mkdir(exist_ok=True)
    wrong = {
        fault.where.split("/")[0] for fault in found.faults if fault.repairable and "_delta_log" not in fault.where
    }
    if wrong & set(KEPT) and "events" in ledger.newest().tables:
        with suppress(LakeError):  # events that are damaged too have been told of, and cannot be derived from
            _derive_anew(home, ledger, shop)
    with told(home.path):
        for path in Naming(home, ledger.entries(), ledger.head()).strays():
            (home.path / path).unlink()


def _mend_logs(home: Home, ledger: Ledger, names: Sequence[str]) -> None:
    """Write the logs of tables again from what the ledger says of their versions, and have it name the new ones."""
    entries = ledger.entries()
    if not names or not entries:
        return
    fresh: dict[str, Seal] = {}
    for name in names:
        fresh |= _log_anew(home, entries, name)
    gone = tuple(f"{name}/_delta_log/" for name in names)
    kept = [
        replace(entry, others={path: seal for path, seal in entry.others.items() if not path.startswith(gone)})
        for entry in entries
    ]
    _rewrite(ledger, [*kept[:-1], replace(kept[-1], others={**kept[-1].others, **fresh})])


def _log_anew(home: Home, entries: Sequence[Entry], name: str) -> dict[str, Seal]:
    folder, states = DeltaFolder(home.table(name)), [entry.tables[name] for entry in entries if name in entry.tables]
    begun = DeltaFolder(home.scratch / name)
    with told(home.path):
        rmtree(begun.path, ignore_errors=True)
        begun.path.parent.mkdir(exist_ok=True)
        begun.create(STORED[name].written_schema)
        folder.log.mkdir(exist_ok=True)
        for old in folder.log.iterdir():
            if old.is_file():
                old.unlink()
        (begun.log / f"{0:020d}.json").replace(folder.log / f"{0:020d}.json")
        _write_versions(home, folder, states)
        sync_files(folder.log_entries())
        sync_folder(folder.path)
        return sealed(home.path, folder.log_entries())


def _write_versions(home: Home, folder: DeltaFolder, states: Sequence[TableState]) -> None:
    by_version = {state.version: set(state.files or ()) for state in states}
    before: set[str] = set()
    for version in range(1, max(by_version, default=0) + 1):
        after = by_version.get(version, before)
        lines: list[Mapping[str, Any]] = [{"commitInfo": {"timestamp": 0, "operation": "RESTORE"}}]
        lines += [{"remove": {"path": Path(path).name, "dataChange": True}} for path in sorted(before - after)]
        lines += [
            {"add": plain_add(home.path / path)} for path in sorted(after - before) if (home.path / path).exists()
        ]
        entry = folder.log / f"{version:020d}.json"
        entry.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        before = after


def _derive_anew(home: Home, ledger: Ledger, shop: Workshop) -> None:
    """Derive the stays in a commit of their own; where older commits name stays that are spoilt, they name none."""
    Writer(shop, ledger).rebuild()
    entries, whole = ledger.entries(), {}
    for name in KEPT:
        states = [entry.tables[name] for entry in entries if name in entry.tables]
        seals = {path: seal for state in states for path, seal in (state.files or {}).items()}
        spoilt = {flaw.path for flaw in flaws(home.path, seals)}
        whole[name] = [state for state in states if not spoilt & set(state.files or ())]
    _rewrite(
        ledger,
        [
            replace(
                entry,
                tables={name: state for name, state in entry.tables.items() if state in whole.get(name, [state])},
            )
            for entry in entries
        ],
    )


def _rewrite(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """Make these the ledger; of its own files it names those that are there then."""
    log = f"{ledger.folder.path.name}/_delta_log/"
    part, root = f"{ledger.folder.path.name}/part-", ledger.folder.path.parent
    ledger.rewrite(
        [
            replace(
                entry,
                others={
                    path: seal
                    for path, seal in entry.others.items()
                    if not path.startswith(part) and not (path.startswith(log) and not (root / path).exists())
                },
            )
            for entry in entries
        ]
    )
