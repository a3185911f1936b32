"""A backup is brought back: into an empty place only, read and compared as a whole before anything is put in its place.

As long as `.restoring` is in the folder, it is unfinished: nothing serves it, and the next restore clears it first.
The database comes last, so that a folder with a database is whole.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Final

from customerhero.errors import HeroError
from customerhero.facts.durable import sync_folder, write_durably
from customerhero.facts.lake import Lake
from customerhero.web.backups.archive import checked
from customerhero.web.backups.loading import MARK
from customerhero.web.backups.manifest import Manifest, manifest_from, written
from customerhero.web.backups.of_postgresql import LOADING, connected, rows_of_server, tables_of
from customerhero.web.backups.of_sqlite import refuse_unsound, rows_of, without_heartbeats
from customerhero.web.backups.parts import (
    DATABASE,
    DUMP,
    HEARTBEATS,
    KEY,
    LAKE,
    RESTORE_ID,
    RESTORED,
    SERVING,
    TRACES,
    UPLOADS,
    DataFolder,
)

PARTS: Final = (LAKE, UPLOADS, KEY, DATABASE)
"""In the order they are put in place."""
_WELCOME: Final = frozenset({KEY, SERVING, "lost+found"})
"""What may be there before: the key is kept apart from backups, the lock is left by whoever served the folder."""
_PLACED: Final = "placed"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """What was brought back."""

    manifest: Manifest
    seconds: float


class CutOffError(HeroError):
    """Nothing was found out about the backup: what was to find it out could not be done to its end."""


def restore(file: Path, data: Path, database_url: str = "", tell: Tell | None = None) -> Restored:
    """Bring a backup back into an empty folder (and an empty database of PostgreSQL); HeroError when it cannot be."""
    begun, folder, say = time.monotonic(), DataFolder(data.expanduser().absolute()), tell or _quietly
    _refuse_running(folder)
    if (folder.restoring / _PLACED).exists():
        return Restored(_finished(folder, database_url), time.monotonic() - begun)
    _clear_unfinished(folder, database_url)
    _refuse_full(folder, database_url)
    with _told(folder):
        with _all_or_nothing(folder, database_url):
            manifest = _brought(file, folder, database_url, say)
            write_durably(folder.restoring / _PLACED, written(manifest).decode())
        _end(folder, database_url)
    return Restored(manifest, time.monotonic() - begun)


def check(file: Path, tell: Tell | None = None) -> Manifest:
    """Read a whole backup and compare it with its manifest; HeroError when anything is wrong."""
    return checked(file, tell=tell)


@contextmanager
def _all_or_nothing(folder: DataFolder, url: str) -> Iterator[None]:
    was_there, done = folder.path.exists(), False
    try:
        yield
        done = True
    finally:
        if not done:
            _clear_unfinished(folder, url)
            if not was_there and folder.path.exists() and not any(folder.path.iterdir()):
                folder.path.rmdir()


def _brought(file: Path, folder: DataFolder, url: str, tell: Tell) -> Manifest:
    stage, token = folder.restoring, uuid.uuid4().hex
    folder.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    stage.mkdir(mode=0o700)
    with _held(stage):
        write_durably(stage / RESTORE_ID, token)
        sync_folder(folder.path)
        tell("Reading")
        manifest = checked(file, stage / "parts")
        _refuse_other_database(manifest, url)
        tell("Comparing")
        _compare_parts(manifest, stage / "parts")
        if manifest.header.database == "postgresql":
            tell("Database")
            _load(stage, url, token)
            compare_rows("database", manifest.rows, rows_of_server(url))
        if manifest.header.database == "sqlite":
            without_heartbeats(stage / "parts" / DATABASE)
        _place(folder, stage / "parts")
    return manifest


@contextmanager
def _held(stage: Path) -> Iterator[None]:
    """The folder in which things are put together, held by this process; a killed one gives it back."""
    descriptor = os.open(stage, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as trouble:
        raise HeroError("Another restore into this folder is under way.", "Wait until it has ended.") from trouble
    finally:
        os.close(descriptor)


def _refuse_running(folder: DataFolder) -> None:
    if folder.restoring.exists():
        with _held(folder.restoring):
            return


def _refuse_full(folder: DataFolder, url: str) -> None:
    if folder.path.exists() and not folder.path.is_dir():
        raise HeroError(f"{folder.path} is a file.", "Name a new or empty folder.")
    there = sorted(one.name for one in folder.path.iterdir()) if folder.path.exists() else []
    others = [name for name in there if name not in _WELCOME]
    if others:
        raise HeroError(
            f"The folder {folder.path} is not empty: it holds {others[0]}.",
            "Name a new or empty folder; only the secret key may lie there already.",
        )
    if url and (names := _tables(url)):
        raise HeroError(
            f"The database of HERO_DATABASE_URL is not empty: it holds {names[0]}.", "Name an empty database."
        )


def _refuse_other_database(manifest: Manifest, url: str) -> None:
    if manifest.header.database == "postgresql" and not url:
        raise HeroError("The backup holds a database of PostgreSQL.", "Set HERO_DATABASE_URL to an empty one.")
    if manifest.header.database == "sqlite" and url:
        raise HeroError("The backup holds a database of SQLite, but HERO_DATABASE_URL names PostgreSQL.", "Unset it.")


def _compare_parts(manifest: Manifest, parts: Path) -> None:
    if manifest.header.database == "sqlite":
        refuse_unsound(parts / DATABASE)
        compare_rows("database", manifest.rows, rows_of(parts / DATABASE))
    if manifest.lake_commit is not None:
        status = Lake.open(parts / LAKE).status()
        compare_rows("lake", manifest.facts, {table.name: table.rows for table in status.tables})
        if status.commits != manifest.lake_commit:
            raise _differs("lake", "its newest commit")


def compare_rows(where: str, told: Mapping[str, int], found: Mapping[str, int]) -> None:
    """HeroError naming the first table whose rows are not as many as was told."""
    for name in sorted({*told, *found} - {MARK}):
        if told.get(name, 0) != found.get(name, 0):
            raise _differs(where, name)


def refuse_cut_off(code: int) -> None:
    """CutOffError when a process of ours did not end by itself."""
    if code < 0:
        raise CutOffError(
            f"A process that looked at the backup was ended by the system (signal {-code}).",
            "Most often memory was short: look at the system's log, give the machine or HERO_AGENDA_MEMORY_MB more.",
        )


def _differs(where: str, what: str) -> HeroError:
    return HeroError(
        f"What came back is not what was backed up: {what} of the {where} differs from the manifest.",
        "Use another backup; of this one nothing was put in place.",
    )


def _load(stage: Path, url: str, token: str) -> None:
    """With a key and a folder of its own: nothing of the process that loads is to stay."""
    apart = {name: text for name, text in os.environ.items() if not name.startswith("HERO_")}
    environment = {
        **apart,
        "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
        "HERO_DATA": str(stage / "loading"),
        "HERO_SECRET_KEY": uuid.uuid4().hex,
        "HERO_DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "customerhero.web.backups.loading", str(stage / "parts" / DUMP), token]
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False, text=True)  # noqa: S603  # ours
    refuse_cut_off(done.returncode)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-2:]
        raise HeroError(f"The database could not be made again: {' '.join(last)}", "It is as empty as it was.")


def _place(folder: DataFolder, parts: Path) -> None:
    for name in PARTS:
        if (parts / name).exists() and not (name == KEY and folder.key.exists()):
            (parts / name).rename(folder.path / name)
            sync_folder(folder.path)


def _end(folder: DataFolder, url: str) -> None:
    """The last steps, each of which may be the last that is done: what is left is done by the next restore."""
    if url:
        with connected(url) as database:
            if HEARTBEATS in tables_of(database):
                database.execute(f"DELETE FROM {HEARTBEATS}")
            database.execute(f"DROP TABLE IF EXISTS {MARK}")
    ended = folder.path / RESTORED
    rmtree(ended, ignore_errors=True)
    folder.restoring.rename(ended)
    sync_folder(folder.path)
    rmtree(ended)


def _finished(folder: DataFolder, url: str) -> Manifest:
    """Only the last step is missing."""
    manifest = manifest_from((folder.restoring / _PLACED).read_bytes())
    _end(folder, url)
    return manifest


def _clear_unfinished(folder: DataFolder, url: str) -> None:
    """What a restore that did not end had put there goes; the folder was empty when it began."""
    if not folder.restoring.exists():
        return
    token = folder.restoring / RESTORE_ID
    if url and token.exists():
        _empty_database(url, token.read_text(encoding="utf-8"))
    for part in (LAKE, UPLOADS):
        rmtree(folder.path / part, ignore_errors=True)
    for name in (DATABASE, *(DATABASE + trace for trace in TRACES)):
        (folder.path / name).unlink(missing_ok=True)
    rmtree(folder.restoring)  # the key stays: it may have been there before


def _empty_database(url: str, token: str) -> None:
    """Only what this very restore has loaded."""
    with connected(url) as database:
        database.execute("SELECT pg_advisory_lock(%s)", (LOADING,))  # one that outlived its restore may still fill it
        if MARK not in tables_of(database):
            return
        row = database.execute(f"SELECT token FROM {MARK}").fetchone()
        if row and row[0] == token:
            names = ", ".join(f'"{name}"' for name in tables_of(database))
            database.execute(f"DROP TABLE {names} CASCADE")


def _tables(url: str) -> list[str]:
    with connected(url) as database:
        return tables_of(database)


@contextmanager
def _told(folder: DataFolder) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        raise HeroError(
            f"The backup could not be restored into {folder.path}: {trouble.strerror or trouble}.",
            "Look at the free space and the rights there.",
        ) from trouble


def _quietly(_said: str) -> None:
    """Nobody listens."""
