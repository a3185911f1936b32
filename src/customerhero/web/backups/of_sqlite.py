"""A database of SQLite copied while it is used, counted, and put back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from customerhero.errors import HeroError
from customerhero.facts.durable import sync_files
from customerhero.web.backups.parts import HEARTBEATS, TRACES

_WAIT: float = 60.0


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, whoever writes meanwhile; HeroError when the copy is not sound."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with _told(source):
        with closing(_opened(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)  # in one step, or each writer would make it begin anew
            here.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
        _refuse_unsound(target)
    sync_files([target])


def rows_of(file: Path) -> dict[str, int]:
    """By table of a database: its rows; HeroError when it is not sound."""
    with _told(file), closing(_opened(file)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
        return {
            name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for (name,) in sorted(names)
        }


def without_heartbeats(file: Path) -> None:
    """Forget the workers of a database that was brought back: they live elsewhere, if at all."""
    with _told(file), closing(sqlite3.connect(file)) as database, database:
        if database.execute("SELECT name FROM sqlite_master WHERE name = ?", (HEARTBEATS,)).fetchone():
            database.execute(f"DELETE FROM {HEARTBEATS}")


def refuse_unsound(file: Path) -> None:
    """HeroError when a database is damaged."""
    with _told(file):
        _refuse_unsound(file)


def put_back(copy: Path, target: Path) -> None:
    """Make a copy the database again; nobody has it open. It is the old one or the new one at any moment."""
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    copy_database(copy, draft)
    for trace in TRACES:
        target.with_name(target.name + trace).unlink(missing_ok=True)
    draft.replace(target)
    sync_files([target])


def _opened(file: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)
    opened.execute("PRAGMA trusted_schema=OFF")  # of a restored file nobody knows who wrote it
    return opened


def _refuse_unsound(file: Path) -> None:
    with closing(_opened(file)) as database:
        said = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise HeroError(f"The database {file.name} is damaged: {said}", "Restore it from the newest sound backup.")


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as trouble:
        raise HeroError(
            f"The database {file.name} cannot be read: {trouble}.",
            f"Look at the rights of the file and at the free space in {file.parent}.",
        ) from trouble
