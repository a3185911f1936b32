"""The one way to write into the trail what is no change of a row; in the transaction of the act, where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from customerhero.web.people.deeds import Deed
from customerhero.web.people.models import Person, TrailEntry


def recorded(deed: Deed, which: str, told: Mapping[str, Any] | None = None, by: Any = None) -> None:
    """Write that something was done: to which thing, what else is known of it, and by whom.

    Within a request the person and the address are known; `by` names somebody who is not the one who asks.
    """
    person = by if isinstance(by, Person) else None
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(TrailEntry, for_concrete_model=False),
        object_pk="",
        object_repr=which,
        action=deed,
        changes={},
        additional_data=dict(told or {}),
        actor=person,
        actor_email=person.email if person else None,
    )
