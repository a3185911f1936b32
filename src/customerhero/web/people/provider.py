"""Talking to the single sign-on provider: when it does not answer, a page says so instead of a fault of ours."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpResponse
from django.shortcuts import render
from requests import PreparedRequest, RequestException, Response, Session

_SECONDS = 10


class ToProvider(Session):
    """Requests to the provider, which end in a page of ours when it is away or broken."""

    def send(self, request: PreparedRequest, **ways: Any) -> Response:
        """Ask, and wait for some seconds only."""
        try:
            answer = super().send(request, **{**ways, "timeout": _SECONDS})
        except RequestException as trouble:
            raise ImmediateHttpResponse(_not_working()) from trouble
        if answer.status_code >= 500:  # theirs, not ours
            raise ImmediateHttpResponse(_not_working())
        return answer


def _not_working() -> HttpResponse:
    return render(context.request, "socialaccount/authentication_error.html", status=502)
