"""Contracts as schemas: Arrow for writing, Ibis for asking, JSON for documenting."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from customerhero.facts.contracts import ColumnType, Table

MONEY_DIGITS, MONEY_DECIMALS = 18, 4
MONEY: Final = f"decimal({MONEY_DIGITS},{MONEY_DECIMALS})"
"""The type of amounts as Ibis reads it."""

_ARROW: dict[ColumnType, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "time": pa.timestamp("us"),
    "date": pa.date32(),
    "money": pa.decimal128(MONEY_DIGITS, MONEY_DECIMALS),
    "number": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}
_JSON: dict[ColumnType, dict[str, str]] = {
    "id": {"type": "string"},
    "text": {"type": "string"},
    "time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "money": {"type": "string", "pattern": r"^-?\d{1,14}(\.\d{1,4})?$"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "flag": {"type": "boolean"},
}


def source_schema(table: Table) -> pa.Schema:
    """The Arrow schema of what a mapping delivers: the contract's columns and, where rows are ordered, `event_seq`."""
    fields = [pa.field(column.name, _ARROW[column.type], nullable=not column.required) for column in table.columns]
    if table.ordered:
        fields.append(pa.field("event_seq", pa.int64()))
    return pa.schema(fields)


def stored_schema(table: Table) -> pa.Schema:
    """The Arrow schema of the table in the lake: the source's columns and the int64 twins."""
    fields = [pa.field(field.name, field.type) for field in source_schema(table)]
    fields += [pa.field(column.twin, pa.int64()) for column in table.columns if column.twin]
    return pa.schema(fields)


def ibis_schema(table: Table) -> ibis.Schema:
    """The stored schema as Ibis sees it."""
    return ibis.Schema.from_pyarrow(stored_schema(table))


def twin_type(column_type: ColumnType) -> dt.DataType:
    """The Ibis type of a column without its twin."""
    return dt.DataType.from_pyarrow(_ARROW[column_type])


def json_schema(table: Table) -> dict[str, Any]:
    """The contract as JSON Schema (2020-12), one object a row."""
    properties: dict[str, Any] = {}
    for column in table.columns:
        told: dict[str, Any] = {"description": column.meaning, **_JSON[column.type]}
        if column.choices:
            told["enum"] = list(column.choices)
        properties[column.name] = told
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.meaning,
        "type": "object",
        "properties": properties,
        "required": [column.name for column in table.columns if column.required],
        "additionalProperties": False,
        "x-natural-key": list(table.key),
    }
