"""Texts of a mapping that must be more than texts: patterns, formats of dates, zones, factors, spellings."""

from __future__ import annotations

import re
from typing import Final, Literal
from zoneinfo import ZoneInfo

from customerhero.facts.calendar import known_zones
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.engine_says import fault_of_format, fault_of_pattern, fault_of_zone
from customerhero.facts.mapping.model import MINOR_UNITS, NAMED_FORMATS, TO_BE_SAID, Spelling
from customerhero.facts.mapping.nodes import Node

_FACTOR: Final = re.compile(r"[+-]?(?=\.?\d)\d{0,12}(\.\d{0,4})?", re.ASCII)
_SUCH_AS: Final = "%d/%m/%Y %H:%M"

_SPELLINGS: Final[tuple[Literal["joined", "apart"], ...]] = ("joined", "apart")
_LEAST_DIGITS, _MOST_DIGITS = 2, 30


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
    if name not in known_zones() or fault_of_zone(name):
        raise node.error(f"There is no time zone {cited(name)}.", "Use an IANA name such as Europe/Berlin or UTC.")
    return ZoneInfo(name).key


def factor(node: Node) -> str:
    """A number to multiply amounts with."""
    told = node.text()
    if told != MINOR_UNITS and not _FACTOR.fullmatch(told):
        what = f"A number with four decimals at most is needed here, not {cited(told)}."
        raise node.error(what, f"Use one such as 0.01, or {MINOR_UNITS}.")
    return told


def digits(node: Node) -> int:
    """How many digits an id has."""
    told = node.text()
    if not re.fullmatch(r"\d{1,2}", told, re.ASCII) or not _LEAST_DIGITS <= int(told) <= _MOST_DIGITS:
        raise node.error(
            f"A number of digits is needed here, not {cited(told)}.", f"Use {_LEAST_DIGITS} to {_MOST_DIGITS}."
        )
    return int(told)


def spellings(node: Node) -> dict[str, Spelling]:
    """What is said of the spellings in each column."""
    return {name: _spelling(said) for name, said in node.entries().items()}


def _spelling(node: Node) -> Spelling:
    if node.value == TO_BE_SAID:
        what = "It is still to be said whether names in this column that are spelled differently are the same."
        raise node.error(what, "Write joined or apart, or which text is read as which: {theirs: ours}.")
    if isinstance(node.value, dict):
        return node.texts_by_name()
    return node.choice(_SPELLINGS)


def _format(told: str, node: Node) -> str:
    if told in NAMED_FORMATS:
        return told
    if told == TO_BE_SAID:
        raise node.error("It is still to be said how these dates are written.", f"Put a format such as {_SUCH_AS}.")
    fault = fault_of_format(told) if "%" in told else ""
    if fault or "%" not in told or told.startswith("epoch"):
        remedy = f"Use one such as {_SUCH_AS}, or {' or '.join(NAMED_FORMATS)}."
        raise node.error(f"{cited(told)} is no format of dates.", f"{excerpt(fault, 160)} {remedy}".strip())
    return told
