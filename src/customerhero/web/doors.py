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
from django.http import HttpRequest, HttpResponseBase
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


def door(door: Door) -> Callable[[View], View]:
    """Set a door before a view: strangers are sent to sign in, people without the role are refused."""

    def set_before(view: View) -> View:
        @wraps(view)
        def behind_door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if door.lets_in(request.user):
                return view(request, *args, **named)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            raise PermissionDenied(door.name)

        behind_door.door = door  # type: ignore[attr-defined]  # read by the navigation and the refusal tests
        return behind_door

    return set_before
