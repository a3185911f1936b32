"""Doors: every view says who may enter it, and nobody else does.

A view without a door cannot be reached by accident: a test compares the URL table with the doors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Door:
    """Who may enter: people with one of these roles; everyone signed in when None; anybody at all when public."""

    name: str
    roles: frozenset[str] | None = None
    public: bool = False

    def lets_in(self, person: Any) -> bool:
        """Whether this person (or a stranger) may enter."""
        if self.public:
            return True
        if person is None or not person.is_authenticated or not person.is_active:
            return False
        return self.roles is None or person.role in self.roles


PUBLIC: Final = Door("anybody", public=True)
SIGNED_IN: Final = Door("everyone signed in")

Keeper = Callable[[HttpRequest], str | None]
_KEEPERS: Final[list[Keeper]] = []


def before_sign_in(keeper: Keeper) -> None:
    """Have something done before a stranger is sent to sign in; it may name the address to come back to."""
    _KEEPERS.append(keeper)


Listener = Callable[[HttpRequest, Door], None]
_LISTENERS: Final[list[Listener]] = []


def when_refused(listener: Listener) -> None:
    """Have it told when somebody stands before a door that is not theirs; called when an app starts."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def door(door: Door) -> Callable[[View], View]:
    """Set a door before a view: strangers are sent to sign in, people without the role are refused."""

    def set_before(view: View) -> View:
        @wraps(view)
        def behind_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if door.lets_in(request.user):
                return view(request, *args, **named)
            if not request.user.is_authenticated:
                return _sent_to_sign_in(request)
            for listener in _LISTENERS:
                listener(request, door)
            raise PermissionDenied(door.name)

        behind_door.door = door  # type: ignore[attr-defined]  # read by the navigation and the refusal tests
        return behind_door

    return set_before


def _sent_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A page that htmx asked a part of goes to sign-in as a whole, and comes back to where it was."""
    kept = next(filter(None, (keeper(request) for keeper in _KEEPERS)), None)
    part = request.headers.get("HX-Request") == "true"
    here = request.headers.get("HX-Current-URL", "/") if part else request.get_full_path()
    sent = redirect_to_login(kept or here, reverse("account_login"))
    return HttpResponse(headers={"HX-Redirect": sent.url}) if part else sent
