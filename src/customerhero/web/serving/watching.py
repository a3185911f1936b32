"""Every answered request is counted and written as one line of JSON: the page's name, never its address.

Addresses hold invitation links, searches and customers' names; the name of the page says enough.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from customerhero.web.serving.metrics import observe

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = logging.getLogger("customerhero.access")


def watched(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Count and log every request."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = get_response(request)
        _note(request, response.status_code, time.perf_counter() - begun)
        return response

    return answer


def note_refusal(method: str, status: int, seconds: float) -> None:
    """Count and log what was refused before it came to a page."""
    _write("refused", method, status, seconds, None)


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    _write(_page(request), str(request.method), status, seconds, _person(request))


def _write(page: str, asked: str, status: int, seconds: float, person: int | None) -> None:
    method = asked if asked in _METHODS else "other"
    observe(page, method, status, seconds)
    if settings.ACCESS_LOG and not (page == "static" and status < 400):
        _log.info(json.dumps({
            "at": timezone.now().isoformat(timespec="milliseconds"),
            "page": page,
            "method": method,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "person": person,
        }))  # fmt: skip


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "static" if request.path.startswith(settings.STATIC_URL) else "none"
    return match.view_name or "unnamed"


def _person(request: HttpRequest) -> int | None:
    # only when the session was looked at anyhow: a line in the log is no reason to ask the database
    user = request.__dict__.get("_cached_user")
    return user.pk if user is not None else None
