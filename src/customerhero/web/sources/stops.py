"""Imports that stop so that somebody reads figures first, and go on once they say so."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db import transaction

from customerhero.errors import ChangesError, HeroError, StrangersError
from customerhero.web.people.models import Person
from customerhero.web.sources.models import Acceptance, Import, Refusal

_OF_THE_COMMAND_LINE: Final = re.compile(r" \(`hero [^)]*\)|(?:^|(?<=\. ))(?!Write `)[^.]*--\w[^.]*\.( |$)")
"""What a remedy says of the command line: a page has a button for it."""
_MOST_SHOWN: Final = 24
"""Totals on a page."""
CHANGES: Final = "changes"
STRANGERS: Final = "strangers"
_STOPS: Final[dict[type[HeroError], str]] = {ChangesError: CHANGES, StrangersError: STRANGERS}
"""The errors that stop an import until somebody accepts what they say, each with its kind."""


def refuse(imported: Import, trouble: HeroError, reason: str) -> Refusal:
    """Keep why an import was not done, and the figures it stopped at."""
    figures = list(trouble.changes) if isinstance(trouble, ChangesError) else []
    kind = _kind_of(trouble)
    said = reason if not kind else f"{trouble.what}\n{_OF_THE_COMMAND_LINE.sub('', trouble.remedy)}".strip()
    return Refusal.objects.create(imported=imported, reason=said, kind=kind, figures=figures)


def stop_of(imported: Import) -> Refusal | None:
    """The stop an import stands at, if its newest refusal is one."""
    newest = imported.refusals.order_by("pk").last()
    return newest if newest is not None and newest.kind else None


def figures_of(stop: Refusal) -> list[dict[str, Any]]:
    """The first of the totals it would change, as numbers to be written in the reader's way."""
    return [
        {
            **one,
            "before": float(one["before"] or 0),
            "after": float(one["after"]),
            "places": 2 if one["currency"] else 0,
        }
        for one in stop.figures[:_MOST_SHOWN]
    ]


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


def _kind_of(trouble: HeroError) -> str:
    """What kind of stop an error is; empty when it is none."""
    return next((kind for error, kind in _STOPS.items() if isinstance(trouble, error)), "")
