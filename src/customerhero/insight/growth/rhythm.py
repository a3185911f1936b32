"""How customers pay: each month, or for a year, half a year or a quarter at once; such payments are spread over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import ibis

from customerhero.facts.collect import collect
from customerhero.facts.keeping import kept
from customerhero.facts.schemas import MONEY
from customerhero.insight.growth.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

TERMS: Final = (3, 6, 12, 24)
_USUAL_GAPS: Final = (3, 6, 11, 12, 13, 24)
_REGULAR: Final = 0.8
"""Gaps between payments are terms when so many of them are those of a quarter, half a year, a year or two."""
_ENOUGH: Final = 5


@dataclass(frozen=True)
class Rhythm:
    """How the customers pay who have been seen for two months and are still here, and what is made of it."""

    monthly: int = 0
    spaced: int = 0
    single: int = 0
    term: int | None = None
    """Months that a payment pays for where a customer's own payments do not tell; None when nothing is spread."""
    spreads_single: bool = False
    is_unclear: bool = False
    """Revenue looks like payments and nothing tells what they pay for: no month can be set beside another."""


def rhythm_of(paid: ir.Table, paces: ir.Table, reach: dict[str, Any], options: Options) -> Rhythm:
    """How customers pay; `paces` has per customer `months` paid, `first_month`, `last_month` and `left_month`."""
    if reach["last"] is None:
        return Rhythm()
    counted = _counted(paces, reach["last"])
    spread_over = reach["last"] - reach["first"] + 1
    payments, everybody = counted.spaced + counted.single, counted.monthly + counted.spaced + counted.single
    if options.term is not None:
        return replace(counted, term=options.term, spreads_single=True)
    if 2 * reach["filled"] < spread_over or not payments:
        return counted  # a few months of a year are snapshots of it, and no payments for it
    term = _common_term(paid, paces) if counted.spaced else None
    mostly = 2 * payments > everybody and everybody >= _ENOUGH
    if term is not None and (not mostly or counted.spaced >= _ENOUGH):
        return replace(counted, term=term, spreads_single=mostly)
    return replace(counted, is_unclear=mostly)


def spread(paid: ir.Table, paces: ir.Table, rhythm: Rhythm, last: int) -> ir.Table:
    """The revenue with payments for more than a month spread over the months they pay for, up to the last month known.

    A payment pays until the next one where that comes about when it should, else for the customer's term.
    """
    plain = paid.select("customer_key", "amount", "month_no")
    if rhythm.term is None:
        return plain
    plan = kept(_plan(paces, rhythm))
    payments = plain.join(plan, plain.customer_key == plan.plan_key)
    order = ibis.window(group_by=payments.customer_key, order_by=payments.month_no)
    payments = payments.mutate(gap=payments.month_no.lead().over(order) - payments.month_no)
    about = (payments.gap - payments.term).abs() <= ibis.greatest(payments.term // 6, 1)
    parts = payments.mutate(over=ibis.coalesce(about, False).ifelse(payments.gap, payments.term).cast("int64"))
    parts = parts.mutate(place=ibis.range(ibis.literal(0, "int64"), parts.over).unnest())
    share = (parts.amount / parts.over).cast(MONEY)
    rest = parts.amount - (share * (parts.over - 1)).cast(MONEY)
    spent = parts.select(
        "customer_key",
        amount=(parts.place == parts.over - 1).ifelse(rest, share).cast(MONEY),
        month_no=(parts.month_no + parts.place).cast("int64"),
    )
    others = plain.anti_join(plan, plain.customer_key == plan.plan_key)
    others = others.mutate(amount=others.amount.cast(MONEY))
    return kept(spent.filter(spent.month_no <= last).union(others))


def _counted(paces: ir.Table, last: int) -> Rhythm:
    seen = paces.filter(last - paces.first_month >= 2, paces.left_month.isnull())
    is_single, is_spaced = seen.months == 1, _is_spaced(seen)
    (row,) = collect(
        seen.aggregate(monthly=(~is_single & ~is_spaced).sum(), spaced=is_spaced.sum(), single=is_single.sum())
    )
    return Rhythm(int(row["monthly"] or 0), int(row["spaced"] or 0), int(row["single"] or 0))


def _is_spaced(paces: ir.Table) -> ir.BooleanValue:
    """On average more than a month and a half from one payment to the next."""
    return (paces.months > 1) & (2 * (paces.last_month - paces.first_month) >= 3 * (paces.months - 1))


def _common_term(paid: ir.Table, paces: ir.Table) -> int | None:
    """The term most customers with regular payments have; None where gaps are anything but terms."""
    spaced = paces.filter(_is_spaced(paces)).select(spaced_key="customer_key")
    theirs = paid.semi_join(spaced, paid.customer_key == spaced.spaced_key)
    order = ibis.window(group_by=theirs.customer_key, order_by=theirs.month_no)
    gaps = theirs.select(gap=theirs.month_no - theirs.month_no.lag().over(order))
    gaps = gaps.filter(gaps.gap.notnull(), gaps.gap > 0)
    counted = {row["gap"]: row["n"] for row in collect(gaps.group_by("gap").aggregate(n=gaps.count()))}
    usual = sum(n for gap, n in counted.items() if gap in _USUAL_GAPS)
    if not counted or usual < _REGULAR * sum(counted.values()):
        return None
    by_term = {term: sum(n for gap, n in counted.items() if abs(gap - term) <= max(term // 6, 1)) for term in TERMS}
    return max(TERMS, key=lambda term: (by_term[term], -term))


def _plan(paces: ir.Table, rhythm: Rhythm) -> ir.Table:
    """The customers whose payments are spread, each with its `term` in months."""
    is_spaced, mean = _is_spaced(paces), (paces.last_month - paces.first_month) / (paces.months - 1).nullif(0)
    own = ibis.cases(*(((mean - term).abs() <= term / 6, term) for term in TERMS), else_=rhythm.term)
    chosen = is_spaced | (ibis.literal(rhythm.spreads_single) & (paces.months == 1))
    planned = paces.filter(chosen)
    return planned.select(
        plan_key="customer_key",
        term=ibis.coalesce((planned.months > 1).ifelse(own, rhythm.term), rhythm.term).cast("int64"),
    )
