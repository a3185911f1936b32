"""What somebody typed into a form while their session ended: kept, and shown again once they have signed in.

A cookie, signed, remembers who was last signed in with this browser; only for them is anything kept, and only they see
it. Files, passwords and codes are never kept.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from customerhero.web.doors import SIGNED_IN, door
from customerhero.web.people.models import Person
from customerhero.web.people.signed_in import signed_in

LARGEST: Final = 200_000
"""Bytes of a request that are kept at most; more is an upload, not something typed."""
COOKIE: Final = "hero-was-here"
_KEY: Final = "kept-form"
_JUST_NOW: Final = "hero.form-was-kept"
_SALT: Final = "kept-form"
_MONTH: Final = 30 * 24 * 3600
_NEVER: Final = re.compile(r"passw|token|secret|code|credential|csrf", re.IGNORECASE)


@dataclass(frozen=True)
class KeptField:
    """One thing that was typed."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """The field's name, as words."""
        return self.name.replace("_", " ").replace("-", " ").capitalize()

    @property
    def is_long(self) -> bool:
        """Whether it needs more than a line."""
        return "\n" in self.value or len(self.value) > 80  # a line


def keep_form(request: HttpRequest) -> str | None:
    """Keep what a request brought that cannot be answered now; where it is shown again, None when nothing is kept."""
    who = request.user.pk if isinstance(request.user, Person) else who_was_here(request)
    if who is None or request.method != "POST" or _size(request) > LARGEST:
        return None
    fields = [[name, value] for name, values in request.POST.lists() for value in values if not _NEVER.search(name)]
    back = request.headers.get("Referer", "")
    request.session[_KEY] = {
        "who": who,
        "to": request.get_full_path(),
        "from": back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "",
        "fields": fields,
        "files": sorted(request.FILES),
        "at": time.time(),
    }
    request.META[_JUST_NOW] = True
    return reverse("kept-form")


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remember who is signed in, and let go of a kept form that was sent again."""
    if not isinstance(request.user, Person):
        return
    if who_was_here(request) != request.user.pk:
        response.set_signed_cookie(
            COOKIE,
            str(request.user.pk),
            salt=_SALT,
            max_age=_MONTH,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    kept = None if _JUST_NOW in request.META else request.session.get(_KEY)
    if kept and request.method == "POST" and kept["to"] == request.get_full_path() and response.status_code < 400:
        del request.session[_KEY]


def who_was_here(request: HttpRequest) -> int | None:
    """Who was last signed in with this browser, as far as it tells."""
    text = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_MONTH)
    return int(text) if text else None


@door(SIGNED_IN)
@never_cache
@require_safe
def kept_form(request: HttpRequest) -> HttpResponse:
    """What was typed, to be sent again."""
    kept = _kept_for(signed_in(request), request)
    if kept is None:
        return redirect("desk")
    fields = [KeptField(name, value) for name, value in kept["fields"]]
    return render(request, "people/kept_form.html", {"kept": kept, "fields": fields, "back": kept["from"]})


@door(SIGNED_IN)
@require_POST
def kept_form_discards(request: HttpRequest) -> HttpResponse:
    """Let go of it."""
    request.session.pop(_KEY, None)
    return redirect("desk")


def _kept_for(person: Person, request: HttpRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(_KEY)
    return kept if kept and kept["who"] == person.pk else None


def _size(request: HttpRequest) -> int:
    length = request.headers.get("Content-Length", "0")
    return int(length) if length.isdecimal() else LARGEST + 1
