"""What was found once and cannot change, kept in the memory of each process for a while."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from django.core.cache import caches
from django.db.models import Count, Max, Model

CACHE: Final = "pages"
Found = TypeVar("Found")


def state_of(model: type[Model]) -> Hashable:
    """What changes whenever rows are added; how many there are too, for the newest may become visible first."""
    rows = model._default_manager.aggregate(newest=Max("pk"), count=Count("pk"))
    return rows["newest"], rows["count"]


def kept(of: Hashable, find: Callable[[], Found]) -> Found:
    """What `find` gives, asked once as long as `of` says the same."""
    found: Found | None = look_up(of)
    if found is None:
        found = find()
        keep(of, found)
    return found


def look_up(of: Hashable) -> Any:
    """What is kept of it; None when nothing is."""
    return caches[CACHE].get(_place(of))


def keep(of: Hashable, found: object) -> None:
    """Keep it, until something newer needs the room."""
    caches[CACHE].set(_place(of), found)


def _place(of: Hashable) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()
