"""The person who asks."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from customerhero.web.people.models import Person


def signed_in(request: HttpRequest) -> Person:
    """The person of a request behind a door that is not public."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user
