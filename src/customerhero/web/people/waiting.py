"""What waits for somebody: each app puts its own on the desk, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from customerhero.web.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: what it is, why it is theirs, where to do it, since when, and its icon."""

    title: str
    why: str
    url: str
    since: datetime
    kind: str


Desk = Callable[[Person], list[Waiting]]
_DESKS: Final[dict[str, Desk]] = {}


def put_on_desk(desk: Desk) -> None:
    """Have an app's waiting things on everybody's desk; called when an app starts."""
    _DESKS[f"{desk.__module__}.{desk.__qualname__}"] = desk


def waiting_for(person: Person) -> list[Waiting]:
    """Everything that waits for this person, oldest first."""
    return sorted((thing for desk in _DESKS.values() for thing in desk(person)), key=_since)


def _since(thing: Waiting) -> datetime:
    return thing.since
