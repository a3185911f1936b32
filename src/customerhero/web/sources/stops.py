"""Imports that stop so that somebody reads figures first, and go on once they say so."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from customerhero.errors import HeroError
from customerhero.web.people.models import Person
from customerhero.web.sources.models import Acceptance, Import, Refusal

CHANGES: Final = "changes"
STRANGERS: Final = "strangers"
STOPS: Final[dict[type[HeroError], str]] = {}
"""The errors that stop an import until somebody accepts what they say, each with its kind."""


def kind_of(trouble: HeroError) -> str:
    """What kind of stop an error is; empty when it is none."""
    return next((kind for error, kind in STOPS.items() if isinstance(trouble, error)), "")


def stop_of(imported: Import) -> Refusal | None:
    """The stop an import stands at, if its newest refusal is one."""
    newest = imported.refusals.order_by("pk").last()
    return newest if newest is not None and newest.kind else None


def accepted(imported: Import) -> frozenset[str]:
    """The kinds of stops that somebody had this import go on from."""
    return frozenset(imported.acceptances.values_list("kind", flat=True))


def accept(imported: Import, read: int, person: Person | None) -> bool:
    """Keep that somebody read a stop, by its number, and has the import go on; whether it still stands at that one."""
    with transaction.atomic():
        Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
        stop = stop_of(imported)
        if stop is None or stop.pk != read or stop.kind in accepted(imported):
            return False
        Acceptance.objects.create(imported=imported, kind=stop.kind, told=stop.reason, by=person)
    return True
