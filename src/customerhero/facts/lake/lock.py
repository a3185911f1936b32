"""One writer at a time: a lock of the operating system, which also a killed process gives back."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO

from customerhero.errors import LakeError
from customerhero.facts.lake.home import Home, is_lake, open_home
from customerhero.facts.lake.trouble import told
from customerhero.facts.signed import holder, sign

_PAUSE_SECONDS = 0.05
Tell = Callable[[str], None]


@contextmanager
def only_writer(home: Home, wait_seconds: float, tell: Tell | None = None) -> Iterator[None]:
    """Hold the lake's write lock; LakeError naming the holder when it is not free within `wait_seconds`.

    `tell` is called once with a sentence when there is somebody to wait for.
    """
    with _locked(home, wait_seconds, tell) as file:
        if not is_lake(home.path):  # it was given up while this process waited
            home.lock.unlink(missing_ok=True)
        open_home(home.path, spoilt=True)
        sign(file)
        yield


def _locked(home: Home, wait_seconds: float, tell: Tell | None) -> IO[str]:
    """The lock's file, locked: opened once more when its last holder removed it in between."""
    while True:
        with ExitStack() as closing, suppress(FileNotFoundError):
            with told(home.path):
                file = closing.enter_context(home.lock.open("a+", encoding="utf-8"))
            _wait(home, file, wait_seconds, tell)
            if os.fstat(file.fileno()).st_ino == home.lock.stat().st_ino:
                closing.pop_all()
                return file


def _wait(home: Home, file: IO[str], wait_seconds: float, tell: Tell | None) -> None:
    until = time.monotonic() + wait_seconds
    told_once = False
    while not _taken(file):
        if tell and not told_once:
            tell(f"Waiting for another writer of the lake ({holder(file)}).")
            told_once = True
        if time.monotonic() >= until:
            raise LakeError(
                f"The lake is busy: {holder(file)} is writing.", "Try again when it has finished.", str(home.path)
            )
        time.sleep(_PAUSE_SECONDS)


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
