"""Copies that stand beside the data for a while: of a backup or rehearsal under way, and from before upgrades.

An erasure changes none of them, so they go as soon as they can: when a job was ended, when somebody was erased, and
each day. What is under way is held by its process, and a killed one gives it back. Nothing here needs Django.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Final

from customerhero.web.backups.of_postgresql import connected
from customerhero.web.backups.parts import DataFolder

STAGE: Final = ".backing-up"
"""Where the parts of a backup are put together."""
TRIAL: Final = ".rehearsing"
"""Where a backup is restored on trial."""
SCHEMA: Final = "hero_rehearsal"
"""Where the same is done in PostgreSQL."""
WEEK: Final = 7 * 24 * 3600.0
"""Seconds a copy from before an upgrade is kept."""
_UNDER_WAY: Final = "under-way"


@contextmanager
def held(data: Path, name: str) -> Iterator[bool]:
    """Hold one of these places of a data folder; False when another process does."""
    with (data / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_mine = True
        except BlockingIOError:
            is_mine = False
        yield is_mine


def clear_remains(data: Path, database_url: str) -> None:
    """Remove what backups and rehearsals that were cut off have left, and nothing of those that are under way."""
    for name, url in ((STAGE, ""), (TRIAL, database_url)):
        if (data / name).exists():
            with held(data, name) as is_mine:
                if is_mine:
                    throw_away(data / name, url)


def throw_away(place: Path, database_url: str = "") -> None:
    """Remove such a place; before it the schema of a trial, which is never there without it."""
    if database_url:
        with connected(database_url) as database:
            database.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    rmtree(place, ignore_errors=True)


def under_way(folder: DataFolder) -> Path:
    """The file that names the copy of an upgrade as long as it has not ended."""
    return folder.upgrades / _UNDER_WAY


def forget_upgrades(folder: DataFolder, seconds: float = 0.0) -> None:
    """Remove the copies from before upgrades that are so old, or of a clock that was wrong; not during an upgrade."""
    if under_way(folder).exists():
        return
    for copy in folder.upgrades.glob("before-*.sqlite3*"):
        if abs(time.time() - copy.stat().st_mtime) >= seconds:
            copy.unlink()
