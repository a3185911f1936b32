"""A table many parts of a question use is computed once and kept on the engine while somebody holds it."""

from __future__ import annotations

import ibis.expr.types as ir


def kept(table: ir.Table) -> ir.Table:
    """The same rows, computed now: a temporary table (DuckDB) or a cached frame (Spark), dropped when nobody uses it.

    Without it every part of a question plans and computes the shared work again: a question of a dozen parts over a
    small export took seconds to plan alone.
    """
    return table.cache()
