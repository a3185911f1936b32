"""The int64 columns kept beside ids and times: joins and windows over them cost half of what text costs."""

from __future__ import annotations

from hashlib import md5

from customerhero.facts.contracts import Column, Table

_SIGNED = "9223372036854775808"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_sql(text: str) -> str:
    """A text as an SQL literal, whatever it holds; the parser itself ends at a NUL, so that one is added by name."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else f"({' || chr(0) || '.join(parts)})"


def key_sql(text_sql: str) -> str:
    """DuckDB SQL for the int64 key of a source id: the lower half of its MD5, the same in every version and batch."""
    return f"CAST(CAST(md5_number_lower({text_sql}) AS HUGEINT) - {_SIGNED} AS BIGINT)"


def key_of(text: str) -> int:
    """The same key in Python, to find the rows of one id without asking the engine for it."""
    return int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[8:], "little") - int(_SIGNED)


def with_twins_sql(table: Table, relation: str) -> str:
    """DuckDB SQL that selects the stored columns of `relation`, which holds the contract's columns."""
    names = [quoted(name) for name in table.names] + (["event_seq"] if table.ordered else [])
    twins = [_twin_sql(column) for column in table.columns if column.twin]
    return f"SELECT {', '.join(names + twins)} FROM {relation}"


def _twin_sql(column: Column) -> str:
    name = quoted(column.name)
    value = key_sql(name) if column.type == "id" else f"epoch_us({name})"
    return f"{value} AS {quoted(column.twin)}"
