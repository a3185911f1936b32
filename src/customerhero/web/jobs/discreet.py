"""What may be told outside of the database: where an error arose, never what it says; names of files, never folders."""

from __future__ import annotations

import logging
import re
import tempfile
import traceback
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.conf import settings

_FOLDERS: Final = re.compile(r"(?<![\w:/.])/(?:[^\s/'\"<>|,;()]+/)+(?=[^\s/'\"<>|,;()])")
"""The folders of an absolute path; not those of an address on the web."""


class WithoutValues(logging.Filter):
    """Leaves out of a line what an error says and the address a request asked for: both hold customers' data."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line; it is always kept."""
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):
            _name_page(record, request)
        trouble = record.exc_info[1] if record.exc_info else None
        if trouble is not None:
            record.msg, record.args = f"{record.getMessage()}: {steps(trouble)}", ()
            record.exc_info = record.exc_text = None
        return True


def _name_page(record: logging.LogRecord, request: Any) -> None:
    match = request.resolver_match
    page = match.view_name if match and match.view_name else "no page"
    addresses = (request.path, request.get_full_path())
    if isinstance(record.args, tuple) and record.args:
        record.args = tuple(page if arg in addresses else arg for arg in record.args)
    else:  # the line is what the error says
        status = getattr(record, "status_code", HTTPStatus.BAD_REQUEST)
        record.msg, record.args = "%s: %s", (HTTPStatus(status).phrase, page)


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
