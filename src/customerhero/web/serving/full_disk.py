"""A full disk is called that: no attempt to sign in is blamed for it, and what could not be kept is not our mistake."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

ROOM: Final = 1_000_000
"""Bytes that must be free for anything to be kept."""
_READING: Final = ("GET", "HEAD", "OPTIONS")
_WORDS: Final = ("disk is full", "no space left on device", "could not extend file")
"""How SQLite and PostgreSQL say it."""


class NoRoom:
    """Refuses what would be kept when there is no room, and says so when something broke for want of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that the disk is full."""
        if request.method not in _READING and not has_room():
            return _told(request)  # counting attempts fails without a word then, and ends in "too many"
        response = self._get_response(request)
        return response if response.status_code < 500 or has_room() else _told(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """What a page fell over, when it is that."""
        return _told(request) if _is_want_of_room(trouble) else None


def has_room() -> bool:
    """Whether the disk of the data folder has any."""
    return shutil.disk_usage(Path(settings.DATA)).free >= ROOM


def _is_want_of_room(trouble: Exception) -> bool:
    if isinstance(trouble, OSError):
        return trouble.errno in (errno.ENOSPC, errno.EDQUOT)
    said = str(trouble).lower()
    return isinstance(trouble, DatabaseError) and any(words in said for words in _WORDS)


def _told(request: HttpRequest) -> HttpResponse:
    language = translation.get_language_from_request(request)
    with translation.override(language):  # nobody is known yet where this stands
        page = render_to_string("serving/no_room.html", {"company": settings.COMPANY})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"})
