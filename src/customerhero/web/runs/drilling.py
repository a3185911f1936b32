"""Drill-downs read the lake: its facts as they are now, opened once for each state of the lake.

Engines belong to nobody's thread: the server ends threads that have nothing to do, and an engine that ended with its
thread could take the server with it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings

from customerhero.web.configuration import value

if TYPE_CHECKING:
    from customerhero.facts.lake import Lake
    from customerhero.facts.lake.seals import Seals
    from customerhero.facts.snapshot import Facts

ENGINE: Final = "duckdb://?threads=1"
"""What a page asks of the lake is small, and the server has threads of its own."""


class Opened(NamedTuple):
    """Facts, and what changes with every import: what they say holds while it stands."""

    facts: Facts
    state: tuple[str, str]


class Drill:
    """One engine and the facts it has open; it answers one question at a time, and whoever asks takes care of that."""

    def __init__(self, *, zoned: bool) -> None:
        """`zoned` facts show the organisation's clock, as figures count months by it; others show UTC."""
        self._zoned = zoned
        self._opening = threading.Lock()
        self._opened: Opened | None = None
        self._seals: Seals = {}

    def now(self) -> Opened | None:
        """The facts as they are known now; None while nothing was imported.

        LakeError when a file of theirs was changed since: its size and time are looked at each time.
        """
        from customerhero.facts.calendar import UNIVERSAL  # noqa: PLC0415
        from customerhero.facts.lake import Lake  # noqa: PLC0415  # the engine is heavy, and stored pages need none
        from customerhero.facts.lake.seals import verify  # noqa: PLC0415

        if not (settings.LAKE / "lake.json").exists():
            return None
        lake = Lake.open(settings.LAKE)
        state = (str(settings.LAKE), lake.mark())
        if not state[1]:
            return None
        with self._opening:
            if self._opened is None or self._opened.state != state:
                zone = zone_of_figures(lake) if self._zoned else UNIVERSAL
                self._seals, self._opened = lake.seals(), Opened(lake.facts(ENGINE, zone=zone), state)
            verify(lake.path, self._seals)
            return self._opened


LISTS: Final = Drill(zoned=True)
"""For tables of the lake (`look.tables.lakes`), which wait for each other; a list holds what its figure counted."""


def zone_of_figures(lake: Lake) -> str:
    """The zone by whose clock figures count days and months."""
    return lake.zone(value("TIME_ZONE"))
