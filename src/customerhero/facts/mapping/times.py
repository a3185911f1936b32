"""A mapping's times as DuckDB SQL: texts in the formats known, in UTC or as a zone's clock shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import FromColumns, Value
from customerhero.facts.twins import text_sql

_ZONED: Final = r"\d:\d\d.*(Z|UTC|[+-]\d\d:?(\d\d)?)$"
_TIME_OF_DAY: Final = re.compile("%-?[HIcXT]")


def time_of(text: str, value: Value, header: Header) -> str:
    """SQL for a time in UTC: the value's own formats, the mapping's, then ISO 8601; a bare date is its day anywhere."""
    return moment(text, value, header, local=False)


def moment(text: str, value: Value, header: Header, *, local: bool) -> str:
    """SQL for a time in UTC or, for months, as the clock of the mapping's zone shows it."""
    own = value if isinstance(value, FromColumns) else FromColumns(())
    clock = _Clock(zone_of(own, header), local)
    formats = [*own.dates, *header.mapping.dates]
    plain = [name for name in formats if not name.startswith("epoch") and "%z" not in name]
    days = [name for name in plain if not _TIME_OF_DAY.search(name)]
    named = [_by_format(text, days), clock.from_local(_by_format(text, [name for name in plain if name not in days]))]
    named += [clock.from_utc(_epoch(text, name)) for name in formats if name.startswith("epoch")]
    named += [clock.from_zoned(f"try_strptime({text}, {text_sql(name)})") for name in formats if "%z" in name]
    month = f"CASE WHEN length({text}) = 7 THEN try_strptime({text}, '%Y-%m') END"
    iso = f"coalesce({_iso(text, clock)}, {month})"
    by_name = f"coalesce({', '.join([*filter(None, named), 'NULL'])})"
    if any(name.startswith("%Y") for name in formats):
        return f"coalesce({by_name}, CASE WHEN {_iso_like(text)} THEN {iso} END)"
    # a format that does not fit costs twenty times a cast: only texts that do not look like ISO 8601 come to it
    return f"CASE WHEN {_iso_like(text)} THEN {iso} ELSE {by_name} END"


def _iso_like(text: str) -> str:
    return f"regexp_matches({text}, '^[12]\\d{{3}}[-/]\\d')"


def zone_of(value: Value, header: Header) -> str:
    """The zone the value's times are told in."""
    return (value.zone if isinstance(value, FromColumns) else "") or header.mapping.zone


def _by_format(text: str, formats: list[str]) -> str:
    return f"try_strptime({text}, [{', '.join(text_sql(name) for name in formats)}])" if formats else ""


def _epoch(text: str, unit: str) -> str:
    factor = 1_000 if unit == "epoch_ms" else 1_000_000
    return f"TRY(make_timestamp(TRY_CAST({text} AS BIGINT) * {factor}))"  # more than a time can be is none


@dataclass(frozen=True)
class _Clock:
    """The clock that times are wanted on: UTC, or the local one of the zone."""

    zone: str
    local: bool

    @property
    def shifts(self) -> bool:
        return self.zone != "UTC"

    def from_local(self, sql: str) -> str:
        """A time told by the zone's clock."""
        if not sql or self.local or not self.shifts:
            return sql
        return f"timezone('UTC', timezone({text_sql(self.zone)}, {sql}))"

    def from_zoned(self, sql: str) -> str:
        """A time that tells its own zone."""
        return f"timezone({text_sql(self.zone if self.local else 'UTC')}, {sql})"

    def from_utc(self, sql: str) -> str:
        """A time told in UTC."""
        return self.from_zoned(f"timezone('UTC', {sql})") if self.local and self.shifts else sql


def _iso(text: str, clock: _Clock) -> str:
    # a cast to TIMESTAMP would silently drop the offset that such a text carries
    zoned = clock.from_zoned(f"TRY_CAST({text} AS TIMESTAMPTZ)")
    cast = f"TRY_CAST({text} AS TIMESTAMP)"
    told = clock.from_local(cast)
    if told != cast:  # ten characters are a day, which is the same day everywhere
        told = f"CASE WHEN length({text}) <= 10 THEN {cast} ELSE {told} END"
    return f"CASE WHEN length({text}) > 19 AND regexp_matches({text}, '{_ZONED}') THEN {zoned} ELSE {told} END"
