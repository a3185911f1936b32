"""A mapping's times as DuckDB SQL: texts in the formats known, in UTC or as a zone's clock shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.facts.mapping.date_forms import Taken, tells_time
from customerhero.facts.mapping.date_words import form_said, said
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import EPOCHS, NAMED_FORMATS, SERIALS, FromColumns, Value
from customerhero.facts.twins import text_sql

EARLIEST, LATEST = "TIMESTAMP '1900-01-01'", "TIMESTAMP '2200-01-01'"
"""No customer can have lived a time beyond these, such as year 16 of a two-digit year."""

_OFFSET: Final = r"[zZTt\d ](Z|z|UTC|GMT|[+-]\d\d:?(\d\d)?)$"
_MICROSECONDS: Final = {"epoch": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
_DAYS_BEFORE_1970: Final = {"serial_1900": 25_569, "serial_1904": 24_107}
_ODD_ISO: Final = (
    (r",(\d+)", r".\1"),
    (r" ?(Z|z|UTC|GMT)$", "+00"),
    (r" +([+-]\d\d(:?\d\d)?)$", r"\1"),
    (r"^(\S{8,10}?)[Tt ](\d\d)([+-].*)?$", r"\1 \2:00:00\3"),
    (r"^(\S{8,10}?)[Tt ](\d\d):?(\d\d)([+-].*)?$", r"\1 \2:\3:00\4"),
    (r"^(\S{8,10}?)[Tt ](\d\d)(\d\d)(\d\d)([.+-].*)?$", r"\1 \2:\3:\4\5"),
)
"""Shapes of ISO 8601 that the engine does not know, and how they are written for it."""


def time_of(text: str, value: Value, header: Header) -> str:
    """SQL for a time in UTC: the value's own formats, the mapping's, then ISO 8601; a bare date is its day anywhere."""
    return moment(text, value, header, local=False)


def moment(text: str, value: Value, header: Header, *, local: bool) -> str:
    """SQL for a time in UTC or, for months, as the clock of the mapping's zone shows it."""
    taken = header.times.get(key_of(value)) or Taken(formats_of(value, header))
    return read_by(text, taken.formats, Clock(zone_of(value, header), local, taken.days))


def key_of(value: Value) -> str:
    """What tells a value of a mapping from another."""
    return repr(value)


def formats_of(value: Value, header: Header) -> tuple[str, ...]:
    """The formats that the value's times may be written in beside ISO 8601, the value's own first."""
    own = value.dates if isinstance(value, FromColumns) else ()
    return tuple(dict.fromkeys((*own, *header.mapping.dates)))


def zone_of(value: Value, header: Header) -> str:
    """The zone the value's times are told in."""
    return (value.zone if isinstance(value, FromColumns) else "") or header.mapping.zone


@dataclass(frozen=True)
class Clock:
    """The clock that times are wanted on: UTC, or the local one of the zone."""

    zone: str = "UTC"
    local: bool = False
    days: bool = False
    """Whether every time is a midnight and means its day."""

    @property
    def shifts(self) -> bool:
        """Whether the zone's clock differs from UTC."""
        return self.zone != "UTC"

    def from_local(self, sql: str) -> str:
        """A time told by the zone's clock."""
        if not sql or self.local or self.days or not self.shifts:
            return sql
        return f"timezone('UTC', timezone({text_sql(self.zone)}, {sql}))"

    def from_zoned(self, sql: str) -> str:
        """A time that tells its own zone."""
        return f"timezone({text_sql(self.zone if self.local else 'UTC')}, {sql})"

    def from_utc(self, sql: str) -> str:
        """A time told in UTC."""
        return self.from_zoned(f"timezone('UTC', {sql})") if self.local and self.shifts else sql


UTC: Final = Clock()


def read_by(text: str, formats: tuple[str, ...], clock: Clock = UTC) -> str:
    """SQL for a text as a time in one of these formats or in ISO 8601; NULL where it is none."""
    iso = _iso(text, clock)
    if not formats:
        return f"CASE WHEN {_iso_like(text)} THEN {iso} END"
    plain = _coalesced(_by_formats(text, formats, clock))
    worded = _coalesced(_by_formats(said(text), tuple(form_said(form) for form in formats if "%" in form), clock))
    if any(form.startswith("%Y") for form in formats):
        return f"coalesce({plain}, CASE WHEN {_iso_like(text)} THEN {iso} END, {worded})"
    # a format that does not fit costs twenty times a cast: only texts that do not look like ISO 8601 come to it
    return f"CASE WHEN {_iso_like(text)} THEN {iso} ELSE coalesce({plain}, {worded}) END"


def read_by_one(text: str, form: str, clock: Clock = UTC) -> str:
    """SQL for a text as a time in this one format, or in ISO 8601 where it is empty; NULL where it is none."""
    if not form:
        return f"CASE WHEN {_iso_like(text)} THEN {_iso(text, clock)} END"
    worded = _by_formats(said(text), (form_said(form),), clock) if "%" in form else []
    return _coalesced([*_by_formats(text, (form,), clock), *worded])


def in_bounds(time: str) -> str:
    """SQL that drops a time beyond what any customer can have lived."""
    return f"CASE WHEN {time} BETWEEN {EARLIEST} AND {LATEST} THEN {time} END"


def _iso_like(text: str) -> str:
    return f"regexp_matches({text}, '^[12]\\d{{3}}[-/]\\d')"


def _coalesced(parts: list[str]) -> str:
    return f"coalesce({', '.join([*filter(None, parts), 'NULL::TIMESTAMP', 'NULL::TIMESTAMP'])})"


def _by_formats(text: str, formats: tuple[str, ...], clock: Clock) -> list[str]:
    plain = [form for form in formats if form not in NAMED_FORMATS and "%z" not in form]
    days = [form for form in plain if not tells_time(form)]
    read = [_by_format(text, days), clock.from_local(_by_format(text, [form for form in plain if form not in days]))]
    read += [_by_name(text, form, clock) for form in formats if form in NAMED_FORMATS]
    return read + [_with_offset(text, form, clock) for form in formats if "%z" in form]


def _by_format(text: str, formats: list[str]) -> str:
    return f"try_strptime({text}, [{', '.join(text_sql(form) for form in formats)}])" if formats else ""


def _with_offset(text: str, form: str, clock: Clock) -> str:
    if clock.days:
        told = f"regexp_replace({text}, ' *[+-]\\d\\d:?(\\d\\d)?$', '')"
        return f"try_strptime({told}, {text_sql(form.replace(' %z', '').replace('%z', ''))})"
    return clock.from_zoned(f"try_strptime({text}, {text_sql(form)})")


def _by_name(text: str, form: str, clock: Clock) -> str:
    if form in EPOCHS:
        return clock.from_utc(_epoch(text, form))
    return clock.from_local(_serial(text, form)) if form in SERIALS else _quarter(text)


def _epoch(text: str, unit: str) -> str:
    microseconds = _MICROSECONDS[unit]
    whole = f"TRY_CAST({text} AS BIGINT)"
    if unit == "epoch_us":
        return f"TRY(make_timestamp({whole}))"
    told = f"coalesce({whole} * {microseconds}, CAST(round(TRY_CAST({text} AS DOUBLE) * {microseconds}) AS BIGINT))"
    return f"TRY(make_timestamp({told}))"  # more than a time can be is none


def _serial(text: str, system: str) -> str:
    days = f"TRY_CAST(replace({text}, ',', '.') AS DOUBLE) - {_DAYS_BEFORE_1970[system]}"
    return f"TRY(make_timestamp(CAST(round(({days}) * 86400000) AS BIGINT) * 1000))"


def _quarter(text: str) -> str:
    year = f"TRY_CAST(regexp_extract({text}, '\\d{{4}}') AS INTEGER)"
    number = f"TRY_CAST(regexp_extract(regexp_replace({text}, '\\d{{4}}', ''), '[1-4]') AS INTEGER)"
    is_one = f"regexp_matches({text}, '^(\\d{{4}}[- /]?Q[1-4]|Q[1-4][- /]?\\d{{4}}|[1-4]\\. ?Quartal \\d{{4}})$', 'i')"
    return f"CASE WHEN {is_one} THEN CAST(make_date({year}, 3 * {number} - 2, 1) AS TIMESTAMP) END"


def _iso(text: str, clock: Clock) -> str:
    month = f"CASE WHEN length({text}) = 7 THEN try_strptime({text}, ['%Y-%m', '%Y/%m']) END"
    return f"coalesce({_iso_known(text, clock)}, {month}, {_iso_known(_written_anew(text), clock)})"


def _written_anew(text: str) -> str:
    for pattern, plain in _ODD_ISO:
        text = f"regexp_replace({text}, '{pattern}', '{plain}')"
    return text


def _iso_known(text: str, clock: Clock) -> str:
    cast = f"TRY_CAST({text} AS TIMESTAMP)"
    if clock.days:
        return f"TRY_CAST(left({text}, 10) AS TIMESTAMP)"
    # a cast to TIMESTAMP would silently drop the offset that such a text carries
    zoned = clock.from_zoned(f"TRY_CAST({text} AS TIMESTAMPTZ)")
    told = clock.from_local(cast)
    if told != cast:  # ten characters are a day, which is the same day everywhere
        told = f"CASE WHEN length({text}) <= 10 THEN {cast} ELSE {told} END"
    # a shorter text with an offset is no TIMESTAMP either: it is written anew and comes back longer
    return f"CASE WHEN length({text}) > 19 AND regexp_matches({text}, '{_OFFSET}') THEN {zoned} ELSE {told} END"
