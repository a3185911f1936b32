"""The cells of a workbook as text: numbers, dates, shared texts and formulas' stored values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from customerhero.facts.reading.package import Styles
from customerhero.facts.reading.workbook_dates import (
    EPOCH,
    EPOCH_OF_1904,
    Moment,
    duration_of,
    moment_of,
    moment_written,
)

_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]+\s*")
_BROKEN: Final = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_MOST_DIGITS: Final = 400
_STEERING: Final = range(0x20)
_HALVES: Final = range(0xD800, 0xE000)


class UnreadableDateError(ValueError):
    """A cell is marked as a date and is none; its text is kept as it stands."""


class CellTexts:
    """What the cells of a workbook say: its styles decide which numbers are dates."""

    def __init__(self, styles: Styles, *, since_1904: bool) -> None:
        self._styles = styles
        self._epoch = EPOCH_OF_1904 if since_1904 else EPOCH
        self._kinds: Mapping[str, Callable[[str], str]] = {"b": _truth, "d": _iso_date}

    def of(self, kind: str, style: str, found: str) -> str:
        """The text of a cell from its type, style and value; UnreadableDateError for a date that is none."""
        if kind != "n":
            return self._kinds.get(kind, unescaped)(found)
        number = int(style) if style.isdecimal() and len(style) < 8 else 0
        return self._date(number, found) if number in self._styles.dates else _number(found)

    def _date(self, style: int, found: str) -> str:
        try:
            days = float(found)
            if style in self._styles.durations:
                return _spoken(duration_of(days))
            moment = moment_of(days, self._epoch)
            # a cell that shows a day and holds no time of one is that day, not its first moment in some zone
            return _spoken(_day(moment) if style in self._styles.days else moment)
        except (ValueError, OverflowError) as fault:
            raise UnreadableDateError(found) from fault


def _day(moment: datetime | time) -> Moment:
    return moment.date() if isinstance(moment, datetime) and moment.time() == time() else moment


def unescaped(text: str) -> str:
    """The text with its escapes (`_x000A_`) as letters, but for what is no letter."""
    return _ESCAPED.sub(_letter, text) if "_x" in text else text


def _letter(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16)
    if (code in _STEERING and chr(code) not in "\t\n\r") or code in _HALVES:
        return escaped[0]
    return chr(code)


def _truth(found: str) -> str:
    return {"1": "true", "0": "false"}.get(found.strip(), found)


def _iso_date(found: str) -> str:
    try:
        return _spoken(moment_written(found))
    except (ValueError, OverflowError) as fault:
        raise UnreadableDateError(found) from fault


def _number(found: str) -> str:
    if len(found) > _MOST_DIGITS:
        return found
    if _WHOLE.fullmatch(found):
        return str(int(found))
    if _BROKEN.fullmatch(found):
        number = float(found)
        return str(number) if number - number == 0 else found  # else it is too large for a number
    return found


def _spoken(moment: Moment) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(sep=" ")
    return str(moment) if isinstance(moment, timedelta) else moment.isoformat()
