"""A small lake with a file of every kind, and what can happen to a file."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake
from tests.facts.lake.batching import Desk, event, put

GONE = "K-gone-77"


def lake_of_all_kinds(folder: Path) -> Lake:
    """Two tables of several files, corrections, stays, checkpoints, refused rows, somebody erased, older versions."""
    lake, desk = Lake.create(folder / "lake"), Desk(folder / "desk")
    for number in range(11):
        refused = folder / "refused.csv"
        refused.write_text(f"file,row,value\na.csv,1,x{number}\n", encoding="utf-8")
        customers = [{"customer_id": GONE}, {"customer_id": "K1", "name": f"v{number}"}]
        events = [event(each, each % 5) for each in range(number * 2, number * 2 + 4)]
        batch = desk.batch(f"file {number}.csv", events=events, customers=customers)
        put(lake, replace(batch, refused_rows=refused, refused=1))
        if number == 8:
            lake.erase(GONE)
    return lake


def kinds_of(lake: Lake) -> dict[str, list[Path]]:
    """The lake's files by kind."""
    found = defaultdict(list)
    for file in sorted(lake.path.rglob("*")):
        if file.is_file() and file.name != "_lock":
            inside = file.relative_to(lake.path)
            log = "/log" if "_delta_log" in inside.parts else ""
            found[f"{inside.parts[0]}{log}{file.suffix}"].append(file)
    return dict(found)


@contextmanager
def changed(file: Path, content: bytes | None) -> Iterator[None]:
    """A file with other content, or none at all; as it was afterwards."""
    before = file.read_bytes()
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    try:
        yield
    finally:
        file.write_bytes(before)


def flipped(content: bytes, chance: random.Random) -> bytes:
    """The content with one bit another one."""
    at, changing = chance.randrange(len(content)), bytearray(content)
    changing[at] ^= 1 << chance.randrange(8)
    return bytes(changing)


def noticed_by_reading(lake: Path) -> bool:
    """Whether asking the lake ends in the error for damage, with the file and what to do."""
    try:
        Lake.open(lake).facts()
    except LakeError as trouble:
        assert any(said in trouble.what for said in ("damaged", "format", "no lake")), trouble
        assert trouble.remedy
        return True
    return False


def noticed_by_check(lake: Path) -> bool:
    """Whether looking through the lake finds something wrong."""
    try:
        return not Lake.check(lake).whole
    except LakeError:
        return True


def sizes(lake: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time."""
    return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in lake.rglob("*") if file.is_file()}


def keep_time(file: Path, of: os.stat_result) -> None:
    """Bit rot changes no times."""
    os.utime(file, ns=(of.st_atime_ns, of.st_mtime_ns))
