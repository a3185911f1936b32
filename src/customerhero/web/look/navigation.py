"""The way to the pages: each app names its places when it starts, each person sees those they may enter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Place:
    """A page in the side bar: the name of its URL, its label, its icon (look/icons) and where it stands."""

    url_name: str
    label: Promise | str
    icon: str
    order: int
    waiting: Callable[[HttpRequest], int] | None = None
    """How many things wait there, for the little count."""


@dataclass(frozen=True)
class Shown:
    """A place as one person sees it."""

    place: Place
    url: str
    is_here: bool
    count: int


_PLACES: Final[dict[str, Place]] = {}


def put_in_navigation(place: Place) -> None:
    """Name a place; called when an app starts."""
    _PLACES[place.url_name] = place


def places_for(request: HttpRequest) -> list[Shown]:
    """The places this person may enter, in order."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return []
    return [_shown(place, request) for place in sorted(_PLACES.values(), key=_order) if _may_enter(place, person)]


def _order(place: Place) -> int:
    return place.order


def _may_enter(place: Place, person: object) -> bool:
    return bool(door_of(place.url_name).lets_in(person))


@cache
def door_of(url_name: str) -> Any:
    """The door before a page; None before one that is not ours.

    Doors stand where they stand as long as the server runs; looking for them cost each page a millisecond.
    """
    return getattr(resolve(reverse(url_name)).func, "door", None)


def _shown(place: Place, request: HttpRequest) -> Shown:
    url = reverse(place.url_name)
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return Shown(place, url, here, place.waiting(request) if place.waiting else 0)
