"""Where files that came are kept: a folder each, under a name that cannot lead anywhere else."""

from __future__ import annotations

import re
import time
from pathlib import Path, PurePosixPath, PureWindowsPath
from shutil import rmtree
from typing import Final
from uuid import uuid4

from django.conf import settings

PARTIAL: Final = ".partial"
_LONGEST: Final = 120
_ABANDONED_SECONDS: Final = 24 * 3600
_STRANGE: Final = re.compile(r"[^\w .()+,=@-]")
"""What a name may not hold: signs that lead to other folders, patterns, line breaks and the like."""


def new_partial() -> Path:
    """A new file that is being received; it is no upload until it gets a name."""
    folder = Path(settings.UPLOADS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{uuid4().hex}{PARTIAL}"


def safe_name(told: str) -> str:
    """The last part of a name somebody told us, without what could be taken for a path, a pattern or an option."""
    last = PurePosixPath(PureWindowsPath(told).name).name
    plain = _STRANGE.sub("_", last).strip(" .-")
    if len(plain.encode()) > _LONGEST:
        ending = "".join(PurePosixPath(plain).suffixes[-2:])[-20:]
        plain = plain.encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore") + ending
    return plain or "file"


def kept(partial: Path, name: str) -> str:
    """Give a received file its name in a folder of its own; the folder's name."""
    folder = uuid4().hex
    target = Path(settings.UPLOADS) / folder
    target.mkdir(mode=0o700)
    partial.replace(target / name)
    return folder


def forget(folder: str) -> None:
    """Remove a file that was kept, with what was made of it."""
    rmtree(Path(settings.UPLOADS) / folder, ignore_errors=True)


def forget_abandoned(known: set[str]) -> int:
    """Remove what lost connections and killed processes left behind for a day; how many that were."""
    longest_ago = time.time() - _ABANDONED_SECONDS
    left = [path for path in Path(settings.UPLOADS).glob("*") if _is_abandoned(path, known, longest_ago)]
    for path in left:
        rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(left)


def _is_abandoned(path: Path, known: set[str], longest_ago: float) -> bool:
    is_ours = path.suffix == PARTIAL or bool(re.fullmatch(r"[0-9a-f]{32}", path.name)) or path.suffix == ".upload"
    is_new = longest_ago <= path.stat().st_mtime <= time.time() + _ABANDONED_SECONDS  # else its clock was wrong
    return is_ours and path.name not in known and not is_new
