"""Room on the disks: of the data folder, and of the folder of temporary files."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

_SHARE: Final = 0.02
"""Of a small disk: less than this is too little even where the setting's megabytes would be much of it."""


@dataclass(frozen=True)
class Room:
    """The free bytes where one folder lies, and how many there should be."""

    folder: str
    free: int
    least: int

    @property
    def is_short(self) -> bool:
        """Whether there is too little."""
        return self.free < self.least


def rooms() -> list[Room]:
    """The room of each folder that the workplace writes to."""
    return [_room("data", settings.DATA), _room("temp", Path(tempfile.gettempdir()))]


def shortages() -> list[str]:
    """Where too little is free, in words."""
    return [
        f"{room.folder}: {room.free // 1_000_000} MB free, {room.least // 1_000_000} MB wanted"
        for room in rooms()
        if room.is_short
    ]


def _room(name: str, folder: Path) -> Room:
    told = shutil.disk_usage(folder)
    return Room(name, told.free, min(settings.LEAST_FREE, int(told.total * _SHARE)))
