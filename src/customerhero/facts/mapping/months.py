"""Months in the names of columns: `Jan 2026`, `2026-01`, `Umsatz 01/2026`, `Feb-26`, and months alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from customerhero.facts.mapping.plain_names import plain_name

_NAMES: Final = (
    ("january", "jan", "januar", "janner", "janvier", "enero", "janv"),
    ("february", "feb", "februar", "febr", "fevrier", "febrero"),
    ("march", "mar", "marz", "maerz", "mrz", "mars", "marzo"),
    ("april", "apr", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "jun", "juni", "juin", "junio"),
    ("july", "jul", "juli", "juillet", "julio"),
    ("august", "aug", "aout", "agosto"),
    ("september", "sep", "sept", "septembre", "septiembre"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "dezember", "dez", "decembre", "diciembre"),
)  # fmt: skip
_MONTHS: Final = {name: month for month, names in enumerate(_NAMES, start=1) for name in names}
_WORD: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SPELT: Final = re.compile(rf"\b({_WORD})\b(?:\s*(\d{{4}}|\d{{2}}))?\b|\b(\d{{4}})\s+({_WORD})\b")
_NUMBERED: Final = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/._ ](?P<month>0[1-9]|1[0-2])(?:[-/._ ]0?1(?:[ T]00:00(?::00)?)?)?(?!\d)"
    ),
    re.compile(r"(?<![A-Za-z\d./-])(?P<month>0?[1-9]|1[0-2])[-/._ ](?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?!\d)"),
)
_DAY_FIRST: Final = re.compile(r"(?<!\d)0?1[./-](0?[1-9]|1[0-2])[./-]((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST: Final = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[./-]0?1[./-]((?:19|20)\d\d)(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_LEAST: Final = 2

Month = tuple[int | None, int]
"""Year, where it is told, and month."""


def month_columns(names: Iterable[str]) -> dict[str, Month]:
    """The columns whose names are months, beside a word that is the same for all of them; empty for fewer than two."""
    listed = list(names)
    for pattern in (_DAY_FIRST, _MONTH_FIRST):  # all on the first of a month in one of the orders, or in none
        dated = {name: _first_day(found) for name in listed if (found := pattern.search(name))}
        if len(set(dated.values())) == len(dated) >= _LEAST and len(_dated(listed)) == len(dated):
            return dated
    told = {name: month for name in listed if (month := _month_of(name))}
    labels = Counter(label for label, _ in told.values())
    if not labels:
        return {}
    label = labels.most_common(1)[0][0]
    months = {name: month for name, (its, month) in told.items() if its == label}
    has_years = {year is not None for year, _ in months.values()}
    is_clear = len(set(months.values())) == len(months) >= _LEAST and len(has_years) == 1
    return months if is_clear else {}


def _first_day(found: re.Match[str]) -> Month:
    return int(found[2]), int(found[1])


def _dated(names: list[str]) -> list[str]:
    return [name for name in names if _DAY.search(name)]


def _month_of(name: str) -> tuple[str, Month] | None:
    """What stands beside the month in a name, and the month."""
    for numbered in _NUMBERED:
        if found := numbered.search(name):
            return _label(name, found), (int(found["year"]), int(found["month"]))
    plain = plain_name(name)
    if spelt := _SPELT.search(plain):
        year, word = spelt[2] or spelt[3], spelt[1] or spelt[4]
        return _label(plain, spelt), (_whole_year(year), _MONTHS[word])
    return None


def _whole_year(told: str | None) -> int | None:
    if told is None:
        return None
    return int(told) if len(told) > 2 else 2000 + int(told)


def _label(name: str, found: re.Match[str]) -> str:
    return plain_name(name[: found.start()] + " " + name[found.end() :])
