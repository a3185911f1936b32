"""Seals: size and checksum of each file as it was written, so that damage is noticed before it is told on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xxhash

from customerhero.errors import LakeError
from customerhero.facts.lake.trouble import damaged, told
from customerhero.facts.stays import KEPT

_BLOCK: Final = 1 << 20
POINTER: Final = "_last_checkpoint"
"""Of a log: it only saves time, and goes when what it points to was never committed."""
REPAIR: Final = "`hero lake check --repair` makes it anew."
RESTORE: Final = (
    "Put the file back from a backup; `hero lake check` tells what else is wrong and what to do without one."
)


@dataclass(frozen=True)
class Seal:
    """What a file was when it was written: its bytes, and their XXH3."""

    size: int
    checksum: str


Seals = Mapping[str, Seal]
"""By path inside the lake."""


@dataclass(frozen=True)
class Flaw:
    """A file that is not as it was written, and in which way."""

    path: str
    what: str


_SEEN: Final[dict[tuple[str, int, int, int], str]] = {}
"""Checksums this process has worked out, by path, size, time of change and inode: a file is read for it once."""


def seal_of(file: Path) -> Seal:
    """The seal of a file as it is on the disk now."""
    digest, size = xxhash.xxh3_128(), 0
    with file.open("rb", buffering=0) as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Seal(size, digest.hexdigest())


def sealed(root: Path, files: Iterable[Path]) -> dict[str, Seal]:
    """The seals of files of a lake."""
    with told(root):
        return {inside(root, file): seal_of(file) for file in sorted(files)}


def inside(root: Path, file: Path) -> str:
    """The path of a file inside the lake, as seals name it."""
    return file.relative_to(root).as_posix()


def checksum_of(text: str) -> str:
    """The checksum of a text."""
    return xxhash.xxh3_128(text.encode()).hexdigest()


def verify(root: Path, seals: Seals, *, afresh: bool = False) -> None:
    """LakeError naming the first file that is not as it was written, and the remedy.

    A file that this process has read and that nobody touched since is not read again, unless `afresh`.
    """
    flaw = next(flaws(root, seals, afresh=afresh), None)
    if flaw:
        raise spoilt(root, flaw)


def flaws(root: Path, seals: Seals, *, afresh: bool = True) -> Iterator[Flaw]:
    """The files that are not as they were written."""
    for path, seal in seals.items():
        what = _wrong(root / path, seal, afresh=afresh)
        if what:
            yield Flaw(path, what)


def spoilt(root: Path, flaw: Flaw) -> LakeError:
    """The error for a file that is not as it was written."""
    return damaged(root, f"{flaw.path} {flaw.what}.", REPAIR if is_made_anew(flaw.path) else RESTORE)


def is_made_anew(path: str) -> bool:
    """Whether a file only says again what others say, so that it can be made from them."""
    return path.split("/")[0] in KEPT or "/_delta_log/" in path or "/" not in path


def steady(seals: Seals) -> dict[str, Seal]:
    """Of these files those that never change once they are written."""
    return {path: seal for path, seal in seals.items() if not path.endswith(POINTER)}


def plain_seals(seals: Seals) -> dict[str, list[Any]]:
    """Seals as plain data."""
    return {path: [seal.size, seal.checksum] for path, seal in seals.items()}


def seals_from(plain: Mapping[str, Any]) -> dict[str, Seal]:
    """Seals from plain data."""
    return {path: Seal(int(size), str(checksum)) for path, (size, checksum) in plain.items()}


def _wrong(file: Path, seal: Seal, *, afresh: bool) -> str:
    try:
        seen = file.stat()
    except FileNotFoundError:
        return "" if file.name == POINTER else "is missing"
    if seen.st_size != seal.size:
        return f"has {seen.st_size:,} bytes and was written with {seal.size:,}"
    known = (str(file), seen.st_size, seen.st_mtime_ns, seen.st_ino)
    if afresh or known not in _SEEN:
        try:
            _SEEN[known] = seal_of(file).checksum
        except OSError as trouble:  # a bad block of the disk
            return f"cannot be read ({trouble.strerror})"
    return "" if _SEEN[known] == seal.checksum else "is not as it was written (its checksum differs)"
