"""Who may read the data folder: its owner and nobody else. Nothing here needs Django."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o077
"""The mask of every process that serves: what they make is their owner's alone."""
_OURS: Final = ("hero.sqlite3", "hero.sqlite3-wal", "hero.sqlite3-shm", "secret-key", "lake", "uploads", "static")


def keep_to_owner() -> None:
    """Have all that this process and its children make be readable by their owner only."""
    os.umask(OWNER_ONLY)


def open_to_others(data: Path) -> list[Path]:
    """What of a data folder users other than its owner may read or enter."""
    return [path for path in _parts(data) if _mode(path) & OWNER_ONLY]


def repaired(data: Path) -> list[Path]:
    """Take those rights away; what was mended. What belongs to somebody else stays as it is."""
    mended = []
    for path in open_to_others(data):
        with suppress(PermissionError):
            path.chmod(_mode(path) & ~OWNER_ONLY)
            mended.append(path)
    return mended


def said(data: Path, mended: list[Path]) -> str:
    """A sentence about what was mended."""
    names = ", ".join(path.name for path in mended if path != data)
    what = f"{data}{f' ({names})' if names else ''}" if data in mended else f"{names} in {data}"
    return f"Other users of this machine could read {what}; from now on only the owner can."


def _parts(data: Path) -> Iterator[Path]:
    for path in (data, *(data / name for name in _OURS)):
        if path.exists():
            yield path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
