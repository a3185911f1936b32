"""A backup is made: the database as it is at one moment, then the lake, uploads and settings, packed into one file.

The database first and the lake after it, so that the lake holds every import the database knows. Files of the lake and
uploads are linked, not copied, while the lake's one writer is kept out; packing then takes the time it takes.
Nothing here needs Django: without the workplace's packages the lake is packed alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from typing import Final

from customerhero import __version__
from customerhero.errors import HeroError
from customerhero.facts.lake import Lake
from customerhero.facts.lake.home import is_lake
from customerhero.web.backups.archive import clear_drafts, packing
from customerhero.web.backups.copies import STAGE, held, throw_away
from customerhero.web.backups.manifest import HEADER, MANIFEST, Manifest, new_header, written
from customerhero.web.backups.of_postgresql import dump_database
from customerhero.web.backups.of_sqlite import copy_database, rows_of
from customerhero.web.backups.parts import DATABASE, DUMP, ENDING, KEY, LAKE, NAME, UPLOADS, DataFolder
from customerhero.web.configuration import PREFIX, SETTINGS, value
from customerhero.web.keys import fingerprint_in

_PASSING: Final = ("_lock", "_scratch", "_arrivals")
"""What in a lake is of the moment."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What to back up, and where to."""

    data: Path
    to: Path
    """A new file, or a folder that gets one named by the time."""
    database_url: str = ""
    with_key: bool = False


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    file: Path
    manifest: Manifest
    bytes: int
    seconds: float


def make_backup(wanted: Wanted, environment: Mapping[str, str] = os.environ, tell: Tell | None = None) -> Made:
    """Make a backup; HeroError when it cannot be, and then nothing that looks like one is left."""
    begun, folder = time.monotonic(), DataFolder(wanted.data.expanduser().absolute())
    target = _target(wanted.to.expanduser().absolute())
    _refuse_nothing(folder, wanted)
    with _told(target), _stage(folder.path) as stage:
        clear_drafts(target.parent)
        manifest = _staged(folder, stage, wanted, tell or _quietly)
        with packing(target) as packer:
            (tell or _quietly)("Packing")
            packer.text(HEADER, written(manifest.header))
            for part in sorted(stage.iterdir()):
                packer.folder(part.name, part) if part.is_dir() else packer.file(part.name, part)
            manifest = replace(
                manifest,
                settings=_settings(environment),
                secrets=_secrets(environment),
                key=fingerprint_in(folder.path, value("SECRET_KEY", environment)),
                members=packer.members,
            )
            packer.text(MANIFEST, written(manifest))
    return Made(target, manifest, target.stat().st_size, time.monotonic() - begun)


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder that were named by their time, newest first."""
    return sorted(folder.glob(f"{NAME}*{ENDING}"), reverse=True)


def _target(to: Path) -> Path:
    named = f"{NAME}{datetime.now(UTC):%Y%m%d-%H%M%S}{ENDING}"
    target = to / named if to.is_dir() else to
    if target.exists():
        raise HeroError(f"{target} is there already.", "Name a new file, or a folder: then it is named by the time.")
    if not target.parent.is_dir():
        raise HeroError(f"There is no folder {target.parent}.", "Make it first, or name another with --to.")
    return target


def _refuse_nothing(folder: DataFolder, wanted: Wanted) -> None:
    if folder.restoring.exists():
        raise HeroError(
            f"A restore into {folder.path} is not finished.",
            "Finish it first: hero restore FILE --data " + str(folder.path),
        )
    if not wanted.database_url and not folder.database.exists() and not is_lake(folder.lake):
        raise HeroError(
            f"There is nothing to back up in {folder.path}: neither a database nor a lake.",
            "Name the data folder with --data or HERO_DATA; it is the one that holds `lake`.",
        )


@contextmanager
def _stage(data: Path) -> Iterator[Path]:
    """A folder for the parts, on the disk of the data; one backup at a time, and a killed one's remains go first."""
    with held(data, STAGE) as is_mine:
        if not is_mine:
            raise HeroError("Another backup of this folder is being made.", "Wait until it has ended.")
        stage = data / STAGE
        throw_away(stage)
        stage.mkdir(mode=0o700)
        try:
            yield stage
        finally:
            throw_away(stage)


def _staged(folder: DataFolder, stage: Path, wanted: Wanted, tell: Tell) -> Manifest:
    kind = "postgresql" if wanted.database_url else "sqlite" if folder.database.exists() else ""
    header = new_header(__version__, kind)
    _link_uploads(folder.uploads, stage / UPLOADS)
    tell("Database")
    rows = _database(kind, folder, stage, wanted.database_url)
    _link_uploads(folder.uploads, stage / UPLOADS)  # and those that came while the database was copied
    tell("Lake")
    commit, facts = _lake(folder.lake, stage / LAKE, tell) if is_lake(folder.lake) else (None, {})
    if wanted.with_key and folder.key.exists():
        _link(folder.key, stage / KEY)
    return Manifest(header, rows, commit, facts)


def _database(kind: str, folder: DataFolder, stage: Path, url: str) -> dict[str, int]:
    if kind == "postgresql":
        return dump_database(url, stage / DUMP)
    if kind == "sqlite":
        copy_database(folder.database, stage / DATABASE)
        return rows_of(stage / DATABASE)
    return {}


def _lake(path: Path, target: Path, tell: Tell) -> tuple[int, dict[str, int]]:
    """Nobody writes while the files are linked; they never change, so what the links hold is one version."""
    lake = Lake.open(path)
    with lake.writer(tell):
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            inside = file.relative_to(path)
            if inside.parts[0] not in _PASSING:
                _link(file, target / inside)
        status = lake.status()
    return status.commits, {table.name: table.rows for table in status.tables}


def _link_uploads(uploads: Path, target: Path) -> None:
    """Files that were received whole: each lies in a folder of its own."""
    for file in sorted(one for one in uploads.glob("*/*") if one.is_file()):
        there = target / file.relative_to(uploads)
        if not there.exists():
            _link(file, there)


def _link(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(file, target, follow_symlinks=True)
    except FileNotFoundError:  # it was removed in between, as uploads are
        return
    except OSError:  # another disk, or one without links
        copyfile(file, target)


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        one.name: value(one.name, environment) for one in SETTINGS if not one.secret and _is_set(one.name, environment)
    }


def _secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(one.name for one in SETTINGS if one.secret and _is_set(one.name, environment))


def _is_set(name: str, environment: Mapping[str, str]) -> bool:
    return bool(environment.get(PREFIX + name) or environment.get(f"{PREFIX}{name}_FILE"))


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        raise HeroError(
            f"The backup {target.name} could not be written: {trouble.strerror or trouble}.",
            f"Look at the free space and the rights of {target.parent} and of the data folder; nothing was left there.",
        ) from trouble


def _quietly(_said: str) -> None:
    """Nobody listens."""
