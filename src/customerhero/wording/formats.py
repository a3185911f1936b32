"""How numbers, money, months and dates are written: the one place, by locale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from customerhero.findings import Money
from customerhero.findings.months import month_start

MINUS: Final = "\N{MINUS SIGN}"
NARROW: Final = "\N{NO-BREAK SPACE}"
MISSING: Final = "\N{EN DASH}"


@dataclass(frozen=True)
class Locale:
    """What differs from place to place in how figures are written."""

    name: str
    thousands: str
    point: str
    months: tuple[str, ...]
    symbols: Mapping[str, str]
    symbol_after: bool = False
    """Whether the currency stands after the amount."""
    day_point: str = ""
    """What stands after the number of a day."""
    yes_no: tuple[str, str] = ("yes", "no")
    marks: Mapping[str, str] = field(default_factory=dict)
    """How bn, m and k are written where otherwise."""


EN: Final = Locale(
    "en",
    ",",
    ".",
    (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"},
)
DE: Final = Locale(
    "de",
    ".",
    ",",
    (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    EN.symbols,
    symbol_after=True,
    day_point=".",
    yes_no=("ja", "nein"),
    marks={"bn": "Mrd.", "m": "Mio.", "k": "Tsd."},
)
LOCALES: Final = {EN.name: EN, DE.name: DE}


def number(value: float | None, locale: Locale = EN, places: int | None = None) -> str:
    """A number with thousands marked; without `places` it has as many decimals as a reader can use."""
    if value is None:
        return MISSING
    places = _places(value) if places is None else places
    text = f"{abs(value):,.{places}f}"
    text = text.translate(str.maketrans(",.", locale.thousands + locale.point))
    rounds_to_nothing = not any(digit in "123456789" for digit in text)
    return text if value >= 0 or rounds_to_nothing else MINUS + text


def signed(value: float, locale: Locale = EN, places: int | None = None) -> str:
    """A difference: always with its sign, but for nothing at all."""
    text = number(value, locale, places)
    return f"+{text}" if value > 0 and any(digit in "123456789" for digit in text) else text


def money(value: Money | None, locale: Locale = EN) -> str:
    """An amount in whole units of its currency."""
    if value is None:
        return MISSING
    return _with_currency(number(value.amount, locale, 0), value.currency, locale)


def short_money(value: Money | None, locale: Locale = EN) -> str:
    """An amount short enough for a tile: €1.2 m, €47 k."""
    if value is None:
        return MISSING
    size = abs(value.amount)
    for limit, mark in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if size >= limit:
            unit = 1e3 if mark == "k" else limit
            figure = number(value.amount / unit, locale, 0 if size / unit >= 10 else 1)
            text = f"{figure}{NARROW}{locale.marks.get(mark, mark)}"
            return _with_currency(text, value.currency, locale)
    return money(value, locale)


def month(text: str, locale: Locale = EN) -> str:
    """A month written YYYY-MM as people say it: October 2026."""
    day = month_start(text)
    return f"{locale.months[day.month - 1]} {day.year}"


def short_month(text: str, locale: Locale = EN) -> str:
    """A month's first three letters, for axes."""
    return locale.months[month_start(text).month - 1][:3]


def day_of(day: date, locale: Locale = EN) -> str:
    """A day: 21 November 2026."""
    return f"{day.day}{locale.day_point} {locale.months[day.month - 1]} {day.year}"


def cell(value: object, locale: Locale = EN) -> str:
    """A value of a table's cell."""
    for kinds, written in _CELLS:
        if isinstance(value, kinds):
            return written(value, locale)
    return MISSING if value is None else str(value)


def _flag(value: bool, locale: Locale) -> str:
    return locale.yes_no[0 if value else 1]


_CELLS: Final[tuple[tuple[tuple[type, ...], Callable[[Any, Locale], str]], ...]] = (
    ((bool,), _flag),
    ((int, float), number),
    ((Money,), money),
    ((datetime,), lambda value, locale: day_of(value.date(), locale)),
    ((date,), day_of),
)


def _places(value: float) -> int:
    if float(value).is_integer() or abs(value) >= 1000:
        return 0
    return 1 if abs(value) >= 1 else 2


def _with_currency(text: str, currency: str, locale: Locale) -> str:
    symbol = locale.symbols.get(currency)
    if symbol is None or locale.symbol_after:
        return f"{text}{NARROW}{symbol or currency}"
    return f"{MINUS}{symbol}{text[1:]}" if text.startswith(MINUS) else f"{symbol}{text}"
