"""Somebody was erased: the trail, the sessions and the database's own free space forget them too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import Any, Final
from urllib.parse import unquote

from django.conf import settings
from django.db import connection
from django.utils import timezone

from customerhero.web.people.models import Saying
from customerhero.web.people.sayings import CUSTOMER, TOLD, forget

_TYPED: Final = ("kept-form", "_messages")
"""What a session holds that somebody typed or was told."""
Judge = Callable[[str], bool]


def forget_sayings(at: datetime, customers: set[str], names: Judge, may_name: Judge) -> list[str]:
    """Destroy what the trail says of these customers, and whatever text names them; the tokens."""
    rows = Saying.objects.order_by("pk").iterator(chunk_size=500)
    return forget([row.token for row in rows if _goes(row, at, customers, names, may_name)])


def customers_said() -> set[str]:
    """The ids that the trail says by tokens."""
    return set(Saying.objects.filter(kind=CUSTOMER).values_list("text", flat=True))


def forget_in_sessions(may_name: Judge) -> None:
    """Take kept forms and messages that may name them out of every session."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in store.get_model_class().objects.iterator(chunk_size=200):
        told = row.get_decoded()
        naming = [name for name in _TYPED if name in told and any(map(may_name, _texts(told[name])))]
        if naming:
            left = {name: value for name, value in told.items() if name not in naming}
            row.session_data = store().encode(left)
            row.save(update_fields=["session_data"])


def scrub() -> None:
    """Have SQLite write its file again, for what was deleted stands in it until then; PostgreSQL cleans up itself."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _goes(row: Saying, at: datetime, customers: set[str], names: Judge, may_name: Judge) -> bool:
    if row.kind == CUSTOMER:
        return row.text in customers or names(row.text)
    return (_came_before(row.at, at) and may_name(row.text)) if row.kind == TOLD else names(row.text)


def _came_before(moment: datetime, at: datetime) -> bool:
    """What stands in the future was written by a wrong clock, nobody knows when."""
    return moment <= at or moment > timezone.now()


def _texts(told: Any) -> Iterator[str]:
    """All texts of a value; addresses as people read them."""
    if isinstance(told, str):
        yield unquote(unquote(told))
        return
    parts = told.values() if isinstance(told, dict) else told if isinstance(told, list | tuple) else ()
    for part in parts:
        yield from _texts(part)
