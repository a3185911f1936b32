"""What customers are worth: the revenue of the twelve months up to a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

MONTHS_OF_VALUE = 12


def customer_value(facts: Facts, until: date | None = None) -> ir.Table:
    """One row per customer with revenue: `customer_key` and `value`, in the facts' currency (float64).

    The value is the revenue of the twelve months before `until` (a first of a month, exclusive); without it, of the
    twelve months up to the day of the data. Other currencies are left out, never converted.
    """
    end = until or _month_after(facts)
    return facts.once(f"customer_value until {end}", lambda: _customer_value(facts, end))


def _customer_value(facts: Facts, end: date | None) -> ir.Table:
    revenue = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""))
    if end is not None:
        start = date(end.year - 1, end.month, 1)
        revenue = revenue.filter(revenue.period >= start, revenue.period < end)
    return revenue.group_by("customer_key").aggregate(value=revenue.amount.sum().cast("float64"))


def _month_after(facts: Facts) -> date | None:
    if facts.known_until is None:
        return None
    year, month = facts.known_until.year, facts.known_until.month
    return date(year + month // 12, month % 12 + 1, 1)
