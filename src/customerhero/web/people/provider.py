"""Talking to the single sign-on provider: when it does not answer, a page says so instead of a fault of ours."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpResponse
from django.shortcuts import render
from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter

_SECONDS = 10
_NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer")


def provider_session() -> Session:
    """A session of requests to the provider."""
    session = Session()
    session.mount("https://", _ToProvider())
    session.mount("http://", _ToProvider())
    return session


class _ToProvider(HTTPAdapter):
    """Waits for some seconds only; a provider that is away or broken ends the request in a page of ours."""

    def send(  # requests' own signature
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Response:
        try:
            answer = super().send(request, stream, timeout or _SECONDS, verify, cert, proxies)
        except RequestException as trouble:
            raise ImmediateHttpResponse(_not_working()) from trouble
        if answer.status_code >= 500 or not _is_usable(answer):  # theirs, not ours
            raise ImmediateHttpResponse(_not_working())
        return answer


def _is_usable(answer: Response) -> bool:
    """Whether an answer in JSON has what is read from it: addresses where it describes itself, a sensible duration."""
    try:
        told = answer.json()
    except ValueError:
        return "json" not in answer.headers.get("Content-Type", "")
    if not isinstance(told, dict):
        return False
    if "/.well-known/" in (answer.url or ""):
        return all(isinstance(told.get(name), str) for name in _NEEDED)
    seconds = str(told.get("expires_in") or 0)
    return seconds.isdecimal() and len(seconds) < 10  # some thirty years


def _not_working() -> HttpResponse:
    return render(context.request, "socialaccount/authentication_error.html", status=502)
