"""The organisation's zone, as it was named or as its imports tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from customerhero.errors import QuestionError
from customerhero.facts.calendar import UNIVERSAL
from customerhero.facts.checks import ZONE_NOTED
from customerhero.facts.lake.entries import Entry, standing_imports

_SAME: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})


def zone_of(named: str, entries: Sequence[Entry]) -> str:
    """The zone named; else the only one besides UTC in which standing imports told their times; else UTC."""
    if named:
        return _known(named)
    told = {note["value"] for entry in standing_imports(entries) for note in entry.notes if note["code"] == ZONE_NOTED}
    others = sorted(told - _SAME)
    return others[0] if len(others) == 1 else UNIVERSAL


def _known(name: str) -> str:
    try:
        return UNIVERSAL if name in _SAME else ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise QuestionError(f"There is no time zone {name!r}.", "Name one such as Europe/Berlin.") from wrong
