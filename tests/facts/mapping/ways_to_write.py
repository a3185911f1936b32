"""Ways to write a day or a moment, as exports do, by name; each is told by the order of day and month it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from customerhero.wording.formats import DE, EN

Way = Callable[[datetime], str]

_SHORT_GERMAN: Final = (
    "Jan.",
    "Feb.",
    "März",
    "Apr.",
    "Mai",
    "Juni",
    "Juli",
    "Aug.",
    "Sept.",
    "Okt.",
    "Nov.",
    "Dez.",
)
_WEEKDAYS: Final = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]


def _twelve(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


DAYS: Final[dict[str, Way]] = {
    "ISO": lambda at: f"{at:%Y-%m-%d}",
    "slashes from the year": lambda at: f"{at.year}/{at.month}/{at.day}",
    "points from the year": lambda at: f"{at:%Y.%m.%d}",
    "day / month / year": lambda at: f"{at:%d/%m/%Y}",
    "month / day / year": lambda at: f"{at:%m/%d/%Y}",
    "m/d/yyyy": lambda at: f"{at.month}/{at.day}/{at.year}",
    "d.m.yyyy": lambda at: f"{at.day}.{at.month}.{at.year}",
    "d. m. yyyy": lambda at: f"{at.day}. {at.month}. {at.year}",
    "day - month - year": lambda at: f"{at:%d-%m-%Y}",
    "month . day . year": lambda at: f"{at:%m.%d.%Y}",
    "month - day - year": lambda at: f"{at:%m-%d-%Y}",
    "dd.mm.yy": lambda at: f"{at:%d.%m.%y}",
    "dd/mm/yy": lambda at: f"{at:%d/%m/%y}",
    "mm/dd/yy": lambda at: f"{at:%m/%d/%y}",
    "yy-mm-dd": lambda at: f"{at:%y-%m-%d}",
    "Mar 13, 2026": lambda at: f"{EN.months[at.month - 1][:3]} {at.day}, {at.year}",
    "March 13, 2026": lambda at: f"{EN.months[at.month - 1]} {at.day}, {at.year}",
    "13 March 2026": lambda at: f"{at.day} {EN.months[at.month - 1]} {at.year}",
    "13-Mar-2026": lambda at: f"{at.day:02}-{EN.months[at.month - 1][:3]}-{at.year}",
    "13-MAR-26": lambda at: f"{at.day:02}-{EN.months[at.month - 1][:3].upper()}-{at:%y}",
    "13. März 2026": lambda at: f"{at.day}. {DE.months[at.month - 1]} {at.year}",
    "13. Sept. 2026": lambda at: f"{at.day}. {_SHORT_GERMAN[at.month - 1]} {at.year}",
    "Fr, 13.03.2026": lambda at: f"{_WEEKDAYS[at.weekday()]}, {at:%d.%m.%Y}",
    "compact": lambda at: f"{at:%Y%m%d}",
    "serial": lambda at: str((at - datetime(1899, 12, 30)).days),  # noqa: DTZ001
    "midnight": lambda at: f"{at:%Y-%m-%d} 00:00:00",
    "midnight told in UTC": lambda at: f"{at:%Y-%m-%d}T00:00:00.000Z",
    "US midnight": lambda at: f"{at.month}/{at.day}/{at.year} 12:00:00 AM",
    "German midnight": lambda at: f"{at:%d.%m.%Y} 00:00",
}
"""Ways to write a day."""

MOMENTS: Final[dict[str, Way]] = {
    "T and Z": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}Z",
    "no seconds": lambda at: f"{at:%Y-%m-%dT%H:%M}Z",
    "fractions": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.123+00:00",
    "+01": lambda at: f"{at + timedelta(hours=1):%Y-%m-%d %H:%M:%S}+01",
    "+0130": lambda at: f"{at + timedelta(hours=1, minutes=30):%Y-%m-%dT%H:%M:%S}+0130",
    "blank before +01:00": lambda at: f"{at + timedelta(hours=1):%Y-%m-%d %H:%M:%S} +01:00",
    "-05:00": lambda at: f"{at - timedelta(hours=5):%Y-%m-%dT%H:%M}-05:00",
    " UTC": lambda at: f"{at:%Y-%m-%d %H:%M:%S} UTC",
    "compact": lambda at: f"{at:%Y%m%dT%H%M%S}",
    "compact and Z": lambda at: f"{at:%Y%m%dT%H%M%S}Z",
    "digits only": lambda at: f"{at:%Y%m%d%H%M%S}",
    "US": lambda at: f"{at.month}/{at.day}/{at.year} {_twelve(at)}",
    "US with a comma": lambda at: f"{at.month}/{at.day}/{at.year}, {_twelve(at)}",
    "US of ICU": lambda at: f"{at:%b} {at.day}, {at.year}, {_twelve(at)}".replace(" AM", "\u202fAM"),
    "a.m.": lambda at: f"{at.month}/{at.day}/{at.year} {_twelve(at)}".replace("AM", "a.m.").replace("PM", "p.m."),
    "British": lambda at: f"{at:%d/%m/%Y %H:%M}",
    "German": lambda at: f"{at:%d.%m.%Y %H:%M:%S}",
    "German with Uhr": lambda at: f"{at:%d.%m.%Y, %H:%M} Uhr",
    "short years": lambda at: f"{at:%d.%m.%y %H:%M}",
    "RFC 2822": lambda at: f"{at + timedelta(hours=1):%a, %d %b %Y %H:%M:%S} +0100",
    "epoch": lambda at: str(_epoch(at)),
    "epoch_ms": lambda at: str(_epoch(at) * 1_000),
    "epoch_us": lambda at: str(_epoch(at) * 1_000_000),
    "serial": lambda at: f"{_epoch(at) / 86_400 + 25_569:.6f}",
}
"""Ways to write a moment of UTC."""

MONTHS: Final[dict[str, Way]] = {
    "2026-03": lambda at: f"{at:%Y-%m}",
    "2026/03": lambda at: f"{at:%Y/%m}",
    "202603": lambda at: f"{at:%Y%m}",
    "03/2026": lambda at: f"{at:%m/%Y}",
    "3.2026": lambda at: f"{at.month}.{at.year}",
    "Mar 2026": lambda at: f"{EN.months[at.month - 1][:3]} {at.year}",
    "Mar-26": lambda at: f"{EN.months[at.month - 1][:3]}-{at:%y}",
    "März 2026": lambda at: f"{DE.months[at.month - 1]} {at.year}",
    "first of a month, US": lambda at: f"{at.month}/1/{at.year}",
    "first of a month, German": lambda at: f"01.{at:%m.%Y}",
}
"""Ways to write a month."""


def _epoch(at: datetime) -> int:
    return round((at - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001
