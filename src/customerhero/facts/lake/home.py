"""The directory of a lake: what lies where, and whether it is one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from customerhero.errors import LakeError
from customerhero.facts.lake.head import MARK, Head, read_head, write_head
from customerhero.facts.lake.trouble import told

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
    def erased(self) -> Path:
        """Who was erased, so that the next export does not bring them back: salted hashes, no names."""
        return self.path / "_erased"

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
    return (path / MARK).is_file()


def create_home(path: Path) -> Home:
    """Make the directory a lake; LakeError when it holds anything else."""
    refuse_foreign(path)
    with told(path):
        path.mkdir(parents=True, exist_ok=True)
    if not is_lake(path):
        write_head(path, Head())
    return Home(path)


def refuse_foreign(path: Path) -> None:
    """LakeError when the directory is neither a lake nor free to become one."""
    _refuse_pattern_signs(path)
    with told(path):
        if path.exists() and _is_foreign(path):
            raise LakeError("The directory is not empty and not a lake.", "Name a new or empty directory.", str(path))


def unmake_home(home: Home) -> None:
    """Make a lake that nothing was written to a plain directory again."""
    for name in (MARK, _draft(), home.lock.name):
        (home.path / name).unlink(missing_ok=True)


def open_home(path: Path, *, spoilt: bool = False) -> Home:
    """The lake in the directory; LakeError when there is none, a newer version wrote it or (unless `spoilt`) it is."""
    if not is_lake(path):
        raise LakeError("There is no lake here.", "Name the lake's directory, or import a file to make one.", str(path))
    if not spoilt:
        read_head(path)
    return Home(path)


def _is_foreign(path: Path) -> bool:
    if not path.is_dir():
        return True
    return not is_lake(path) and any(found.name not in (_draft(), Home(path).arrivals.name) for found in path.iterdir())


def half_marked(home: Home) -> bool:
    """Whether somebody was killed while writing the mark."""
    return (home.path / _draft()).exists()


def forget_draft(home: Home) -> None:
    """Remove the mark that somebody was killed while writing."""
    (home.path / _draft()).unlink(missing_ok=True)


def _draft() -> str:
    return f".{MARK}.draft"


def _refuse_pattern_signs(path: Path) -> None:
    if any(sign in str(path) for sign in _PATTERN_SIGNS):
        raise LakeError("A lake's path may not hold *, ? or [.", "Name another directory.", str(path))
