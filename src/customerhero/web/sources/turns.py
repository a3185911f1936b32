"""Turns: so many at once and no more, over all processes; held by locks on files, which end with who holds them."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

_PAUSE: Final = 0.1


@contextmanager
def turn(name: str, places: int, patience: float = 0.0) -> Iterator[bool]:
    """Have one of so many places, waiting for it so many seconds; whether there was one."""
    until = time.monotonic() + patience
    while (held := _one_of(name, places)) is None and time.monotonic() < until:
        time.sleep(_PAUSE)
    try:
        yield held is not None
    finally:
        if held is not None:
            held.close()


def _one_of(name: str, places: int) -> BinaryIO | None:
    folder = Path(settings.DATA) / "turns"
    folder.mkdir(mode=0o700, exist_ok=True)
    return next(filter(None, (_locked(folder / f"{name}-{place}") for place in range(places))), None)


def _locked(path: Path) -> BinaryIO | None:
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
