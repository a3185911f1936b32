"""What comes is text: what no text can hold is refused before anything is asked of a database or an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

NUL: Final = "\0"
"""PostgreSQL refuses it in a text, and DuckDB takes it for the end of one."""


class TextsOnly:
    """Answers 400 where an address or a form holds a NUL; set behind the check for foreign forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at the address."""
        if NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a NUL.")
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _named: Any) -> None:
        """Look at the form; not at an upload, which its own page reads when it has let somebody in."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if any(NUL in text for name, texts in request.POST.lists() for text in (name, *map(str, texts))):
            raise BadRequest("The form holds a NUL.")
