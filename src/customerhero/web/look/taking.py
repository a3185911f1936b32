"""What somebody takes home: every file of rows or of an agenda is told to who wants to know, before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest


@dataclass(frozen=True)
class Taken:
    """A file that leaves the workplace: of which table or report, as what, and its rows where they are known."""

    what: str
    kind: str
    rows: int | None = None


Listener = Callable[[HttpRequest, Taken], None]
_LISTENERS: Final[list[Listener]] = []


def when_taken(listener: Listener) -> None:
    """Have files taken home told; called when an app starts."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def take(request: HttpRequest, taken: Taken) -> None:
    """Tell that a file is taken home."""
    for listener in _LISTENERS:
        listener(request, taken)
