"""The columns of a staged file that hold dates, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.columns import numbered, numbered_rows
from customerhero.facts.mapping.clues import NAMES
from customerhero.facts.mapping.date_forms import ISO, forms_of, tells_time
from customerhero.facts.mapping.dates import is_told_as_a_date, seen_in
from customerhero.facts.mapping.dates_proposed import ColumnDates, decided, unknown
from customerhero.facts.mapping.model import DEFAULT_MISSING, NAMED_FORMATS

_ROWS: Final = 100_000
_NEARLY_ALL: Final = 0.95
_HALF: Final = 0.5
_MEANINGS: Final = {
    "opened_at": "the day it was opened",
    "closed_at": "the day it was closed",
    "resolved_at": "the day it was resolved",
    "joined_at": "the day a customer joined",
    "left_at": "the day a customer left",
    "period": "the month",
    "happened_at": "the time it happened",
    "since": "the day it began",
}
_CALLED: Final = re.compile(
    r"date|datum|time|zeit|day\b|tag\b|month|monat|period|since|seit|(^|[ _])(at|on|am|ab|bis)$|ed at", re.IGNORECASE
)
_COUNTED: Final = re.compile(
    r"date|datum|timestamp|zeitpunkt|(^|[ _])(at|on|am)$|(ed|ung)[ _]?(at|on|am)$", re.IGNORECASE
)
"""Names of columns in which bare numbers may be dates."""
_LIKE_A_DATE: Final = re.compile(
    r"\d{1,4}\D{1,12}\d{1,2}\D{1,3}\d{1,4}.*|.*\d\D{0,3}(jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]).*"
    r"|\D*(19|20)\d\d\D*|\d{8,}|\d{1,2}[-/.]\d{1,2}|(jan|feb|m[aä]r|apr|ma[iy]|ju[nl]|aug|sep|o[ck]t|nov|de[cz]).*",
    re.IGNORECASE,
)
_YEAR_AND_MONTH: Final = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])([0-3]\d)?")
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d\d([:.]\d\d)?( ?[ap]\.?m\.?)?( ?Uhr)?", re.IGNORECASE)
_OFFSET: Final = re.compile(r"(\d|\s)(Z|UTC|GMT|[+-]\d\d(:?\d\d)?)$", re.IGNORECASE)
_TIME: Final = re.compile(r"\d:\d\d|\dT\d{4}|\d ?[ap]\.?m\b|\d Uhr", re.IGNORECASE)


def dates_of(
    connection: duckdb.DuckDBPyConnection, staged: Path, first: Mapping[str, Sequence[str]]
) -> dict[str, ColumnDates]:
    """How the columns that hold dates are read; `first` are the known values of the first rows by column."""
    names = tuple(first)
    found = {}
    for name, values in first.items():
        if values and (meant := _of_column(connection, staged, (names, name), values)):
            found[name] = meant
    return {name: _with_clock(one, first, found) for name, one in found.items()}


def _of_column(
    connection: duckdb.DuckDBPyConnection, staged: Path, named: tuple[tuple[str, ...], str], values: Sequence[str]
) -> ColumnDates | None:
    names, name = named
    meaning, some = _meaning(name), list(dict.fromkeys(values))[:200]
    is_called = bool(meaning) or _CALLED.search(name) is not None
    if not meaning and not _COUNTED.search(name) and _are_numbers(some):
        return None  # bare numbers are dates only in a column that is called like one
    if is_told_as_a_date(some) >= _HALF:
        told = _all_values(connection, staged, names, name)
        seen = seen_in(connection, told)
        if seen.read_by(*seen.forms) >= (_HALF if is_called else _NEARLY_ALL) * seen.rows > 0:
            return replace(decided(name, seen), tells_zone=not any(map(_needs_zone, told)))
    if meaning and sum(_LIKE_A_DATE.fullmatch(value) is not None for value in some) > _HALF * len(some):
        return unknown(name, values, meaning)
    return None


def _are_numbers(values: Sequence[str]) -> bool:
    told = [value for value in values if set(forms_of(value)) >= set(NAMED_FORMATS[:2])]
    return len(told) > _HALF * len(values) and not all(_YEAR_AND_MONTH.fullmatch(value) for value in told)


def _all_values(connection: duckdb.DuckDBPyConnection, staged: Path, names: tuple[str, ...], name: str) -> list[str]:
    own = numbered(names.index(name))
    rows = numbered_rows(staged, names, '"#row"')
    found = connection.execute(
        f"SELECT trim(CAST({own} AS VARCHAR)) FROM ({rows} LIMIT {_ROWS}) WHERE {own} IS NOT NULL"
    ).fetchall()
    return [told for (told,) in found if told and told not in DEFAULT_MISSING]


def _needs_zone(value: str) -> bool:
    return _TIME.search(value) is not None and _OFFSET.search(value) is None


def _meaning(name: str) -> str:
    tight = _squeezed(name)
    return next((told for target, told in _MEANINGS.items() if tight in _SQUEEZED[target]), "")


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


_SQUEEZED: Final = {target: {_squeezed(name) for name in (target, *NAMES[target])} for target in _MEANINGS}


def _with_clock(
    dates: ColumnDates, first: Mapping[str, Sequence[str]], found: Mapping[str, ColumnDates]
) -> ColumnDates:
    """The dates with the times of day that stand in a column beside them, if one does."""
    clocks = [name for name, values in first.items() if name not in found and _is_clock(values)]
    clock = next((name for name in clocks if _belong_together(dates.column, name, len(found), len(clocks))), "")
    if not clock or any(tells_time(form) for form in dates.formats) or (dates.asked and not dates.meant):
        return dates
    if any(_TIME.search(value) and not re.search(r"[ T]0?0:00(:00)?$", value) for value in first[dates.column]):
        return dates
    told = tuple(dict.fromkeys(_clock_form(value) for value in first[clock]))
    meant = {answer: _joined(formats, told) for answer, formats in dates.meant.items()}
    formats = dates.formats if dates.asked else _joined(dates.formats, told)
    return replace(dates, formats=formats, meant=meant, clock=clock, tells_zone=False)


def _is_clock(values: Sequence[str]) -> bool:
    some = values[:200]
    return bool(some) and sum(_CLOCK.fullmatch(value) is not None for value in some) >= _NEARLY_ALL * len(some)


def _belong_together(date: str, clock: str, dates: int, clocks: int) -> bool:
    plain = [re.sub(r"(?i)date|datum|time|uhrzeit|zeit|tag|day|[\W_]+", "", name).casefold() for name in (date, clock)]
    return plain[0] == plain[1] or (dates == 1 and clocks == 1 and not plain[1])


def _clock_form(value: str) -> str:
    found = next(iter(forms_of(f"31.12.2026 {value}")), "")
    return found.removeprefix("%d.%m.%Y ")


def _joined(formats: tuple[str, ...], clocks: tuple[str, ...]) -> tuple[str, ...]:
    if not formats and all(clock.startswith("%H:%M") and "Uhr" not in clock for clock in clocks):
        return ()
    days = formats or ("%Y-%m-%d",)
    both = [f"{day} {clock}" for day in days for clock in clocks if clock]
    return (*both, *(day for day in formats if day != ISO))
