"""Signing somebody in without asking for a password: whoever took an invitation up, and the demo's people."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from customerhero.web.people.models import Person


def enter(request: HttpRequest, person: Person) -> None:
    """Sign this person in."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
