"""Files on their way into a lake: a folder each, held by one process, kept when that is stopped, for the next one.

The folders lie inside the lake's directory, also when that is not a lake yet: only an import that gets as far as
writing makes it one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from shutil import rmtree
from typing import IO

from customerhero.errors import LakeError
from customerhero.facts.lake.home import Home, is_lake, unmake_home
from customerhero.facts.lake.ledger import Ledger
from customerhero.facts.lake.lock import only_writer
from customerhero.facts.lake.stored import STORED
from customerhero.facts.lake.trouble import told

_CREATING = "creating"


class _TakenError(Exception):
    """Somebody else holds it."""


@contextmanager
def arrival(lake: Path, name: str, waiting: Callable[[], None]) -> Iterator[Path]:
    """The folder in which one file is made ready for a lake; `waiting` is called when another process has it.

    It is gone afterwards, whether that went well or not, but for an interruption by the user or a kill. Where no lake
    was, none is left behind by a failure.
    """
    was_lake, was_there, stopped = is_lake(lake), lake.exists(), False
    try:
        with _held(_lock(lake, name), waiting):
            folder = _folder(lake) / name
            with told(lake):
                folder.mkdir(exist_ok=True)
            with _gone_afterwards(folder):
                yield folder
    except KeyboardInterrupt:
        stopped = True
        raise
    finally:
        if not stopped:
            _tidy(lake, was_lake=was_lake, was_there=was_there)


def arrivals_at(lake: Path) -> bool:
    """Whether anything is on its way in, or was when its process was killed."""
    return _folder(lake).exists()


@contextmanager
def creating(lake: Path) -> Iterator[None]:
    """Nobody else makes a lake of this directory meanwhile."""
    with _held(_lock(lake, _CREATING), _nothing):
        yield


def abandoned(home: Home) -> list[Path]:
    """The folders of imports that were cut off and are not running now."""
    folders = sorted(path for path in _folder(home.path).glob("*") if path.is_dir())
    return [folder for folder in folders if not _is_held(_lock(home.path, folder.name))]


def forget_abandoned(home: Home) -> None:
    """Remove what imports that were cut off had read."""
    for folder in abandoned(home):
        with suppress(_TakenError), _held(_lock(home.path, folder.name), _give_up):
            rmtree(folder)
    _tidy(home.path, was_lake=True, was_there=True)


def _folder(lake: Path) -> Path:
    return Home(lake).arrivals


def _lock(lake: Path, name: str) -> Path:
    return _folder(lake) / f"{name}.lock"


def _is_held(lock: Path) -> bool:
    """Asked without leaving a trace."""
    with suppress(FileNotFoundError), lock.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def _gone_afterwards(folder: Path) -> Iterator[None]:
    goes_on_later = False
    try:
        yield
    except KeyboardInterrupt:
        goes_on_later = True
        raise
    finally:
        if not goes_on_later:
            rmtree(folder, ignore_errors=True)


def _tidy(lake: Path, *, was_lake: bool, was_there: bool) -> None:
    """Leave nothing of an import that failed; what another one is at work on stays."""
    for lock in _folder(lake).glob("*.lock"):  # a killed process could not remove its own
        with suppress(_TakenError, OSError, LakeError), _held(lock, _give_up):
            pass
    if not was_lake:
        with suppress(_TakenError, OSError, LakeError), _held(_lock(lake, _CREATING), _give_up):
            _drop_unused(Home(lake))
    with suppress(OSError):
        _folder(lake).rmdir()
        if not was_there:
            lake.rmdir()


def _drop_unused(home: Home) -> None:
    """Make a lake that nothing was written to no lake; nobody can begin one meanwhile, nor is anybody else at it."""
    if [path for path in home.arrivals.iterdir() if path.name != _lock(home.path, _CREATING).name]:
        return
    with only_writer(home, 0) if is_lake(home.path) else nullcontext():
        if Ledger(home).newest().number:
            return
        for name in (*STORED, home.ledger.name, home.scratch.name, home.refused.name):
            rmtree(home.path / name, ignore_errors=True)
        unmake_home(home)


@contextmanager
def _held(lock: Path, waiting: Callable[[], None]) -> Iterator[None]:
    with told(lock.parents[1]):
        file = _taken(lock, waiting)
    with file:
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _taken(lock: Path, waiting: Callable[[], None]) -> IO[str]:
    """The lock's file, locked: opened once more when its last holder removed it in between."""
    while True:
        with suppress(FileNotFoundError), ExitStack() as closing:
            lock.parent.mkdir(parents=True, exist_ok=True)
            file = closing.enter_context(lock.open("a", encoding="utf-8"))
            _wait(file, waiting)
            if os.fstat(file.fileno()).st_ino == lock.stat().st_ino:
                closing.pop_all()
                return file


def _wait(file: IO[str], waiting: Callable[[], None]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(file, fcntl.LOCK_EX)


def _nothing() -> None:
    return


def _give_up() -> None:
    raise _TakenError
