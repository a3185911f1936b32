"""The head: what makes a directory a lake also names the newest row of its ledger.

It is written after that row. A row that is missing, cut or older than the head says is damage and never an older
truth; a row beyond the head was written by somebody who was killed before the head was, and counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from customerhero.errors import LakeError
from customerhero.facts.durable import write_durably
from customerhero.facts.lake.seals import REPAIR, Seals, checksum_of, plain_seals, seals_from
from customerhero.facts.lake.trouble import damaged, told

FORMAT: Final = 2
_WITHOUT_SEALS: Final = 1
MARK: Final = "lake.json"


@dataclass(frozen=True)
class Head:
    """Where the ledger ends: its newest commit and the checksum of that row, its Delta version, its files.

    `parts` are its data files, oldest first; `others` what else was written with the newest row.
    """

    number: int = 0
    digest: str = ""
    version: int = -1
    parts: Seals = field(default_factory=dict)
    others: Seals = field(default_factory=dict)


def read_head(path: Path) -> Head | None:
    """The head of a lake; None in a lake of the first format, which has none. LakeError when it is spoilt or newer."""
    mark = _plain_mark(path)
    if "head" not in mark:
        if _format_of(path, mark) == _WITHOUT_SEALS:
            return None
        raise _refusal(path, mark)
    told_of = mark["head"]
    whole = set(mark) == {"format", "head", "checksum"}
    if whole and mark["checksum"] != _checksum(mark["format"], told_of):
        raise _spoilt(path)
    if not whole or mark["format"] != FORMAT:
        raise _refusal(path, mark)
    parts, others = seals_from(told_of["parts"]), seals_from(told_of["others"])
    return Head(told_of["number"], told_of["digest"], told_of["version"], parts, others)


def write_first_mark(path: Path) -> None:
    """Mark a lake as one of the first format, without a head."""
    with told(path):
        write_durably(path / MARK, json.dumps({"format": _WITHOUT_SEALS}))


def write_head(path: Path, head: Head) -> None:
    """Make this the head, whole or not at all."""
    plain: dict[str, Any] = {
        **vars(head),
        "parts": plain_seals(head.parts),
        "others": plain_seals(head.others),
    }
    with told(path):
        mark = {"format": FORMAT, "head": plain, "checksum": _checksum(FORMAT, plain)}
        write_durably(path / MARK, json.dumps(mark))


def _plain_mark(path: Path) -> Mapping[str, Any]:
    with told(path):
        written = (path / MARK).read_bytes()
    try:
        mark = json.loads(written)
    except ValueError as trouble:
        raise _spoilt(path) from trouble
    if not isinstance(mark, dict):
        raise _spoilt(path)
    return mark


def _format_of(path: Path, mark: Mapping[str, Any]) -> int:
    written = mark.get("format")
    if not isinstance(written, int) or written < _WITHOUT_SEALS:
        raise _spoilt(path)
    return written


def _refusal(path: Path, mark: Mapping[str, Any]) -> LakeError:
    written = _format_of(path, mark)
    if written <= FORMAT:
        return _spoilt(path)
    return LakeError(
        f"The lake has format {written}; this version knows formats up to {FORMAT}.",
        "Update customerhero: pip install --upgrade customerhero",
        str(path),
    )


def _spoilt(path: Path) -> LakeError:
    return damaged(path, f"{MARK} is not as it was written.", REPAIR)


def _checksum(written: Any, plain: Any) -> str:
    return checksum_of(json.dumps([written, plain], sort_keys=True))
