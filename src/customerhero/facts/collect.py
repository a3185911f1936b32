"""The one place where a lazy table becomes rows: row limit, timing and the log line live here."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import duckdb
import ibis.expr.operations as ops

from customerhero.errors import LakeError, QuestionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa

Row = dict[str, Any]
MOST_ROWS = 1_000_000

log = logging.getLogger(__name__)


def collect(table: ir.Table, *, question: str = "", most: int = MOST_ROWS) -> list[Row]:
    """The rows of a lazy table; QuestionError when there are more than `most`.

    A table without an order of its own comes in the same order each time, whatever the engine's threads do: what is
    added up from it is then the same to the last digit.
    """
    started = time.perf_counter()
    rows: list[Row] = _arrow(table.limit(most + 1)).to_pylist()
    if not isinstance(table.op(), ops.Sort | ops.Limit):
        rows.sort(key=_place)
    log.debug("%s: %d rows in %.3f s", question or "collect", len(rows), time.perf_counter() - started)
    if len(rows) > most:
        raise QuestionError(
            f"The answer has more than {most:,} rows.",
            "Narrow it by month, team or segment.",
            question=question,
        )
    return rows


def _place(row: Row) -> str:
    """Where a row stands: any order will do that depends on nothing but the rows."""
    return repr(tuple(row.values()))


def collect_all(asked: Mapping[str, ir.Table]) -> dict[str, list[Row]]:
    """Collect every part of a question by its name."""
    return {name: collect(table, question=name) for name, table in asked.items()}


def _arrow(table: ir.Table) -> pa.Table:
    """What Ibis' `to_pyarrow` does, which on DuckDB cannot do it without pandas."""
    backend = table.get_backend()
    if backend.name != "duckdb":
        return table.to_pyarrow()
    try:
        found = backend.con.execute(backend.compile(table)).to_arrow_table()
    except duckdb.Error as trouble:
        raise _unreadable(trouble) if "parquet" in str(trouble).lower() else trouble from trouble
    return found.cast(table.schema().to_pyarrow())


def _unreadable(trouble: duckdb.Error) -> LakeError:
    """A file of a lake without checksums that is damaged where nobody looked before, or a disk that fails now."""
    said = next(iter(str(trouble).splitlines()), type(trouble).__name__)
    return LakeError(f"A file of the facts cannot be read: {said}", "Put it back from a backup; see `hero lake check`.")
