"""Dates of a workbook: which formats of numbers show one, and the moment that a number or a text means.

Written out here for its few lines: the library that knows them takes as long to load as everything else that reads.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

BUILT_IN_DATES: Final = frozenset((*range(14, 23), 45, 46, 47))
"""The formats every workbook has, by number, that show a date or a time."""
BUILT_IN_DURATIONS: Final = frozenset((46,))
BUILT_IN_DAYS: Final = frozenset(range(14, 18))
"""Those of them that show no time of day."""
EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # a workbook knows no time zone
EPOCH_OF_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001

_LAST_FALSE_DAY: Final = 60
"""A workbook counts 29 February 1900, which never was: days before it are one later than told."""
_SECONDS_OF_A_DAY: Final = 86_400
_SAID_ONLY: Final = re.compile(r'".*?"|\[(?!(?:hh?|mm?|ss?)\])[^\]]*\]')
"""What a format shows as it stands, and its colours and languages."""
_PART_OF_A_DATE: Final = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE | re.ASCII)
_PART_OF_A_TIME: Final = re.compile(r"(?<![_\\])[hs]", re.IGNORECASE | re.ASCII)
_DURATION: Final = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE | re.ASCII)
_ISO_DATE: Final = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_ISO_TIME: Final = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:(?P<fraction>\.[0-9]{1,3}))?)?"
_ISO: Final = re.compile(f"(?P<date>{_ISO_DATE})?T?(?P<time>{_ISO_TIME})?")
_ISO_DURATION: Final = re.compile(r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]{1,3})?)S)?")

Moment = datetime | date | time | timedelta


def shows_a_date(code: str) -> bool:
    """Whether a format of this code shows a number as a date or a time."""
    return _PART_OF_A_DATE.search(_without_words(code)) is not None


def shows_a_time(code: str) -> bool:
    """Whether a format that shows a date shows a time of day too."""
    return _PART_OF_A_TIME.search(_without_words(code)) is not None


def shows_a_duration(code: str) -> bool:
    """Whether a format of this code shows a number of days as hours, minutes or seconds beyond a day's."""
    return _DURATION.search(code.split(";")[0]) is not None


def duration_of(days: float) -> timedelta:
    """A number of days as a duration, to the millisecond; ValueError or OverflowError where none can be."""
    exact = timedelta(days=days)
    return timedelta(exact.days, exact.seconds, round(exact.microseconds, -3))


def moment_of(days: float, epoch: datetime) -> datetime | time:
    """The moment so many days after the epoch, a time of day on the first; ValueError or OverflowError for none."""
    day, fraction = divmod(days, 1)
    within = timedelta(milliseconds=round(fraction * _SECONDS_OF_A_DAY * 1_000))
    if day == 0 and within.days == 0:
        return (epoch + within).time()
    if 0 < days < _LAST_FALSE_DAY and epoch == EPOCH:
        day += 1
    return epoch + timedelta(days=day) + within


def moment_written(text: str) -> Moment:
    """The date, time or duration that a text of ISO 8601 begins with; ValueError or OverflowError for any other."""
    found = _ISO.match(text)
    if found and found["date"]:
        return _dated(found)
    if found and found["time"]:
        return _timed(found)
    spent = _ISO_DURATION.match(text)
    if spent and any(spent.groups()):
        hours, minutes, seconds = (float(part or 0) for part in spent.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    raise ValueError(text)


def _without_words(code: str) -> str:
    """The part of the format for numbers above zero, without what it shows as it stands."""
    return _SAID_ONLY.sub("", code.split(";")[0])


def _dated(found: re.Match[str]) -> date:
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return datetime.combine(day, _timed(found)) if found["time"] else day


def _timed(found: re.Match[str]) -> time:
    fraction = int(float(found["fraction"] or 0) * 1_000_000)
    return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), fraction)
