"""A table many parts of a question use is named once on the engine, so that each part does not plan it again."""

from __future__ import annotations

from uuid import uuid4

import ibis.expr.types as ir


def kept(table: ir.Table) -> ir.Table:
    """The same rows under a name of their own: computed now on DuckDB, a temporary view of the session on Spark.

    Without it every part of a question plans the shared work again: a question of a dozen parts over a small export
    took seconds to plan alone. On DuckDB the rows are dropped when nobody uses them any more. Spark's own cache is not
    used: Sail does not keep frames, and Ibis then fails when it lets go of one.
    """
    backend = table.get_backend()
    return table.cache() if backend.name == "duckdb" else named(table)


def named(table: ir.Table) -> ir.Table:
    """The same question under a name of its own: computed each time, but planned by Ibis once."""
    return table.get_backend().create_view(f"kept_{uuid4().hex}", table)
