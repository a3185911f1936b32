"""Drill-downs read the lake: its facts as they are now, opened once a thread and commit."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

ENGINE: Final = "duckdb://?threads=1"
"""What a page asks of the lake is small, and the server has threads of its own."""
_of_this_thread = threading.local()


def facts_now(kept: Any = _of_this_thread) -> Facts | None:
    """The facts as they are known now; None while nothing was imported.

    They are opened once for whoever keeps them: each thread for itself, or something threads share and guard. An engine
    answers one question at a time.
    """
    from customerhero.facts.lake import Lake  # noqa: PLC0415  # the engine is heavy, and stored pages need none

    if not (settings.LAKE / "lake.json").exists():
        return None
    lake = Lake.open(settings.LAKE)
    place = (str(settings.LAKE), lake.mark())
    if not place[1]:
        return None
    if getattr(kept, "place", None) != place:
        kept.facts, kept.place = lake.facts(ENGINE), place
    facts: Facts = kept.facts
    return facts


def state_of_facts() -> tuple[str, str]:
    """What changes with every import, of the facts this thread was given last: what they say holds while it stands."""
    state: tuple[str, str] = getattr(_of_this_thread, "place", ("", ""))
    return state
