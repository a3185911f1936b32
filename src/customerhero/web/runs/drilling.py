"""Drill-downs read the lake: its facts as they are now, opened once a thread and commit."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

_kept = threading.local()


def facts_now() -> Facts | None:
    """The facts as they are known now; None while nothing was imported. One thread's engine is not another's."""
    from customerhero.facts.lake import Lake  # noqa: PLC0415  # the engine is heavy, and stored pages need none

    if not (settings.LAKE / "lake.json").exists():
        return None
    lake = Lake.open(settings.LAKE)
    place = (str(settings.LAKE), lake.mark())
    if not place[1]:
        return None
    if getattr(_kept, "place", None) != place:
        _kept.facts, _kept.place = lake.facts(), place
    facts: Facts = _kept.facts
    return facts
