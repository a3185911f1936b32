"""Findings, agendas and tables as JSON and back, by msgspec: it reads and writes our frozen dataclasses as they are."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from customerhero.findings import Finding
from customerhero.findings.agenda import Agenda
from customerhero.findings.plain import plain


def packed_finding(finding: Finding) -> bytes:
    """A finding as JSON."""
    return msgspec.json.encode(plain(finding))


def finding_from(packed: bytes) -> Finding:
    """The finding again."""
    return msgspec.json.decode(packed, type=Finding, strict=False)


def packed_agenda(agenda: Agenda) -> bytes:
    """An agenda without its answers, which are kept apart."""
    return zlib.compress(msgspec.json.encode(plain(replace(agenda, answers={}))), 6)


def agenda_from(packed: bytes) -> Agenda:
    """The agenda again; its answers are read where they are needed."""
    return msgspec.json.decode(zlib.decompress(packed), type=Agenda, strict=False)


def packed_numbers(numbers: Mapping[str, Any]) -> bytes:
    """An answer's numbers as JSON."""
    return msgspec.json.encode(plain(numbers))


def numbers_from(packed: bytes) -> dict[str, Any]:
    """The numbers again."""
    numbers: dict[str, Any] = msgspec.json.decode(packed)
    return numbers


def packed_rows(rows: tuple[tuple[Any, ...], ...]) -> bytes:
    """A table's rows."""
    return zlib.compress(msgspec.json.encode(plain(rows)), 6)


def rows_from(packed: bytes) -> list[list[Any]]:
    """The rows again; days and times are ISO texts."""
    rows: list[list[Any]] = msgspec.json.decode(zlib.decompress(packed))
    return rows
