"""Batches made of rows, and what a lake shows, as rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.facts.contracts import KEPT_TABLES
from customerhero.facts.lake import Batch, Lake, Receipt, SourceFile
from customerhero.facts.schemas import source_schema
from customerhero.facts.snapshot import Facts

Rows = Iterable[Mapping[str, Any]]
START = datetime.fromisoformat("2024-01-01")


class Desk:
    """Makes batches out of rows, each from a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        folder.mkdir(parents=True, exist_ok=True)

    def batch(self, source: str = "", **tables: Rows) -> Batch:
        self.made += 1
        files = {name: self.file(name, rows) for name, rows in tables.items()}
        name = source or f"file-{self.made}"
        return Batch(files, SourceFile(name, hashlib.sha256(name.encode()).hexdigest()), "plain")

    def file(self, name: str, rows: Rows) -> Path:
        listed = [dict(row) for row in rows]
        if KEPT_TABLES[name].ordered:
            for position, row in enumerate(listed):
                row.setdefault("event_seq", position)
        path = self.folder / f"{name}-{self.made}.parquet"
        pq.write_table(pa.Table.from_pylist(listed, schema=source_schema(KEPT_TABLES[name])), path)
        return path


def put(lake: Lake, batch: Batch, *, again: bool = False) -> Receipt:
    with lake.writer() as writer:
        return writer.write(batch, again=again)


def event(number: int, case: int = 1, **more: Any) -> dict[str, Any]:
    told = {
        "event_id": f"E{number}",
        "case_id": f"C{case}",
        "customer_id": f"K{case % 7}",
        "happened_at": START + timedelta(hours=number),
        "kind": "assigned",
        "team_id": "TAB"[number % 3],
        "person_id": f"P{number % 4}",
    }
    return {**told, **more}


def shown(facts: Facts, name: str, *columns: str) -> list[dict[str, Any]]:
    """A table's rows in a fixed order."""
    table = facts.tables[name]
    chosen = table.select(*columns) if columns else table
    rows: list[dict[str, Any]] = chosen.to_pyarrow().to_pylist()
    return sorted(rows, key=str)
