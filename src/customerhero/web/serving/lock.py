"""One who serves a data folder at a time: a lock of the operating system, which also a killed process gives back."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from customerhero.errors import HeroError
from customerhero.facts.signed import holder, sign
from customerhero.web.backups.parts import SERVING


@contextmanager
def only_one(data: Path, what: str) -> Iterator[None]:
    """Hold a data folder while it is served; HeroError naming the process that holds it already.

    `what` says who holds it: "hero serve at http://127.0.0.1:8321".
    """
    with _opened(data) as file:
        _take(file, data)
        sign(file, what)
        yield


def refuse_when_served(data: Path) -> None:
    """HeroError when somebody serves this data folder now."""
    if (data / SERVING).exists():
        with _opened(data) as file:
            _take(file, data)


def _opened(data: Path) -> IO[str]:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        return (data / SERVING).open("a+", encoding="utf-8")
    except OSError as trouble:
        raise HeroError(
            f"The data folder {data} cannot be used: {trouble.strerror}.", "Name another with --data or HERO_DATA."
        ) from trouble


def _take(file: IO[str], data: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeroError(
            f"The data folder {data} is served already, by {holder(file)}.",
            "Stop that first, or serve another folder: --data",
        ) from None
    except OSError as trouble:
        raise HeroError(
            f"The data folder {data} cannot be locked: {trouble.strerror}.", "Put it on a disk that knows locks."
        ) from trouble
