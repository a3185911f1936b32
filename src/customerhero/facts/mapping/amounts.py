"""A mapping's numbers and amounts as DuckDB SQL."""

from __future__ import annotations

from typing import Final

from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import FromColumns, Value
from customerhero.facts.twins import text_sql

_GROUPED: Final = {
    ".": (r"[-+]?\D?\d{1,3}(,\d{3})+(\.\d+)?", ","),
    ",": (r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?", "."),
}


def number(text: str, sql_type: str, header: Header) -> str:
    """SQL for the text as a number of this SQL type, by the mapping's decimal mark; NULL where it is none."""
    pattern, between = _GROUPED[header.mapping.decimal]
    plain = f"TRY_CAST({text} AS {sql_type})"
    ungrouped = f"replace({text}, {text_sql(between)}, '')"
    if header.mapping.decimal == ",":
        plain, ungrouped = (f"TRY_CAST(replace({t}, ',', '.') AS {sql_type})" for t in (text, ungrouped))
    else:
        ungrouped = f"TRY_CAST({ungrouped} AS {sql_type})"
    grouped = f"CASE WHEN regexp_full_match({text}, {text_sql(pattern)}) THEN {ungrouped} END"
    return f"coalesce({grouped}, {plain})" if header.mapping.decimal == "," else f"coalesce({plain}, {grouped})"


def scaled(amount: str, value: Value) -> str:
    """SQL for an amount told in another unit, such as cents."""
    factor = value.scale if isinstance(value, FromColumns) else ""
    if not factor:
        return amount
    # no product of these has more digits than there are; it is none when the contract's type cannot hold it
    return f"TRY_CAST(CAST({amount} AS DECIMAL(22,4)) * CAST({text_sql(factor)} AS DECIMAL(16,4)) AS DECIMAL(18,4))"
