"""Files written again under new names, and a table's log made to name the new ones in every version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from customerhero.facts.durable import sync_files, sync_folder, write_durably
from customerhero.facts.lake.delta import DeltaFolder, statistics
from customerhero.facts.lake.seals import POINTER


def again(file: Path) -> Path:
    """The name under which a file is written again."""
    return file.with_name(f"{file.stem}e.parquet")


def exchange(folder: DeltaFolder, fresh: Mapping[Path, Path]) -> list[Path]:
    """Have the log name the new files instead of the old ones in every version; the entries that were rewritten.

    The old files stay: readers have them until the ledger names the new ones.
    """
    sync_files(fresh.values())
    if not fresh:
        return []
    by_name = {new.name: new for new in fresh.values()}  # the log may name them already, if killed before
    return _rewrite_log(folder, {**{old.name: new for old, new in fresh.items()}, **by_name})


def _rewrite_log(folder: DeltaFolder, fresh: Mapping[str, Path]) -> list[Path]:
    """Rewrite every version's log; checkpoints go, the log says all they said."""
    rewritten = []
    for entry in folder.log_entries():
        lines = _lines(entry)
        renamed = [_renamed(line, fresh) for line in lines]
        if any(renamed):
            write_durably(entry, "\n".join(json.dumps(line) for line in lines) + "\n")
            rewritten.append(entry)
    (folder.log / POINTER).unlink(missing_ok=True)
    for checkpoint in folder.log.glob("*.checkpoint*.parquet"):
        checkpoint.unlink()
    sync_folder(folder.log)
    return rewritten


def _lines(entry: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]


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
