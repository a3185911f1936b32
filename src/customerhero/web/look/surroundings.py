"""What stands around every page: the company's name and the way to other pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from customerhero.web.look.navigation import places_for


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every template may use."""
    return {
        "company": settings.COMPANY,
        "demo": settings.DEMO,
        "mail_is_set_up": settings.MAIL_IS_SET_UP,
        "places": places_for(request),
    }
