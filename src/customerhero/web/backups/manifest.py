"""The manifest of a backup: what it holds, how much of it, and the hash of every member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Final

from customerhero.errors import HeroError

FORMAT: Final = 1
HEADER: Final = "hero-backup.json"
"""The first member: what kind of file this is, before anything else is read."""
MANIFEST: Final = "manifest.json"
"""The last member: a file that was cut has none."""
_KIND: Final = "customer-hero-backup"


@dataclass(frozen=True)
class Member:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Header:
    """What is told first."""

    version: str
    """The version of Customer Hero that made it."""
    at: str
    """When it was begun, UTC."""
    database: str
    """sqlite, postgresql, or empty when there was none."""
    format: int = FORMAT
    kind: str = _KIND

    @property
    def moment(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Manifest:
    """What is told last, when it is known."""

    header: Header
    rows: Mapping[str, int] = field(default_factory=dict)
    """By table of the database: its rows."""
    lake_commit: int | None = None
    """The lake's newest commit; None without a lake."""
    facts: Mapping[str, int] = field(default_factory=dict)
    """By table of the lake: its rows."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings that were set and are no secrets."""
    secrets: tuple[str, ...] = ()
    """The names of secrets that were set."""
    key: str = ""
    """The fingerprint of the secret key; empty when there was none, and in backups of before it was told."""
    members: Mapping[str, Member] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """How much room its members take."""
        return sum(member.size for member in self.members.values())


def new_header(version: str, database: str) -> Header:
    """The header of a backup that is begun now."""
    return Header(version, datetime.now(UTC).isoformat(timespec="seconds"), database)


def written(told: Header | Manifest) -> bytes:
    """A header or manifest as JSON."""
    return json.dumps(asdict(told), ensure_ascii=False, indent=1).encode()


def header_from(text: bytes) -> Header:
    """The header again; HeroError when it is none, or of a format this version does not know."""
    told = _read(text, Header)
    if told.get("kind") != _KIND or not isinstance(told.get("format"), int):
        raise not_a_backup()
    if told["format"] > FORMAT:
        raise HeroError(
            f"The backup has format {told['format']}; this version of Customer Hero knows formats up to {FORMAT}.",
            "Update Customer Hero, then restore it: pip install --upgrade 'customerhero[web]'",
        )
    try:
        header = Header(**told)
        header.moment  # noqa: B018  # a time that is none is found out now
    except (TypeError, ValueError) as trouble:
        raise not_a_backup() from trouble
    return header


def manifest_from(text: bytes) -> Manifest:
    """The manifest again; HeroError when it is none."""
    told = _read(text, Manifest)
    try:
        members = {str(name): Member(int(one["size"]), str(one["sha256"])) for name, one in told["members"].items()}
        header = header_from(json.dumps(told["header"]).encode())
        return Manifest(**{**told, "header": header, "members": members, "secrets": tuple(told.get("secrets", ()))})
    except (TypeError, KeyError, ValueError, AttributeError) as trouble:
        raise not_a_backup() from trouble


def not_a_backup() -> HeroError:
    """The error for a file that is something else."""
    return HeroError("This is not a backup of Customer Hero.", "Name a file that `hero backup` made.")


def _read(text: bytes, kind: type[Any]) -> dict[str, Any]:
    """The fields we know; later versions of a format may add some."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise not_a_backup() from trouble
    if not isinstance(told, dict):
        raise not_a_backup()
    return {one.name: told[one.name] for one in fields(kind) if one.name in told}
