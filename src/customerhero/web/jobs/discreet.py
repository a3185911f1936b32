"""What may be told outside of the database: where an error arose, never what it says; names of files, never folders."""

from __future__ import annotations

import re
import tempfile
import traceback
from pathlib import Path
from typing import Final

from django.conf import settings

_FOLDERS: Final = re.compile(r"(?<![\w:/.])/(?:[^\s/'\"<>|,;()]+/)+(?=[^\s/'\"<>|,;()])")
"""The folders of an absolute path; not those of an address on the web."""


def steps(trouble: BaseException) -> str:
    """The kinds of an error and of those it came from, each with its lines of code: no values, which are customers'."""
    told, seen = [], set()
    here: BaseException | None = trouble
    while here is not None and id(here) not in seen:
        seen.add(id(here))
        told.append(f"{type(here).__module__}.{type(here).__qualname__}{_way(here)}")
        here = here.__cause__ or here.__context__
    return "; after ".join(told)


def without_folders(text: str) -> str:
    """The text with paths of this server cut to the names of files."""
    for folder in _own_folders():
        text = re.sub(rf"{re.escape(folder)}/(?:[0-9a-f]{{32}}/)?", "", text)
    return _FOLDERS.sub("", text)


def _own_folders() -> list[str]:
    """The longest first; their names may have blanks, which tells them from the pattern's."""
    own = {settings.UPLOADS, settings.LAKE, settings.DATA, Path(tempfile.gettempdir())}
    return sorted((str(folder) for folder in own), key=len, reverse=True)


def _way(trouble: BaseException) -> str:
    frames = traceback.extract_tb(trouble.__traceback__)
    return "".join(f"\n  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames)
