"""The directory of customers: everybody any table knows, to look for by name or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_KNOWN_BY = ("cases", "events", "feedback", "revenue")


def directory(facts: Facts) -> ir.Table:
    """One row a customer: customer_id, name, segment, joined_at, left_at (times UTC; null where nothing is known)."""
    if "customers" in facts.present:
        customers = facts.customers
        return customers.select("customer_id", "name", "segment", "joined_at", "left_at")
    return facts.once("web_directory", lambda: _of_other_tables(facts))


def _of_other_tables(facts: Facts) -> ir.Table:
    """A source without a list of customers still names them in its cases."""
    named = [facts.tables[name] for name in _KNOWN_BY if name in facts.present]
    ids = ibis.union(*(table.select("customer_id") for table in named)) if len(named) > 1 else named[0]
    known = ids.filter(ids.customer_id.notnull()).select("customer_id").distinct()
    return known.mutate(
        name=ibis.null("string"),
        segment=ibis.null("string"),
        joined_at=ibis.null("timestamp"),
        left_at=ibis.null("timestamp"),
    )
