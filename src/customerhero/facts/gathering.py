"""Facts from tables already in memory: for notebooks, tests and small questions without a lake."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.errors import FactsError
from customerhero.facts.calendar import UNIVERSAL, shown_at
from customerhero.facts.clock import Clock, on_clock
from customerhero.facts.collect import collect
from customerhero.facts.contracts import KEPT_TABLES, TABLES, Table
from customerhero.facts.converting import in_one_currency
from customerhero.facts.duck import open_duckdb
from customerhero.facts.engines import open_engine, table_of_files
from customerhero.facts.schemas import ibis_schema, source_schema
from customerhero.facts.snapshot import Facts
from customerhero.facts.stays import STAYS_OF, stays
from customerhero.facts.twins import quoted, with_twins_sql

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

Rows = Iterable[Mapping[str, Any]]

_TIMES = {
    "customers": ("joined_us", "left_us"),
    "lives": ("joined_us", "left_us"),
    "cases": ("opened_us", "resolved_us", "closed_us"),
    "events": ("at_us",),
    "feedback": ("at_us",),
}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # times of facts are UTC without saying so


def facts_of(tables: Mapping[str, Rows], backend: BaseBackend | None = None) -> Facts:
    """Facts from rows as dictionaries, one iterable per canonical table; missing columns are null.

    Raises FactsError for an unknown table or column, a missing required value or a natural key given twice.
    Files are written to a temporary directory so that every engine, local or remote, reads the same thing; it is
    removed with the engine, at the latest when Python ends.
    """
    engine = backend or open_engine()
    folder = Path(mkdtemp(prefix="customerhero-"))
    finalize(engine, rmtree, folder, ignore_errors=True)  # tables keep their engine, and nobody else reads the files
    files = {name: _stored_file(folder, name, rows) for name, rows in tables.items()}
    return facts_of_files(engine, {name: [str(file)] for name, file in files.items() if file})


def facts_of_files(backend: BaseBackend, files: Mapping[str, list[str]]) -> Facts:
    """Facts from Parquet files of the stored schema, by table; stays are derived where no file brings them."""
    known = {
        name: table_of_files(backend, name, files.get(name, []), ibis_schema(table))
        for name, table in KEPT_TABLES.items()
    }
    for name, holder in STAYS_OF.items():
        known[name] = stays(known["events"], holder)
    return assemble(backend, known, frozenset(name for name in KEPT_TABLES if files.get(name)))


def assemble(
    backend: BaseBackend,
    tables: Mapping[str, ir.Table],
    present: frozenset[str],
    imported: datetime | None = None,
    zone: str = UNIVERSAL,
) -> Facts:
    """Facts of these tables, with what holds for all of them: until when they are known and in which currency.

    `imported` is when they were (UTC, without saying so; now by default): nothing is known of later days. Times are
    turned to the clock of `zone`.
    """
    tables = _on_clock(tables, present, zone)
    newest = _known_until(tables, present, shown_at(imported or datetime.now(UTC), zone))
    if "revenue" not in present:
        return Facts(backend, tables, present, newest, None, zone=zone)
    converted, currency, left_out = in_one_currency(tables["revenue"], tables["rates"] if "rates" in present else None)
    return Facts(backend, tables, present, newest, currency, zone, left_out, converted)


def _on_clock(tables: Mapping[str, ir.Table], present: frozenset[str], zone: str) -> Mapping[str, ir.Table]:
    if zone == UNIVERSAL:
        return tables
    asked = [
        tables[name].aggregate(first=tables[name][column].min(), last=tables[name][column].max())
        for name, columns in _TIMES.items()
        if name in present
        for column in columns
    ]
    found = collect(ibis.union(*asked)) if asked else []
    times = [us for row in found for us in (row["first"], row["last"]) if us is not None]
    first, last = (_EPOCH + timedelta(microseconds=us) for us in (min(times, default=0), max(times, default=0)))
    clock = Clock(zone, first.year - 1, last.year + 1)
    return {name: on_clock(name, table, clock) for name, table in tables.items()}


def _known_until(tables: Mapping[str, ir.Table], present: frozenset[str], imported: datetime) -> datetime | None:
    """The newest time anything is known of; one after the import is a plan or a slip and says nothing of today."""
    newest = _newest(tables, present)
    if newest and max(newest) > imported:
        # facts of nothing but later days have a clock of their own
        newest = _newest(tables, present, imported) or newest
    months = [min(_end_of_month(month), imported) for month in _newest_period(tables, present, imported.date())]
    return max(newest + months, default=None)


def _newest(tables: Mapping[str, ir.Table], present: frozenset[str], until: datetime | None = None) -> list[datetime]:
    """Asked of the int64 columns: their greatest value costs a seventh of that of the times."""
    last = None if until is None else (until - _EPOCH) // timedelta(microseconds=1)
    asked = [
        tables[name].aggregate(newest=column.max(where=None if last is None else column <= last))
        for name, columns in _TIMES.items()
        if name in present
        for column in (tables[name][column] for column in columns)
    ]
    if not asked:
        return []
    found = collect(ibis.union(*asked))
    return [_EPOCH + timedelta(microseconds=row["newest"]) for row in found if row["newest"] is not None]


def _newest_period(tables: Mapping[str, ir.Table], present: frozenset[str], until: date) -> list[date]:
    if "revenue" not in present:
        return []
    period = tables["revenue"].period
    found = collect(tables["revenue"].aggregate(newest=period.max(where=period <= until)))
    return [row["newest"] for row in found if row["newest"] is not None]


def _end_of_month(month: date) -> datetime:
    return datetime.combine(date(month.year, month.month, monthrange(month.year, month.month)[1]), time())


def _stored_file(folder: Path, name: str, rows: Rows) -> Path | None:
    table = _contract(name)
    listed = [dict(row) for row in rows]
    if not listed:
        return None
    _check_columns(table, listed)
    if table.ordered:
        for position, row in enumerate(listed):
            row.setdefault("event_seq", position)
    source = pa.Table.from_pylist(listed, schema=source_schema(table))
    connection = open_duckdb()
    connection.register("source", source)
    _check_keys(connection, table)
    target = folder / f"{name}.parquet"
    pq.write_table(connection.sql(with_twins_sql(table, "source")).to_arrow_table(), target)
    return target


def _contract(name: str) -> Table:
    if name not in KEPT_TABLES:
        raise FactsError(f"There is no table {name!r}.", f"The tables are {', '.join(TABLES)}.", table=name)
    return KEPT_TABLES[name]


def _check_columns(table: Table, rows: list[dict[str, Any]]) -> None:
    known = {*table.names, "event_seq"} if table.ordered else set(table.names)
    for row in rows:
        for unknown in row.keys() - known:
            raise FactsError(
                "The contract has no such column.", f"It has {', '.join(table.names)}.", table.name, unknown
            )
        for column in table.columns:
            if column.required and row.get(column.name) is None:
                raise FactsError("A required value is missing.", "Fill it.", table.name, column.name)


def _check_keys(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    key = ", ".join(quoted(name) for name in table.key)
    twice = connection.sql(f"SELECT {key} FROM source GROUP BY ALL HAVING count(*) > 1 LIMIT 1").fetchone()
    if twice:
        raise FactsError(f"The key {twice} is given twice.", "Give each row once.", table.name, key)
