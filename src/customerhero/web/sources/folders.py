"""Files fetched from a folder of the server: only below folders an administrator allowed, never by way of a link."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from customerhero.errors import ReadError
from customerhero.web.sources.arriving import Arrived
from customerhero.web.sources.keeping import new_partial, safe_name

_SETTLED_SECONDS: Final = 30
"""A file that changed this lately may still be being written; one of the future has a wrong clock behind it."""
_MOST: Final = 500
_PIECE: Final = 2**20
_ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson", ".json", ".parquet", ".xes", ".gz")


def allowed_folder(told: str) -> Path:
    """A folder that may be fetched from, with every link in it followed; ReadError when it may not or is none."""
    allowed = [Path(one).resolve() for one in settings.FOLDERS]
    folder = Path(told).resolve() if told.startswith("/") else Path()
    if not any(folder == one or folder.is_relative_to(one) for one in allowed):
        raise ReadError(
            _("This folder is not one that may be fetched from."),
            _("An administrator allows folders by HERO_FOLDERS.") if not allowed else _allowed_told(allowed),
            told,
        )
    if not folder.is_dir():
        raise ReadError(_("There is no such folder."), _("Check the path."), told)
    return folder


def _allowed_told(allowed: list[Path]) -> str:
    return _("Allowed are %(folders)s and what is below them.") % {"folders": ", ".join(map(str, allowed))}


def known_as(name: str, known: Collection[str]) -> str:
    """What a file of a folder is known by: its name, or what stands for it since somebody it named was erased."""
    return forgotten_name(name) if forgotten_name(name) in known else name


def forgotten_name(name: str) -> str:
    """What stands for a name that is not to be read any more: who has the name can tell that it is this one."""
    return salted_hmac("known file", name, algorithm="sha256").hexdigest()


def files_in(folder: Path, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files of a folder that are new or have changed, oldest first, each with the mark it will be known by."""
    now = time.time()
    found = []
    for entry in os.scandir(folder):
        if entry.name.startswith(".") or not entry.name.lower().endswith(_ENDINGS):
            continue
        if not entry.is_file(follow_symlinks=False):
            continue
        told = entry.stat(follow_symlinks=False)
        mark = f"{told.st_size}-{told.st_mtime_ns}"
        is_settled = abs(now - told.st_mtime) >= _SETTLED_SECONDS
        if told.st_size and is_settled and known.get(known_as(entry.name, known)) != mark:
            found.append((told.st_mtime_ns, entry.name, mark))
    yield from ((name, mark) for _at, name, mark in sorted(found)[:_MOST])


def copied(folder: Path, name: str) -> Arrived:
    """A copy of a file, made in pieces; ReadError when it is too large, a link, or cannot be read."""
    partial, is_whole = new_partial(), False
    try:
        size, digest = _copied(folder / name, partial)
        is_whole = True
    except OSError as fault:
        raise ReadError(
            _("It cannot be read: %(why)s.") % {"why": fault.strerror}, _("Check its rights."), name
        ) from fault
    finally:
        if not is_whole:
            partial.unlink(missing_ok=True)
    return Arrived(partial, safe_name(name), size, digest)


def _copied(file: Path, partial: Path) -> tuple[int, str]:
    digest, size = sha256(), 0
    with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as source, partial.open("xb") as target:  # noqa: PTH123  # a path knows no such flags
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise ReadError(_("It is no file."), _("Take it out of the folder."), file.name)
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > settings.UPLOAD_LIMIT:
                raise ReadError(_("It is larger than may be brought in."), _("Split it by months."), file.name)
            digest.update(piece)
            target.write(piece)
    return size, digest.hexdigest()
