"""Pages told of stored runs: what stands within the frame is rendered once and kept in memory, for a run never changes.

Kept parts are rendered without the request: nothing of one person (name, messages, form token) can stand in what
another is shown. The frame around them is made for each request. What a page depends on beside its address, the
reader's role, language and time zone is named by whoever keeps it (`of`): when that changes, the page is made anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from customerhero.web.look.keeping import keep, look_up

Parts = dict[str, SafeString]

PARTS: Final = ("title", "extra_head", "eyebrow", "heading", "lead", "actions", "content")
_FRAME: Final = "look/parts.html"
_BETWEEN: Final = secrets.token_urlsafe(32)
_TOKEN: Final = secrets.token_urlsafe(32)
"""Stands where a form's token will: each reader's own is put there when the page is shown."""


class Page(NamedTuple):
    """A template and what it says."""

    template: str
    says: dict[str, Any]


def kept_page(request: HttpRequest, of: Hashable, told: Callable[[], Page | HttpResponseBase]) -> HttpResponseBase:
    """The page of this address; `told` is asked when none is kept, and may give another answer, such as a file."""
    asked = _asked(request, of)
    parts: Parts | None = look_up(asked)
    if parts is None:
        page = told()
        if isinstance(page, HttpResponseBase):
            return page
        parts = _rendered(page)
        keep(asked, parts)
    return _framed(request, parts)


def _asked(request: HttpRequest, of: Hashable) -> Hashable:
    reader = (getattr(request.user, "role", ""), translation.get_language(), timezone.get_current_timezone_name())
    return ("page", request.get_full_path(), reader, of)


def _rendered(page: Page) -> Parts:
    around = {"frame": _FRAME, "between": _BETWEEN, "csrf_token": _TOKEN, "company": settings.COMPANY}
    texts = render_to_string(page.template, {**page.says, **around}).split(_BETWEEN)
    return {name: SafeString(text.strip()) for name, text in zip(PARTS, texts, strict=True)}


def _framed(request: HttpRequest, parts: Parts) -> HttpResponse:
    if any(_TOKEN in text for text in parts.values()):
        token = get_token(request)
        parts = {name: mark_safe(text.replace(_TOKEN, token)) for name, text in parts.items()}  # noqa: S308  # a token
    return render(request, "look/kept.html", {"kept": parts})
