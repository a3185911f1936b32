"""How a time is written: the formats that may read it, as they stand under `dates:`, and the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from customerhero.facts.mapping.date_words import NAMES_OF_MONTHS
from customerhero.facts.mapping.model import EPOCHS, QUARTER, SERIALS

ISO: Final = ""
"""The form that is read without being named: ISO 8601."""
WORDS: Final = {
    "dmy": "day before month",
    "mdy": "month before day",
    "ymd": "year, month, day",
    "ydm": "year, day, month",
}
"""Orders of day and month in words."""
OTHER_ORDER: Final = {"dmy": "mdy", "mdy": "dmy", "ymd": "dmy"}
"""The order that the same text may most likely have as well."""

_DIGITS: Final = re.compile(r"\d")
_CLOCK: Final = re.compile(
    r"(?P<joint>T|,? +(?:um |at |- )?|[-_])"
    r"(?P<hour>\d{1,2})(?P<after_hour>[:.]?)(?P<minute>\d\d)?"
    r"(?:(?P<after_minute>[:.]?)(?P<second>\d\d)(?:(?P<point>[.,])(?P<fraction>\d{1,9}))?)?"
    r"(?P<half>\s?[ap]\.?\s?m\.?)?(?P<said>\s?(?:Uhr|h))?(?P<zone>\s?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?",
    re.IGNORECASE | re.ASCII,
)
_WEEKDAY: Final = re.compile(r"^(?:mo|di|mi|do|fr|sa|so|tu|we|th|su)[a-z]*\.?,?\s+(?=\S*\d|\S+ \d)", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_MONTH: Final = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(NAMES_OF_MONTHS)})(?![^\W\d_])\.?", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(\d+)([-/.] ?| )(\d+)(?:\2(\d+))?")
_WITH_MONTH: Final = re.compile(r"(?:(\d+)(\.? ?[-/]? ?))?%b(?:([-/,.]? ?)(\d+))?(?:([-/,.]*,? ?)(\d+))?")
_COMPACT: Final = {
    6: ("%Y%m",),
    8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    12: ("%Y%m%d%H%M",),
    14: ("%Y%m%d%H%M%S",),
}
_NUMBERS: Final = re.compile(r"\d{4,19}(?:[.,]\d+)?", re.ASCII)
_WEEK: Final = re.compile(r"\d{4}(-?)W\d\d(?:-?([1-7]))?", re.ASCII)
_QUARTER: Final = re.compile(r"\d{4}[- /]?Q[1-4]|Q[1-4][- /]?\d{4}|[1-4]\. ?Quartal \d{4}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Taken:
    """How the times of a value are read, now that all of them were looked at."""

    formats: tuple[str, ...]
    days: bool = False
    """Whether every time is a midnight and means its day."""


def forms_of_all(values: Iterable[str]) -> tuple[str, ...]:
    """The formats that may read some of these values, those that fit most shapes first."""
    counts: dict[str, int] = {}
    for value in {_DIGITS.sub("0", value): value for value in values}.values():
        for form in forms_of(value):
            counts[form] = counts.get(form, 0) + 1
    return tuple(sorted(counts, key=lambda form: -counts[form]))


def forms_of(value: str) -> tuple[str, ...]:
    """The formats that may read a value by its shape; `ISO` among them where none needs to be named."""
    text = " ".join(value.split())
    if _NUMBERS.fullmatch(text):
        return (*_COMPACT.get(len(text), ()), *EPOCHS, *SERIALS)
    if week := _WEEK.fullmatch(text):
        return (f"%G{week[1]}W%V" + ("-%u" if week[2] and "-" in text[-2:] else "%u" if week[2] else ""),)
    if _QUARTER.fullmatch(text):
        return (QUARTER,)
    text = _ORDINAL.sub("", _WEEKDAY.sub("", text, count=1))
    return tuple(dict.fromkeys(_told(text)))


def order_of(form: str) -> str:
    """In which order a format tells day, month and year, as `dmy`; shorter where it tells less, empty for numbers."""
    told = re.findall(r"%-?([dmbBYyG])", form) if form else ["Y", "m", "d"]
    return "".join({"b": "m", "B": "m", "Y": "y", "G": "y"}.get(letter, letter) for letter in told)


def has_two_orders(form: str) -> bool:
    """Whether a format tells day and month as numbers, and not as ISO 8601 does, so that each may be the other."""
    order = order_of(form)
    if not form or len(order) != 3 or re.search(r"%[bB]", form):
        return False
    return order in ("dmy", "mdy") or (order == "ymd" and "%Y" not in form)


def in_order(form: str, order: str) -> str:
    """The same format with day, month and year in another order."""
    parts = {"d": "%d", "m": "%m", "y": "%Y" if "%Y" in form else "%y"}
    told = iter(order)
    return re.sub(r"%-?[dmYy]", lambda _: parts[next(told)], form)


def tells_time(form: str) -> bool:
    """Whether a format tells a time of day."""
    return bool(re.search("%-?[HIcXT]", form)) or form in (*EPOCHS, *SERIALS)


def _told(text: str) -> Iterator[str]:
    for at in range(len(text)):
        clock = _CLOCK.fullmatch(text, at)
        if clock and _is_clock(clock):
            days = list(_days(text[:at]))
            yield from (_with_clock(day, clock, text[:at]) for day in days)
            if days:
                return
    yield from _days(text)


def _is_clock(clock: re.Match[str]) -> bool:
    joined = "" in (clock["after_hour"], clock["after_minute"] if clock["second"] else ":")
    if clock["minute"] is None:
        return clock["half"] is not None and clock["second"] is None
    return not joined or clock["joint"] == "T" or clock["half"] is not None


def _with_clock(day: str, clock: re.Match[str], written: str) -> str:
    if day == ISO:
        if clock["joint"] in ("T", " ") and not clock["half"] and not clock["said"] and clock["after_hour"] == ":":
            return ISO
        day = f"%Y{written[4]}%m{written[4]}%d"
    hour = "%I" if clock["half"] else "%H"
    form = f"{day}{clock['joint']}{hour}"
    if clock["minute"]:
        form += f"{clock['after_hour']}%M"
    if clock["second"]:
        form += f"{clock['after_minute']}%S" + (f"{clock['point']}%f" if clock["fraction"] else "")
    half = (" %p" if clock["half"][0].isspace() else "%p") if clock["half"] else ""
    said = f" {clock['said'].strip()}" if clock["said"] else ""
    zone = (" %z" if clock["zone"][0].isspace() else "%z") if clock["zone"] else ""
    return f"{form}{half}{said}{zone}"


def _days(text: str) -> Iterator[str]:
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        yield from _COMPACT[8]
    elif numbered := _NUMBERED.fullmatch(text):
        yield from _by_numbers(numbered)
    elif _MONTH.search(text) and (named := _WITH_MONTH.fullmatch(_MONTH.sub("%b", text, count=1))):
        yield from _by_name(named)


def _by_numbers(found: re.Match[str]) -> Iterator[str]:
    first, mark, second, third = found.groups()
    if third is None:
        if (len(first), len(second)) == (4, 2) and mark == "-":
            yield ISO
        elif len(first) == 4 and len(second) <= 2:
            yield f"%Y{mark}%m"
        elif len(first) <= 2 and len(second) == 4:
            yield f"%m{mark}%Y"
    elif len(first) == 4 and max(len(second), len(third)) <= 2:
        yield from (ISO if mark in "-/" else f"%Y{mark}%m{mark}%d", f"%Y{mark}%d{mark}%m")
    elif max(len(first), len(second)) <= 2 and len(third) == 4:
        yield from (f"%d{mark}%m{mark}%Y", f"%m{mark}%d{mark}%Y")
    elif max(len(first), len(second), len(third)) <= 2:
        yield from (f"%d{mark}%m{mark}%y", f"%m{mark}%d{mark}%y", f"%y{mark}%m{mark}%d")


def _by_name(found: re.Match[str]) -> Iterator[str]:
    before, joint, after_month, second, after_second, third = found.groups(default="")
    if before and second and not third:
        years = {4: "%Y", 2: "%y"}
        if len(before) == 4 and len(second) <= 2:
            yield f"%Y{joint}%b{after_month}%d"
        elif len(before) <= 2 and len(second) in years:
            yield f"%d{joint}%b{after_month}{years[len(second)]}"
            if len(second) == 2 == len(before):
                yield f"%y{joint}%b{after_month}%d"
    elif second and third and not before and len(second) <= 2 and len(third) in (2, 4):
        yield f"%b{after_month}%d{after_second}{'%Y' if len(third) == 4 else '%y'}"
    elif second and not before and not third and len(second) in (2, 4):
        yield f"%b{after_month}{'%Y' if len(second) == 4 else '%y'}"
    elif before and not second and len(before) == 4:
        yield f"%Y{joint}%b"
