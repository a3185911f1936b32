"""What growth asks of the facts: each customer's month beside an earlier one, counted by what happened between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.casebook import NOT_RECORDED, month_number, number_of_month
from customerhero.findings.months import month_name, month_start
from customerhero.insight.growth.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_MONEY = "decimal(18,4)"
_EVIDENCE = 20


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, lazy: `known` (months and currency), `bridge` and `samples`.

    `bridge` has, by step (1 or the period), month, segment, acquisition and what happened (new, won_back, up, down,
    same, lost): customers, revenue now and before, and the sums of squares for intervals. FactsError without revenue.
    """
    facts.require("revenue")
    paid = _paid(facts)
    steps = sorted({1, options.period_months})
    moves = ibis.union(*(_moves(paid, step) for step in steps)) if len(steps) > 1 else _moves(paid, 1)
    named = _named(_of_trend(moves, options), facts)
    return {"known": _known(paid, facts, options), "bridge": _bridge(named), "samples": _samples(named, facts, options)}


def _paid(facts: Facts) -> ir.Table:
    """One row per customer and month with its revenue, in the facts' currency."""
    revenue = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""))
    dated = revenue.select("customer_key", "amount", month_no=month_number(revenue.period))
    summed = dated.group_by("customer_key", "month_no").aggregate(amount=dated.amount.sum().cast(_MONEY))
    return summed.filter(summed.amount != 0)


def _moves(paid: ir.Table, step: int) -> ir.Table:
    """Each customer's revenue of a month and of `step` months before, and since when it pays."""
    nothing = ibis.literal(0).cast(_MONEY)
    newest = paid.aggregate(newest=paid.month_no.max())
    now = paid.select("customer_key", "month_no", now=paid.amount, before=nothing)
    then = paid.select("customer_key", month_no=paid.month_no + step, now=nothing, before=paid.amount)
    both = now.union(then)
    sides = both.group_by("customer_key", "month_no").aggregate(
        now=both.now.sum().cast(_MONEY), before=both.before.sum().cast(_MONEY)
    )
    since = paid.group_by(first_key=paid.customer_key).aggregate(first_month=paid.month_no.min())
    dated = sides.join(since, sides.customer_key == since.first_key).cross_join(newest)
    kept = dated.filter(dated.month_no <= dated.newest)
    return kept.mutate(step=ibis.literal(step), kind=_kind(kept, step)).drop("first_key", "newest")


def _kind(sides: ir.Table, step: int) -> ir.StringValue:
    return ibis.cases(
        ((sides.before == 0) & (sides.first_month > sides.month_no - step), "new"),
        (sides.before == 0, "won_back"),
        (sides.now == 0, "lost"),
        (sides.now > sides.before, "up"),
        (sides.now < sides.before, "down"),
        else_="same",
    )


def _of_trend(moves: ir.Table, options: Options) -> ir.Table:
    if options.month is None:
        return moves
    month = number_of_month(month_start(options.month))
    return moves.filter(moves.month_no <= month, moves.month_no > month - options.trend_months)


def _named(moves: ir.Table, facts: Facts) -> ir.Table:
    customers = facts.customers.select("customer_id", "segment", "acquired_by", known_key="customer_key")
    joined = moves.left_join(customers, moves.customer_key == customers.known_key)
    return joined.mutate(
        segment=ibis.coalesce(joined.segment, NOT_RECORDED), acquired_by=ibis.coalesce(joined.acquired_by, "unknown")
    )


def _bridge(named: ir.Table) -> ir.Table:
    now, before = named.now.cast("float64"), named.before.cast("float64")
    return named.group_by("step", "month_no", "segment", "acquired_by", "kind").aggregate(
        customers=named.count(),
        now=named.now.sum().cast("float64"),
        before=named.before.sum().cast("float64"),
        now_squared=(now * now).sum(),
        before_squared=(before * before).sum(),
        product=(now * before).sum(),
    )


def _known(paid: ir.Table, facts: Facts, options: Options) -> ir.Table:
    shown = paid if options.month is None else paid.filter(
        paid.month_no <= number_of_month(month_start(options.month))
    )  # fmt: skip
    day = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    return shown.aggregate(oldest=shown.month_no.min(), newest=shown.month_no.max()).mutate(
        month=ibis.literal(day),
        currency=ibis.literal(facts.currency or ""),
        other_currencies=ibis.literal(len(facts.other_currencies)),
    )


def _samples(named: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """Those who took most revenue away in the month asked for (or that of the day of the data), by step and segment."""
    day = month_start(options.month) if options.month else facts.known_until
    month = number_of_month(day) if day else 0
    less = named.filter(named.month_no == month, named.kind.isin(("lost", "down")), named.customer_id.notnull())
    most = ibis.window(group_by=[less.step, less.segment], order_by=[less.now - less.before, less.customer_id])
    ranked = less.mutate(place=ibis.row_number().over(most), gone=(less.before - less.now).cast("float64"))
    return ranked.filter(ranked.place < _EVIDENCE).select("step", "segment", "customer_id", "gone", "place")
