"""Texts of a mapping that must be more than texts: patterns, formats of dates, time zones and factors."""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.engine_says import fault_of_format, fault_of_pattern, fault_of_zone
from customerhero.facts.mapping.model import EPOCHS, MINOR_UNITS
from customerhero.facts.mapping.nodes import Node

_FACTOR: Final = re.compile(r"[+-]?(?=\.?\d)\d{0,12}(\.\d{0,4})?", re.ASCII)


def pattern(node: Node) -> str:
    """A regular expression, as the engine knows them."""
    told = node.text()
    if fault := fault_of_pattern(told):
        raise node.error(f"The pattern {cited(told)} is not a regular expression (RE2).", excerpt(fault, 160))
    return told


def dates(node: Node) -> tuple[str, ...]:
    """Formats of dates, one or a list of them, or none."""
    return tuple(_format(told, node) for told in node.texts())


def zone(node: Node) -> str:
    """A time zone."""
    name = node.text()
    if name not in available_timezones() or fault_of_zone(name):
        raise node.error(f"There is no time zone {cited(name)}.", "Use an IANA name such as Europe/Berlin or UTC.")
    return ZoneInfo(name).key


def factor(node: Node) -> str:
    """A number to multiply amounts with."""
    told = node.text()
    if told != MINOR_UNITS and not _FACTOR.fullmatch(told):
        what = f"A number with four decimals at most is needed here, not {cited(told)}."
        raise node.error(what, f"Use one such as 0.01, or {MINOR_UNITS}.")
    return told


def _format(told: str, node: Node) -> str:
    if told in EPOCHS:
        return told
    fault = fault_of_format(told) if "%" in told else ""
    if fault or "%" not in told or told.startswith("epoch"):
        remedy = f"Use one such as %d/%m/%Y %H:%M, or {' or '.join(EPOCHS)}."
        raise node.error(f"{cited(told)} is no format of dates.", f"{excerpt(fault, 160)} {remedy}".strip())
    return told
