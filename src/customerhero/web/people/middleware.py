"""Each person's own language and time zone, for the time of a request."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from customerhero.facts.calendar import known_zones
from customerhero.web.people.kept_forms import remember
from customerhero.web.people.models import Person

POLLS: Final = "Hero-Polls"
"""What a part of a page says that asks again by itself: nobody uses the session just because a page is open."""


def own_ways(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer each request in the ways of the person who asks."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Person):
            _use(request, request.user)
            if POLLS not in request.headers:
                request.session.note_use()  # type: ignore[attr-defined]  # our own store
        try:
            response = get_response(request)
            remember(request, response)
            return response
        finally:
            timezone.deactivate()

    return answer


def _use(request: HttpRequest, person: Person) -> None:
    if person.language:
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language
    if person.time_zone in known_zones():
        timezone.activate(zoneinfo.ZoneInfo(person.time_zone))
