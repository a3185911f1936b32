"""What growth asks of the facts: each customer's month beside an earlier one, counted by what happened between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ibis

from customerhero.facts.casebook import NOT_RECORDED, month_number, number_of_month
from customerhero.facts.collect import collect
from customerhero.facts.keeping import kept
from customerhero.facts.sums import exact_sum
from customerhero.findings.months import month_name, month_start
from customerhero.insight.growth.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

Side = tuple[int, int]
"""A step in months and the month it leads to."""

_MONEY: Final = "decimal(18,4)"
_NOTHING: Final = ibis.literal(0).cast(_MONEY)
_EVIDENCE: Final = 20
_TOGETHER: Final = 16


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question: `known` (months and currency), `bridge`, `samples` and `refunds`.

    `bridge` has, by step (1 or the period), month, segment, acquisition and what happened (new, won_back, up, down,
    same, lost): customers, revenue now and before, and the sums of squares for intervals. FactsError without revenue.
    """
    facts.require("revenue")
    paid = _paid(facts)
    reach = kept(_reach(paid, options))
    found = collect(reach)[0]
    sides = _sides(paid, facts, _wanted(found, facts, options))
    return {
        "known": _known(reach, facts, options),
        "bridge": _all([_bridge(side) for side in sides.values()]),
        "samples": _samples(sides, found["newest"] or _month_asked(facts, options)),
        "refunds": _refunds(facts),
    }


def _refunds(facts: Facts) -> ir.Table:
    """By month the customers whose refunds exceed what they paid in it, and by how much: no part of the bridge."""
    back = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""), facts.revenue.amount < 0)
    named = back.select("customer_key", "amount", month_no=month_number(back.period))
    return named.group_by("month_no").aggregate(customers=named.count(), amount=named.amount.sum().cast("float64"))


def _paid(facts: Facts) -> ir.Table:
    """Revenue in the facts' currency, with the number of its month; whoever only gets a refund does not pay."""
    revenue = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""), facts.revenue.amount > 0)
    return revenue.select("customer_key", "amount", "period", month_no=month_number(revenue.period))


def _reach(paid: ir.Table, options: Options) -> ir.Table:
    """One row: the `oldest` and `newest` month up to that asked for, and the `last` of all."""
    shown = paid.month_no <= number_of_month(month_start(options.month)) if options.month else ibis.literal(True)
    found = paid.aggregate(
        oldest=paid.period.min(where=shown), newest=paid.period.max(where=shown), last=paid.period.max()
    )
    return found.select(*(month_number(found[name]).name(name) for name in ("oldest", "newest", "last")))


def _wanted(reach: dict[str, Any], facts: Facts, options: Options) -> list[Side]:
    """Every month of the trend beside the month before; the newest also beside that of the last period."""
    if reach["newest"] is None:
        return [(1, _month_asked(facts, options))]
    asked = number_of_month(month_start(options.month)) if options.month else reach["last"]
    first = asked - options.trend_months + 1 if options.month else reach["oldest"]
    months = [(1, month) for month in range(first, min(asked, reach["last"]) + 1)]
    longer = [(options.period_months, reach["newest"])] if first <= reach["newest"] else []
    return list(dict.fromkeys([*months, *longer])) or [(1, asked)]


def _sides(paid: ir.Table, facts: Facts, wanted: list[Side]) -> dict[Side, ir.Table]:
    """For each step and month one table: customers with revenue `now` and `before`, and what `kind` of change it is.

    Revenue is summed once for a year of months, a column each: joining each month to another costs ten times as much.
    """
    found: dict[Side, ir.Table] = {}
    for place in range(0, len(wanted), _TOGETHER):
        some = wanted[place : place + _TOGETHER]
        wide = kept(_wide(paid, facts, sorted({month for step, last in some for month in (last - step, last)})))
        found |= {side: _side(wide, *side) for side in some}
    return found


def _wide(paid: ir.Table, facts: Facts, months: list[int]) -> ir.Table:
    """One row per customer: its revenue of each of these months, the first month it ever paid, and who it is."""
    chosen = paid.filter(paid.month_no >= months[0], paid.month_no <= months[-1])
    summed = chosen.group_by("customer_key").aggregate(
        chosen.amount.sum(where=chosen.month_no == month).cast(_MONEY).name(_column(month)) for month in months
    )
    since = paid.group_by(first_key=paid.customer_key).aggregate(first=paid.period.min())
    since = since.select("first_key", first_month=month_number(since.first))
    dated = summed.join(since, summed.customer_key == since.first_key)
    customers = facts.customers.select("customer_id", "segment", "acquired_by", known_key="customer_key")
    joined = dated.left_join(customers, dated.customer_key == customers.known_key)
    return joined.select(
        "customer_id",
        "first_month",
        *(ibis.coalesce(joined[_column(month)], _NOTHING).name(_column(month)) for month in months),
        segment=ibis.coalesce(joined.segment, NOT_RECORDED),
        acquired_by=ibis.coalesce(joined.acquired_by, "unknown"),
    )


def _column(month: int) -> str:
    return f"paid_{month}"


def _side(wide: ir.Table, step: int, month: int) -> ir.Table:
    sides = wide.select(
        "customer_id", "segment", "acquired_by", "first_month",
        now=wide[_column(month)], before=wide[_column(month - step)],
        step=ibis.literal(step, "int64"), month_no=ibis.literal(month, "int64"),
    )  # fmt: skip
    sides = sides.filter((sides.now != 0) | (sides.before != 0))
    return sides.mutate(kind=_kind(sides, step))


def _kind(sides: ir.Table, step: int) -> ir.StringValue:
    return ibis.cases(
        ((sides.before == 0) & (sides.first_month > sides.month_no - step), "new"),
        (sides.before == 0, "won_back"),
        (sides.now == 0, "lost"),
        (sides.now > sides.before, "up"),
        (sides.now < sides.before, "down"),
        else_="same",
    )


def _bridge(named: ir.Table) -> ir.Table:
    now, before = named.now.cast("float64"), named.before.cast("float64")
    return named.group_by("step", "month_no", "segment", "acquired_by", "kind").aggregate(
        customers=named.count(),
        now=named.now.sum().cast("float64"),
        before=named.before.sum().cast("float64"),
        now_squared=exact_sum(now * now, digits=38),
        before_squared=exact_sum(before * before, digits=38),
        product=exact_sum(now * before, digits=38),
    )


def _known(reach: ir.Table, facts: Facts, options: Options) -> ir.Table:
    day = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    return reach.select(
        "oldest",
        "newest",
        month=ibis.literal(day),
        currency=ibis.literal(facts.currency or ""),
        other_currencies=ibis.literal(len(facts.other_currencies)),
    )


def _month_asked(facts: Facts, options: Options) -> int:
    """The month asked for, or that of the day of the data."""
    day = month_start(options.month) if options.month else facts.known_until
    return number_of_month(day) if day else 0


def _samples(sides: dict[Side, ir.Table], month: int) -> ir.Table:
    """Those who took most revenue away in that month, by step and segment."""
    of_month = [side for (_, last), side in sides.items() if last == month]
    every = _all(of_month or [side.filter(ibis.literal(False)) for side in sides.values()])
    less = every.filter(every.kind.isin(("lost", "down")), every.customer_id.notnull())
    most = ibis.window(group_by=[less.step, less.segment], order_by=[less.now - less.before, less.customer_id])
    ranked = less.mutate(place=ibis.row_number().over(most), gone=(less.before - less.now).cast("float64"))
    return ranked.filter(ranked.place < _EVIDENCE).select("step", "segment", "customer_id", "gone", "place")


def _all(tables: list[ir.Table]) -> ir.Table:
    return ibis.union(*tables) if len(tables) > 1 else tables[0]
