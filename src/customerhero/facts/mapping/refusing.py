"""Which rows a mapping cannot take, and which values it must leave out, each with its place and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.facts.contracts import Column
from customerhero.facts.mapping.model import FromColumns
from customerhero.facts.mapping.rows import EntryRows
from customerhero.facts.mapping.values import REFUSED, ROW, is_currency
from customerhero.facts.twins import quoted, text_sql

REFUSED_COLUMNS: Final = ("table", "row", "column", "value", "reason")
_REASONS: Final = {
    "time": "not a date in any of the formats known",
    "date": "not a month in any of the formats known",
    "money": "not an amount",
    "number": "not a number",
    "integer": "not a whole number",
    "flag": "neither yes nor no",
}
_SCORE: Final = '("metric" = \'nps\' AND "score" BETWEEN 0 AND "scale_max" OR "score" BETWEEN 1 AND "scale_max")'


@dataclass(frozen=True)
class Fault:
    """A way in which a row of an entry is unusable: where, and an SQL condition that is never NULL."""

    column: str
    condition: str
    reason: str


def faults_of(rows: EntryRows) -> list[Fault]:
    """The ways in which rows of this entry are refused."""
    faults = []
    for name in needed_columns(rows):
        found, value = quoted(f"t:{name}"), quoted(name)
        if name not in rows.columns:
            continue
        faults.append(Fault(name, f"{found} IS NULL", "missing"))
        listed = f" AND NOT starts_with({found}, {text_sql(REFUSED)})" if name in _listed(rows) else ""
        faults.append(Fault(name, f"({found} IS NOT NULL AND {value} IS NULL{listed})", reason_of(rows, name)))
    for name in _listed(rows):
        told = f"coalesce(starts_with({quoted(f't:{name}')}, {text_sql(REFUSED)}), false)"
        faults.insert(0, Fault(name, told, "not in the mapping's list of values"))
    if _has_scores(rows):
        known = '"t:score" IS NOT NULL'
        faults.append(Fault("score", f"({known} AND NOT coalesce({_SCORE}, false))", "not a score of this scale"))
    return faults


def score_range(rows: EntryRows) -> str:
    """SQL that is true for a score of its scale; empty where an entry makes no scores."""
    return _SCORE if _has_scores(rows) else ""


def must_be_weighed(rows: EntryRows) -> bool:
    """Whether a row can be refused though every needed value is there."""
    return _has_scores(rows) or bool(_listed(rows))


def refuses_others(rows: EntryRows, name: str) -> bool:
    """Whether the mapping lists the values of a column and refuses others."""
    return name in _listed(rows)


def _has_scores(rows: EntryRows) -> bool:
    return rows.table.name == "feedback" and "score" in rows.columns


def _listed(rows: EntryRows) -> list[str]:
    return [
        name
        for name, value in rows.values.items()
        if isinstance(value, FromColumns) and value.values and value.otherwise == "refuse"
    ]


def needed_columns(rows: EntryRows) -> list[str]:
    """The columns without a value in which a row is refused."""
    return [column.name for column in rows.table.columns if column.required or _asked(rows, column.name)]


def _asked(rows: EntryRows, name: str) -> bool:
    value = rows.values.get(name)
    return isinstance(value, FromColumns) and value.required


def reason_of(rows: EntryRows, name: str) -> str:
    """Why a value that is there cannot be taken, in words."""
    column = rows.table.column(name)
    if column.choices:
        return f"none of {', '.join(column.choices)}"
    if is_currency(column):
        return "not a currency of ISO 4217"
    return _REASONS.get(column.type, "not in the list of values")


def is_good(rows: EntryRows) -> str:
    """SQL that is true for the rows of an entry that can be taken."""
    return " AND ".join(f"NOT {fault.condition}" for fault in faults_of(rows)) or "true"


def is_fallible(rows: EntryRows, name: str) -> bool:
    """Whether a value can be there and still be unusable in this optional column."""
    return name not in needed_columns(rows) and can_be_unreadable(rows.table.column(name))


def can_be_unreadable(column: Column) -> bool:
    """Whether there are texts that are no value of this column."""
    return column.type not in ("id", "text") or bool(column.choices)


def refused_sql(rows: EntryRows) -> str:
    """SQL for the refused rows of an entry: table, 1-based row, column, value and reason, a line per fault."""
    return " UNION ALL ".join(_refused_by(rows, fault) for fault in faults_of(rows))


def _refused_by(rows: EntryRows, fault: Fault) -> str:
    chosen = (
        f"{text_sql(rows.table.name)} AS {quoted('table')}",
        f"{ROW} + 1 AS {quoted('row')}",
        f"{text_sql(fault.column)} AS {quoted('column')}",
        f"ltrim({quoted(f't:{fault.column}')}, {text_sql(REFUSED)}) AS {quoted('value')}",
        f"{text_sql(fault.reason)} AS {quoted('reason')}",
    )
    return f"SELECT DISTINCT {', '.join(chosen)} FROM ({rows.sql}) WHERE {fault.condition}"
