"""What stands between a header and the first row: a line of units, or the further header lines of survey tools."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_UNITS: Final = re.compile(
    r"[\[(]?\s*(€|\$|£|%|eur|usd|gbp|chf|euros?|hours?|hrs?|h|minutes?|mins?|seconds?|secs?|s|ms|days?|d|months?|years?|"
    r"tage?|std\.?|stunden|minuten|sekunden|monate?|jahre?|pcs|stk\.?|[ymdtjs]{2,4}([-./][ymdtjs]{2,4}){1,2}|"
    r"text|string|number|numeric|integer|float|date|datetime|boolean)\s*[\])]?",
    re.IGNORECASE,
)
_RESPONSE: Final = frozenset(("response", "open-ended response"))
_LONGEST: Final = 300


@dataclass(frozen=True)
class HeaderLines:
    """A header of one or several lines: its names, how many lines stand below the first, and what is told of them."""

    names: tuple[str, ...]
    below: int = 0
    notes: tuple[str, ...] = ()


def header_lines(first: Sequence[str], rows: Sequence[Sequence[str]]) -> HeaderLines:
    """The header that begins with this line, by the rows that follow it."""
    names = tuple(first)
    second = rows[0] if rows else ()
    if len(rows) > 1 and _filled(rows[1]) and all(cell.lstrip().startswith('{"ImportId"') for cell in _filled(rows[1])):
        joined = tuple(_named(name, text) for name, text in _paired(names, second))
        return HeaderLines(joined, 2, ("two more lines of the header name the questions: joined to the names",))
    if any(cell.strip().lower() in _RESPONSE for cell in second):
        told = "a second line of the header names the answers: joined to the names"
        return HeaderLines(_questions(names, second), 1, (told,))
    if len(rows) > 1 and _are_units(names, second, rows[1]):
        told = f"the line below the header holds units and no row, so left out: {', '.join(_filled(second))}"
        return HeaderLines(names, 1, (told,))
    return HeaderLines(names)


def seems_to_be_data(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a header looks like one more row: a date or an amount in it stands above others of its kind."""
    columns = [[row[at] for row in rows if at < len(row) and row[at].strip()] for at in range(len(first))]
    return any(_is_of(cell, below) for cell, below in zip(first, columns, strict=True) if below)


def _is_of(cell: str, below: list[str]) -> bool:
    shape = _shape(cell)
    return shape != "" and sum(_shape(other) == shape for other in below) > 0.8 * len(below)


def _shape(cell: str) -> str:
    """What a cell is that is no name: empty for names, and for months and whole numbers, which may be names."""
    text = cell.strip()
    if re.fullmatch(r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}([ T]\d{1,2}:\d{2}.*)?", text):
        return "date"
    if re.fullmatch(r"[-+]?\d[\d.,]*[.,]\d{1,2}", text) and not re.fullmatch(r"\d{1,2}[./]\d{4}", text):
        return "amount"
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", text):
        return "mail"
    found = re.fullmatch(r"([A-Za-z]{1,6}[-_#]?)\d{1,12}", text)
    return f"id {found[1]}" if found else ""


def _questions(names: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    joined, question = [], ""
    for name, answer in _paired(names, second):
        question = name.strip() or question
        is_response = not answer.strip() or answer.strip().lower() in _RESPONSE
        joined.append(question if is_response else f"{question} {answer.strip()}"[:_LONGEST])
    return tuple(joined)


def _paired(names: Sequence[str], second: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, second[at] if at < len(second) else "") for at, name in enumerate(names)]


def _named(name: str, text: str) -> str:
    plain = re.sub(r"\W", "", name).casefold()
    if not re.fullmatch(r"q?\d+\w*", plain) or plain == re.sub(r"\W", "", text).casefold():
        return name
    return f"{name} {text}"[:_LONGEST]


def _are_units(names: Sequence[str], second: Sequence[str], after: Sequence[str]) -> bool:
    filled = _filled(second)
    return len(names) > 1 and bool(filled) and len(_filled(after)) > 1 and all(map(_UNITS.fullmatch, filled))


def _filled(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]
