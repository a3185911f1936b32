"""The directory of a lake: what lies where, and whether it is one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from customerhero.errors import LakeError
from customerhero.facts.lake.durable import write_durably
from customerhero.facts.lake.trouble import damaged, told

FORMAT: Final = 1
_MARK = "lake.json"
_PATTERN_SIGNS = "*?["


@dataclass(frozen=True)
class Home:
    """The places inside a lake's directory."""

    path: Path

    @property
    def ledger(self) -> Path:
        """The Delta table of commits."""
        return self.path / "_ledger"

    @property
    def lock(self) -> Path:
        """The file whose lock makes one writer at a time."""
        return self.path / "_lock"

    @property
    def scratch(self) -> Path:
        """Where a writer spills; empty when none is at work."""
        return self.path / "_scratch"

    @property
    def refused(self) -> Path:
        """The refused rows that imports kept, a file each."""
        return self.path / "_refused"

    @property
    def erasing(self) -> Path:
        """What is to go, while an erasure is under way or after it was cut off."""
        return self.path / "_erasing.json"

    @property
    def arrivals(self) -> Path:
        """The files on their way in, a folder each; it may be there before the lake is."""
        return self.path / "_arrivals"

    def table(self, name: str) -> Path:
        """The Delta table of that name."""
        return self.path / name


def is_lake(path: Path) -> bool:
    """Whether the directory is a lake."""
    return (path / _MARK).is_file()


def create_home(path: Path) -> Home:
    """Make the directory a lake; LakeError when it holds anything else."""
    refuse_foreign(path)
    with told(path):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)  # customers' facts: for whom else, their owner decides
        write_durably(path / _MARK, json.dumps({"format": FORMAT}))
    return Home(path)


def refuse_foreign(path: Path) -> None:
    """LakeError when the directory is neither a lake nor free to become one."""
    _refuse_pattern_signs(path)
    with told(path):
        if path.exists() and _is_foreign(path):
            raise LakeError("The directory is not empty and not a lake.", "Name a new or empty directory.", str(path))


def unmake_home(home: Home) -> None:
    """Make a lake that nothing was written to a plain directory again."""
    for name in (_MARK, _draft(), home.lock.name):
        (home.path / name).unlink(missing_ok=True)


def open_home(path: Path) -> Home:
    """The lake in the directory; LakeError when there is none or a newer version wrote it."""
    if not is_lake(path):
        raise LakeError("There is no lake here.", "Name the lake's directory, or import a file to make one.", str(path))
    with told(path):
        mark = (path / _MARK).read_text(encoding="utf-8")
    _refuse_newer(path, mark)
    return Home(path)


def _refuse_newer(path: Path, mark: str) -> None:
    try:
        written = int(json.loads(mark)["format"])
    except (ValueError, KeyError, TypeError) as trouble:
        raise damaged(path, f"{_MARK} cannot be read.") from trouble
    if written > FORMAT:
        raise LakeError(
            f"The lake has format {written}; this version knows formats up to {FORMAT}.",
            "Update customerhero: pip install --upgrade customerhero",
            str(path),
        )


def _is_foreign(path: Path) -> bool:
    if not path.is_dir():
        return True
    return not is_lake(path) and any(found.name not in (_draft(), Home(path).arrivals.name) for found in path.iterdir())


def _draft() -> str:
    return f".{_MARK}.draft"


def _refuse_pattern_signs(path: Path) -> None:
    if any(sign in str(path) for sign in _PATTERN_SIGNS):
        raise LakeError("A lake's path may not hold *, ? or [.", "Name another directory.", str(path))
