"""A mapping's values as DuckDB SQL: the text found, and the text as the contract's type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from customerhero.facts.contracts import Column
from customerhero.facts.mapping.engine_says import has_group
from customerhero.facts.mapping.header import ABSENT, Header
from customerhero.facts.mapping.model import (
    Condition,
    Constant,
    FromColumns,
    HashOf,
    Joined,
    Previous,
    RowNumber,
    Value,
)
from customerhero.facts.twins import quoted, text_sql

REFUSED: Final = "\x1f"
"""Stands before a text that the mapping's list of values refuses."""
ROW: Final = '"#row"'
_ZONED: Final = r"\d:\d\d.*(Z|UTC|[+-]\d\d:?(\d\d)?)$"
_TIME_OF_DAY: Final = re.compile("%-?[HIcXT]")
_GROUPED: Final = {
    ".": (r"[-+]?\D?\d{1,3}(,\d{3})+(\.\d+)?", ","),
    ",": (r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?", "."),
}
_YES, _NO = "'true','t','yes','y','1'", "'false','f','no','n','0'"
_EARLIEST, _LATEST = "TIMESTAMP '1900-01-01'", "TIMESTAMP '2200-01-01'"


def text_of(value: Value, header: Header, *, required: bool = False) -> str:
    """SQL for the value's text, NULL when missing, over the cleaned source columns."""
    if isinstance(value, Constant):
        return text_sql(value.value)
    if isinstance(value, RowNumber):
        return f"concat({text_sql(value.prefix)}, {ROW} + 1)"
    if isinstance(value, Joined):
        return f" || {text_sql(value.join)} || ".join(_part(name, header) for name in value.columns)
    if isinstance(value, HashOf):
        return _hashed(value, header, required)
    if isinstance(value, Previous):
        here = header.sql(value.column)
        return f"CASE WHEN {known_before(here)} <> {here} THEN {known_before(here)} END"
    return _translated(_first_known(value, header, required), value)


def made_id(texts: list[str]) -> str:
    """SQL for an id made from texts, missing ones among them."""
    content = ", ".join(f"coalesce({text}, '')" for text in texts)
    return f"left(md5(concat_ws('|', {content})), 20)"


def _hashed(value: HashOf, header: Header, required: bool) -> str:
    found = [header.sql(name) for name in _asked_for(value.columns, header, required)]
    return ABSENT if found == [ABSENT] else made_id(found)


def _part(name: str, header: Header) -> str:
    return text_sql(name[1:]) if name.startswith("=") else header.sql(name)


def known_before(own: str) -> str:
    """SQL for the last known value of a column before the row; of an absent one there is none."""
    return own if own == ABSENT else f'"#known:{own[1:]}'


def just_before(own: str) -> str:
    """SQL for the value of a column in the row before."""
    return own if own == ABSENT else f'"#before:{own[1:]}'


def _asked_for(names: tuple[str, ...], header: Header, required: bool) -> tuple[str, ...]:
    """Those of these columns that are there; when none is, the first, which is then asked for in vain."""
    there = header.there(names)
    if required and not there:
        raise header.missing(*names)
    return there or names[:1]


def _first_known(value: FromColumns, header: Header, required: bool) -> str:
    asked_for = _asked_for(value.columns, header, required)
    found = [header.sql(name, optional=value.optional) for name in asked_for]
    known = [sql for sql in found if sql != ABSENT]
    if len(known) > 1:
        return f"coalesce({', '.join(known)})"
    return known[0] if known else ABSENT


def _translated(text: str, value: FromColumns) -> str:
    if value.pattern:
        group = 1 if has_group(value.pattern) else 0
        text = f"nullif(regexp_extract({text}, {text_sql(value.pattern)}, {group}), '')"
    if not value.values:
        return text
    cases = " ".join(f"WHEN {text_sql(their.lower())} THEN {_target(ours)}" for their, ours in value.values.items())
    others = {"keep": text, "missing": "NULL", "refuse": f"{text_sql(REFUSED)} || {text}"}
    return f"CASE lower({text}) {cases} ELSE {others[value.otherwise]} END"


def _target(ours: str) -> str:
    return text_sql(ours) if ours else "NULL"


def holds(condition: Condition, column_sql: str) -> str:
    """SQL that is true where the condition holds for this column, false (never NULL) elsewhere."""
    if condition.none_of:
        return f"coalesce(lower({column_sql}) NOT IN ({_lowered(condition.none_of)}), true)"
    if condition.one_of:
        return f"coalesce(lower({column_sql}) IN ({_lowered(condition.one_of)}), false)"
    return f"({column_sql} IS NOT NULL)"


def _lowered(values: tuple[str, ...]) -> str:
    return ", ".join(text_sql(value.lower()) for value in values)


def typed(text: str, column: Column, value: Value, header: Header) -> str:
    """SQL for the text as the contract's type, NULL where it cannot be one."""
    if column.type in ("id", "text"):
        if isinstance(value, FromColumns) and value.values and value.otherwise == "refuse":
            text = f"CASE WHEN NOT starts_with({text}, {text_sql(REFUSED)}) THEN {text} END"
        return f"upper({text})" if column.name == "currency" else _chosen(text, column)
    if column.type in ("time", "date"):
        is_month = column.type == "date"
        moment = _moment(text, value, header, local=is_month)
        return f"CAST(date_trunc('month', {moment}) AS DATE)" if is_month else moment
    if column.type == "money":
        return _scaled(_number(text, "DECIMAL(18,4)", header), value)
    if column.type == "number":
        return _number(text, "DOUBLE", header)
    if column.type == "integer":
        number = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN {number} = floor({number}) THEN TRY_CAST({number} AS BIGINT) END"
    return f"CASE WHEN lower({text}) IN ({_YES}) THEN true WHEN lower({text}) IN ({_NO}) THEN false END"


def bounded(name: str, column: Column) -> str:
    """SQL that drops a time no customer can have lived, such as year 16 of a two-digit year."""
    if column.type not in ("time", "date"):
        return quoted(name)
    return f"CASE WHEN {quoted(name)} BETWEEN {_EARLIEST} AND {_LATEST} THEN {quoted(name)} END"


def _chosen(text: str, column: Column) -> str:
    if not column.choices:
        return text
    choices = ", ".join(text_sql(choice) for choice in column.choices)
    return f"CASE WHEN lower({text}) IN ({choices}) THEN lower({text}) END"


def _number(text: str, sql_type: str, header: Header) -> str:
    pattern, between = _GROUPED[header.mapping.decimal]
    plain = f"TRY_CAST({text} AS {sql_type})"
    ungrouped = f"replace({text}, {text_sql(between)}, '')"
    if header.mapping.decimal == ",":
        plain, ungrouped = (f"TRY_CAST(replace({t}, ',', '.') AS {sql_type})" for t in (text, ungrouped))
    else:
        ungrouped = f"TRY_CAST({ungrouped} AS {sql_type})"
    grouped = f"CASE WHEN regexp_full_match({text}, {text_sql(pattern)}) THEN {ungrouped} END"
    return f"coalesce({grouped}, {plain})" if header.mapping.decimal == "," else f"coalesce({plain}, {grouped})"


def _scaled(amount: str, value: Value) -> str:
    factor = value.scale if isinstance(value, FromColumns) else ""
    if not factor:
        return amount
    # no product of these has more digits than there are; it is none when the contract's type cannot hold it
    return f"TRY_CAST(CAST({amount} AS DECIMAL(22,4)) * CAST({text_sql(factor)} AS DECIMAL(16,4)) AS DECIMAL(18,4))"


def time_of(text: str, value: Value, header: Header) -> str:
    """SQL for a time in UTC: the value's own formats, the mapping's, then ISO 8601; a bare date is its day anywhere."""
    return _moment(text, value, header, local=False)


def _moment(text: str, value: Value, header: Header, *, local: bool) -> str:
    """A time in UTC or, for months, as the clock of the mapping's zone shows it."""
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
