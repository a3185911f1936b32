"""Lanes: kinds of jobs, each with limits of its own, and of each one job at a time, whoever works.

So a long import holds no agenda, and two jobs that must not run at the same moment stand in the same lane.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Final

from django.conf import settings

_MEGABYTE: Final = 1_000_000
_SHARE: Final = 0.8
"""Of the machine's memory: more is never given to a job, or the system would end something else."""


@dataclass(frozen=True)
class Lane:
    """A kind of job: how long one may take, how long it may stand still, and how much memory it may hold."""

    name: str
    minutes: int
    quiet_minutes: int
    megabytes: int
    setting: str = ""
    """The beginning of the settings that say otherwise: HERO_IMPORT_MINUTES, HERO_IMPORT_MEMORY_MB."""
    does_too: Lane | None = None
    """A lane whose work is done in this one too: it may hold no less memory than that."""


EVERYTHING: Final = Lane("default", 60, 60, 2_000)
"""What has no word of its own: tidying, mails, forgetting."""
IMPORTS: Final = Lane("imports", 240, 30, 4_000, "IMPORT")
"""What writes the lake."""
AGENDAS: Final = Lane("agendas", 120, 60, 4_000, "AGENDA")
"""What writes runs: agendas, their papers, erasures from them."""
FETCHES: Final = Lane("fetches", 120, 45, 2_000)
"""What asks other servers and may wait for them."""
UPKEEP: Final = Lane("upkeep", 720, 720, 4_000, does_too=AGENDAS)
"""What looks after the whole workplace: backups and their rehearsal, looking the lake through."""
LANES: Final = {lane.name: lane for lane in (EVERYTHING, IMPORTS, AGENDAS, FETCHES, UPKEEP)}


@dataclass(frozen=True)
class Limits:
    """What a job of a lane may take, as it is set here."""

    seconds: float
    quiet_seconds: float
    bytes: int


def lane_of(name: str) -> Lane:
    """The lane of that name; the one for everything when this version does not know it."""
    return LANES.get(name, EVERYTHING)


def limits_of(name: str) -> Limits:
    """The limits of a lane: its own, or those of the settings, in which 0 is none."""
    lane = lane_of(name)
    minutes = settings.JOB_MINUTES.get(lane.setting, lane.minutes) or math.inf
    most = max(_most(lane), _most(lane.does_too) if lane.does_too else 0.0)
    return Limits(minutes * 60.0, min(lane.quiet_minutes, minutes) * 60.0, int(min(most, _machine() * _SHARE)))


def _most(lane: Lane) -> float:
    return settings.JOB_MEGABYTES.get(lane.setting, lane.megabytes) * _MEGABYTE or math.inf


def _machine() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
