"""What is said when something was tried too often; and when that cannot even be counted."""

from __future__ import annotations

import secrets
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAUSE: Final = 300
"""Seconds that signing in pauses after too many wrong passwords."""


def too_many(request: HttpRequest) -> HttpResponse:
    """The page of a pause; a limit that could not be counted because nothing can be written is told as what it is."""
    if not _can_count():
        return render(request, "people/cannot_write.html", status=503)
    answer = render(request, "429.html", status=429)
    answer.headers["Retry-After"] = str(PAUSE)
    return answer


def _can_count() -> bool:
    """The cache of the database fails without a word when the disk is full: what was written is looked for."""
    key, told = f"can-count:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(key, told, 10)
    counted: bool = cache.get(key) == told
    cache.delete(key)
    return counted
