"""The processes below one, and the memory they hold, as the system tells them."""

from __future__ import annotations

import os
from pathlib import Path


def below(process: int) -> list[int]:
    """The living processes below one; none where the system does not tell."""
    parents = dict(filter(None, map(_with_parent, Path("/proc").glob("[0-9]*"))))
    found: list[int] = []
    fresh = {process}
    while fresh:
        fresh = {number for number, parent in parents.items() if parent in fresh}
        found += sorted(fresh)
    return found


def memory(process: int) -> int:
    """The bytes a process holds of its own, without what it has mapped of files; 0 where the system does not tell."""
    try:
        _size, resident, shared, *_rest = map(int, Path(f"/proc/{process}/statm").read_text().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


def _with_parent(folder: Path) -> tuple[int, int] | None:
    try:
        told = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if told[0] in "ZX" else (int(folder.name), int(told[1]))
