"""What lies where in a data folder, and what a backup of it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from customerhero.errors import HeroError
from customerhero.web.keys import UNFINISHED

ENDING: Final = ".tar.zst"
NAME: Final = "customer-hero-"
"""How the name of a backup begins that the product chose."""
DATABASE: Final = "hero.sqlite3"
LAKE: Final = "lake"
UPLOADS: Final = "uploads"
KEY: Final = "secret-key"
SERVING: Final = "serving.lock"
"""Held by whoever serves the folder, and left there."""
RESTORING: Final = UNFINISHED
"""Where a restore puts things together: as long as it is there, the folder is unfinished."""
RESTORED: Final = ".restored"
"""What that is called when all is in its place, until it is removed."""
TRACES: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside its file."""
RESTORE_ID: Final = "token"
"""The file within it that tells one restore from another."""
HEARTBEATS: Final = "jobs_heartbeat"
"""The table in which workers say that they live."""
DUMP: Final = "database"
"""The folder of a backup that holds a database of PostgreSQL, a file a table."""


@dataclass(frozen=True)
class DataFolder:
    """The folder of everything kept."""

    path: Path

    @property
    def database(self) -> Path:
        """The database of SQLite."""
        return self.path / DATABASE

    @property
    def lake(self) -> Path:
        """The lake of facts."""
        return self.path / LAKE

    @property
    def uploads(self) -> Path:
        """The files that were brought in."""
        return self.path / UPLOADS

    @property
    def key(self) -> Path:
        """The secret key."""
        return self.path / KEY

    @property
    def restoring(self) -> Path:
        """Where a restore puts things together."""
        return self.path / RESTORING

    @property
    def upgrades(self) -> Path:
        """Copies of the database from before upgrades."""
        return self.path / "upgrades"


def refuse_unfinished(data: Path) -> None:
    """HeroError when a restore into this folder was cut off."""
    if (data / RESTORING).exists():
        raise HeroError(
            f"A restore into {data} was cut off or is under way.", f"Finish it: hero restore FILE --data {data}"
        )
