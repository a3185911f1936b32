"""The tables of the lake: the canonical ones and the stays derived from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import pyarrow as pa

from customerhero.facts.contracts import LIVES, TABLES
from customerhero.facts.schemas import stored_schema
from customerhero.facts.stays import KEPT, STAYS_SCHEMA

if TYPE_CHECKING:
    import ibis.expr.types as ir

LAKE_COLUMNS: Final = (pa.field("batch", pa.int64()), pa.field("corrects", pa.bool_()))
_BY_CUSTOMER: Final = {
    "customers": ("customer_key",),
    "revenue": ("customer_key", "period", "currency"),
    "cases": ("customer_key", "case_key"),
    "events": ("customer_key", "case_key", "at_us", "event_seq"),
    "feedback": ("customer_key", "at_us"),
}


@dataclass(frozen=True)
class Stored:
    """A table as the lake keeps it: rows only ever added, a newer batch of the same key wins at read.

    Beside the columns of `schema` stand `batch`, the number of the commit that brought the row, and `corrects`,
    whether an earlier batch holds the same key. `order` is how rows lie in a file: by customer, so that one
    customer's rows are few row groups.
    """

    name: str
    schema: pa.Schema
    key: tuple[str, ...]
    order: tuple[str, ...]
    derived: bool = False

    @property
    def written_schema(self) -> pa.Schema:
        """The schema with the lake's own columns."""
        return pa.schema([*self.schema, *LAKE_COLUMNS])

    @property
    def ibis_schema(self) -> ibis.Schema:
        """The schema as Ibis sees it, without the lake's own columns."""
        return ibis.Schema.from_pyarrow(self.schema)


def newest(rows: ir.Table, stored: Stored) -> ir.Table:
    """The rows that no newer batch corrects, with the lake's own columns: an anti-join on the few that correct."""
    newer = rows.view().filter(lambda row: row.corrects)
    newer = newer.select(newer_batch=newer.batch, **{f"newer_{name}": newer[name] for name in stored.key}).distinct()
    same_key = [rows[name] == newer[f"newer_{name}"] for name in stored.key]
    return rows.anti_join(newer, [*same_key, rows.batch < newer.newer_batch])


def without_tombstones(rows: ir.Table, stored: Stored) -> ir.Table:
    """Drop the rows that only say that a case no longer has stays."""
    return rows.filter(rows.position > 0) if stored.derived else rows


STORED: Final[dict[str, Stored]] = {
    **{
        name: Stored(name, stored_schema(table), table.key, _BY_CUSTOMER.get(name, table.key))
        for name, table in TABLES.items()
    },
    # all earlier lives of a customer are one thing: newer ones take the place of all that were known
    LIVES.name: Stored(LIVES.name, stored_schema(LIVES), ("customer_key",), ("customer_key", "left_us")),
    **{
        name: Stored(name, STAYS_SCHEMA.to_pyarrow(), ("case_key",), ("customer_key", "case_key", "position"), True)
        for name in KEPT
    },
}
