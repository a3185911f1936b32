"""Tables in memory become facts without a file: a company is asked a few times and forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa

from customerhero.facts.contracts import KEPT_TABLES
from customerhero.facts.engines import empty_tables, open_engine
from customerhero.facts.gathering import assemble
from customerhero.facts.schemas import ibis_schema, source_schema
from customerhero.facts.snapshot import Facts
from customerhero.facts.stays import STAYS_OF, stays
from customerhero.facts.twins import quoted, with_twins_sql


def facts_in_memory(tables: dict[str, list[dict[str, Any]]], imported: datetime | None = None) -> Facts:
    """Facts of these rows by table."""
    engine = open_engine()
    engine.con.execute("SET threads = 1")  # little is asked of each, and many are asked at once
    known = dict(empty_tables(engine, {name: ibis_schema(table) for name, table in KEPT_TABLES.items()}))
    for name, rows in tables.items():
        known[name] = _stored(engine, name, rows)
    for name, holder in STAYS_OF.items():
        known[name] = engine.create_table(f"kept_{name}", stays(known["events"], holder))
    return assemble(engine, known, frozenset(tables), imported)


def _stored(engine: Any, name: str, rows: list[dict[str, Any]]) -> Any:
    table = KEPT_TABLES[name]
    if table.ordered:
        rows = [{**row, "event_seq": place} for place, row in enumerate(rows)]
    connection = engine.con
    connection.register(f"given_{name}", pa.Table.from_pylist(rows, schema=source_schema(table)))
    connection.execute(f"CREATE TABLE {quoted('kept_' + name)} AS {with_twins_sql(table, 'given_' + name)}")
    connection.unregister(f"given_{name}")
    return engine.table(f"kept_{name}")
