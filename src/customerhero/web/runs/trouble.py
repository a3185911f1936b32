"""A page that must open the lake and finds it damaged says so: no figure, and no fault of the page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from customerhero.errors import LakeError
from customerhero.web.jobs.may import RETRY_JOBS

log = logging.getLogger(__name__)


class LakeTrouble:
    """Middleware: the lake's own errors as a page; what to do is told to those who keep the workplace running."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page as it is."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says that the facts cannot be read; None for errors of another kind."""
        if not isinstance(exception, LakeError):
            return None
        log.error("The lake cannot be read: %s", exception.what)
        may = RETRY_JOBS.lets_in(request.user)
        told = f"{exception.what} {exception.remedy}".replace(str(settings.LAKE), "")
        return render(request, "runs/lake_trouble.html", {"trouble": told if may else ""}, status=503)
