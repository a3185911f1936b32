"""A mapping's values as DuckDB SQL: the text found, and the text as the contract's type."""

from __future__ import annotations

from typing import Final

from customerhero.facts.contracts import Column
from customerhero.facts.mapping.amounts import currency_of, number, scaled
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
from customerhero.facts.mapping.times import in_bounds, moment
from customerhero.facts.twins import quoted, text_sql

REFUSED: Final = "\x1f"
"""Stands before a text that the mapping's list of values refuses."""
ROW: Final = '"#row"'
_YES, _NO = "'true','t','yes','y','1'", "'false','f','no','n','0'"


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
    text = _with_time(_less(_first_known(value, header, required), value, header), value, header)
    return _translated(text, value)


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
    asked_for = _asked_for(value.columns, header, required and not value.optional)
    found = [header.sql(name, optional=value.optional) for name in asked_for]
    known = [sql for sql in found if sql != ABSENT]
    if len(known) > 1:
        return f"coalesce({', '.join(known)})"
    return known[0] if known else ABSENT


def _less(text: str, value: FromColumns, header: Header) -> str:
    """SQL for the text of an amount less what another column says; where that is no amount, both as they stand."""
    taken_off = header.sql(value.minus, optional=True) if value.minus and header.there((value.minus,)) else ABSENT
    if taken_off == ABSENT:
        return text
    whole, part = (number(sql, "DECIMAL(18,4)", header, value) for sql in (text, taken_off))
    left = f"replace(CAST({whole} - {part} AS VARCHAR), '.', {text_sql(header.mapping.decimal)})"
    return f"CASE WHEN {taken_off} IS NULL THEN {text} ELSE coalesce({left}, {text} || ' - ' || {taken_off}) END"


def _with_time(day: str, value: FromColumns, header: Header) -> str:
    if not value.time or day == ABSENT or (time := header.sql(value.time, optional=value.optional)) == ABSENT:
        return day
    alone = f"regexp_replace({day}, '[ T]0?0:00(:00(\\.0+)?)?$', '')"
    return f"CASE WHEN {time} IS NULL THEN {day} ELSE {alone} || ' ' || {time} END"


def _translated(text: str, value: FromColumns) -> str:
    if value.pattern:
        group = 1 if has_group(value.pattern) else 0
        text = f"nullif(regexp_extract({text}, {text_sql(value.pattern)}, {group}), '')"
    if value.pad:
        digits = f"regexp_full_match({text}, '\\d{{1,{value.pad - 1}}}')"
        text = f"CASE WHEN {digits} THEN lpad({text}, {value.pad}, '0') ELSE {text} END"
    if value.case:
        text = f"{value.case}({text})"
    if not value.values:
        return text
    cases = " ".join(f"WHEN {text_sql(their.lower())} THEN {_target(ours)}" for their, ours in value.values.items())
    others = {"keep": text, "missing": "NULL", "refuse": f"{text_sql(REFUSED)} || {text}"}
    return f"CASE lower({text}) {cases} ELSE {others[value.otherwise]} END"


def _target(ours: str) -> str:
    return text_sql(ours) if ours else "NULL"


def holds(condition: Condition, column_sql: str) -> str:
    """SQL that is true where the condition holds for this column, false (never NULL) elsewhere."""
    if condition.unknown:
        return f"({column_sql} IS NULL)"
    if condition.none_of:
        return f"coalesce(lower({column_sql}) NOT IN ({_lowered(condition.none_of)}), true)"
    if condition.one_of:
        return f"coalesce(lower({column_sql}) IN ({_lowered(condition.one_of)}), false)"
    return f"({column_sql} IS NOT NULL)"


def _lowered(values: tuple[str, ...]) -> str:
    return ", ".join(text_sql(value.lower()) for value in values)


def typed(text: str, column: Column, value: Value, header: Header, currency: str = "") -> str:
    """SQL for the text as the contract's type, NULL where it cannot be one; `currency` is SQL for that of the row."""
    if column.type in ("id", "text"):
        if isinstance(value, FromColumns) and value.values and value.otherwise == "refuse":
            text = f"CASE WHEN NOT starts_with({text}, {text_sql(REFUSED)}) THEN {text} END"
        return currency_of(text) if is_currency(column) else _chosen(text, column)
    if column.type in ("time", "date"):
        is_month = column.type == "date"
        at = moment(text, value, header, local=is_month)
        return f"CAST(date_trunc('month', {at}) AS DATE)" if is_month else at
    if column.type == "money":
        return scaled(number(text, "DECIMAL(18,4)", header, value, currency), value, currency or "NULL")
    if column.type == "number":
        return number(text, "DOUBLE", header, value)
    if column.type == "integer":
        found = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN {found} = floor({found}) THEN TRY_CAST({found} AS BIGINT) END"
    return f"CASE WHEN lower({text}) IN ({_YES}) THEN true WHEN lower({text}) IN ({_NO}) THEN false END"


def is_currency(column: Column) -> bool:
    """Whether a column holds codes of currencies."""
    return column.name.endswith("currency")


def bounded(name: str, column: Column) -> str:
    """SQL that drops a time no customer can have lived, such as year 16 of a two-digit year."""
    if column.type not in ("time", "date"):
        return quoted(name)
    return in_bounds(quoted(name))


def _chosen(text: str, column: Column) -> str:
    if not column.choices:
        return text
    choices = ", ".join(text_sql(choice) for choice in column.choices)
    return f"CASE WHEN lower({text}) IN ({choices}) THEN lower({text}) END"
