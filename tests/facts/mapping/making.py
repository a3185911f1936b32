"""Helpers of the mapping's tests: stage a CSV plainly, map it, and read what came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from customerhero.facts.contracts import KEPT_TABLES
from customerhero.facts.engines import open_engine
from customerhero.facts.gathering import facts_of_files
from customerhero.facts.mapping import Mapped, Mapping, Options, apply, load_mapping
from customerhero.facts.snapshot import Facts
from customerhero.facts.twins import with_twins_sql


def staged(source: Path, folder: Path) -> Path:
    target = folder / f"{source.stem}.staged.parquet"
    duckdb.execute(f"COPY (FROM read_csv('{source}', all_varchar=true, header=true)) TO '{target}'")
    return target


def mapped(mapping: str | Mapping, source: Path, folder: Path, options: Options | None = None) -> Mapped:
    known = load_mapping(mapping) if isinstance(mapping, str) else mapping
    return apply(known, staged(source, folder), folder / "out", source.name, options or Options())


def mapped_text(mapping: str | Mapping, csv: str, folder: Path, options: Options | None = None) -> Mapped:
    source = folder / "source.csv"
    source.write_text(csv, encoding="utf-8")
    return mapped(mapping, source, folder, options)


def rows(made: Mapped, table: str, columns: str = "*", where: str = "true") -> list[tuple[Any, ...]]:
    file = made.tables[table].file
    order = "event_seq" if table == "events" else "ALL"
    return duckdb.sql(f"SELECT {columns} FROM (SELECT * FROM '{file}' WHERE {where} ORDER BY {order})").fetchall()


def refused(made: Mapped) -> list[tuple[Any, ...]]:
    return duckdb.sql(f'SELECT "table", "row", "column", "value", reason FROM \'{made.refused}\'').fetchall()


def facts_of_mapped(made: Sequence[Mapped], folder: Path) -> Facts:
    files: dict[str, list[str]] = {}
    for place, one in enumerate(made):
        for name, table in one.tables.items():
            target = folder / f"{name}.{place}.stored.parquet"
            sql = with_twins_sql(KEPT_TABLES[name], f"read_parquet('{table.file}')")
            duckdb.execute(f"COPY ({sql}) TO '{target}'")
            files.setdefault(name, []).append(str(target))
    return facts_of_files(open_engine(), files)
