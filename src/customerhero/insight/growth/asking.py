"""What growth asks of the facts: each customer's month beside an earlier one, counted by what happened between."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import ibis

from customerhero.facts.casebook import NOT_RECORDED, month_number, number_of_month
from customerhero.facts.collect import collect
from customerhero.facts.keeping import kept
from customerhero.facts.lives import lives
from customerhero.facts.schemas import MONEY
from customerhero.facts.sums import exact_sum
from customerhero.findings.months import is_over, month_name, month_start
from customerhero.insight.growth.options import LESS, Options
from customerhero.insight.growth.rhythm import Rhythm, rhythm_of, spread
from customerhero.insight.growth.whole import cut_months

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

Side = tuple[int, int]
"""A step in months and the month it leads to."""

_NOTHING: Final = ibis.literal(0).cast(MONEY)
_EVIDENCE: Final = 20
_TOGETHER: Final = 16
_YEAR: Final = 12


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question: `known` (months, currency, how customers pay), `bridge`, `samples`, `paid`, `refunds`
    and `left` (by the list of customers).

    `bridge` has, by step (1 or the period), month, segment, acquisition and what happened (new, won_back, unseen, up,
    down, same, stopped, lost): customers, revenue now and before, and the sums of squares for intervals. `paid`
    has, by step and segment, what those who pay less now paid in the twelve months up to the earlier month
    (`paid_up_to_base`) and in the twelve before the newest (`paid_before_now`). FactsError without revenue.
    """
    facts.require("revenue")
    raw = _paid(facts)
    paces = kept(_paces(raw, facts))
    found = collect(_reach(raw, options))[0]
    rhythm = rhythm_of(raw, paces, found, options)
    asked = Asked(facts, options, spread(raw, paces, rhythm, found["last"] or 0), paces, found)
    monthly = _sides(asked, _monthly(asked))
    bridge = kept(_all([_bridge(side) for side in monthly.values()]))
    whole = _whole(asked, bridge, rhythm)
    longer = {} if rhythm.is_unclear else _sides(asked, [(options.period_months, whole.newest)] if whole.newest else [])
    sides = {**longer, **monthly}
    return {
        "known": _known(asked, whole, rhythm),
        "bridge": _all([bridge, *(_bridge(longer[side]) for side in longer.keys() - monthly.keys())]),
        "samples": _samples(sides, whole.newest or _month_asked(facts, options)),
        "paid": _paid_by_those_who_pay_less(asked, sides, whole.newest or _month_asked(facts, options)),
        "refunds": _refunds(facts),
        "left": _left(facts),
    }


def _left(facts: Facts) -> ir.Table:
    """By month the `customers` who left in it as the list of customers knows, whether they ever paid or not."""
    every = lives(facts)
    gone = every.filter(every.left_at.notnull()).select(month_no=month_number(every.left_at))
    return gone.group_by("month_no").aggregate(customers=gone.count())


def _refunds(facts: Facts) -> ir.Table:
    """By month the customers whose refunds exceed what they paid in it, and by how much: no part of the bridge."""
    back = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""), facts.revenue.amount < 0)
    named = back.select("customer_key", "amount", month_no=month_number(back.period))
    return named.group_by("month_no").aggregate(customers=named.count(), amount=named.amount.sum().cast("float64"))


@dataclass(frozen=True)
class Asked:
    """What a question about growth works with: revenue by month, how each customer pays, and how far it reaches."""

    facts: Facts
    options: Options
    paid: ir.Table
    paces: ir.Table
    reach: dict[str, Any]
    wides: list[ir.Table] = field(default_factory=list)
    """The tables with a column a month that were made already: a year before the newest month is often among them."""

    @cached_property
    def leaving_is_known(self) -> bool:
        """Whether the list of customers names anybody who left: then it decides who is lost."""
        every = lives(self.facts)
        return bool(collect(every.aggregate(left=every.left_us.count()))[0]["left"])


@dataclass(frozen=True)
class Whole:
    """The months that can be compared: the first and the newest of them, and those of which a part is missing."""

    oldest: int | None
    newest: int | None
    cut: frozenset[int]


def _paid(facts: Facts) -> ir.Table:
    """Revenue in the facts' currency, with the number of its month; whoever only gets a refund does not pay."""
    revenue = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""), facts.revenue.amount > 0)
    return revenue.select("customer_key", "amount", "period", month_no=month_number(revenue.period))


def _paces(paid: ir.Table, facts: Facts) -> ir.Table:
    """Per customer the `months` it paid in, the first and last of them, and those its last life began and ended in."""
    counted = paid.group_by("customer_key").aggregate(
        months=paid.count(), first=paid.period.min(), last=paid.period.max()
    )
    every = lives(facts)
    last = every.filter(every.back_us.isnull()).select(
        "nth",
        life_key="customer_key",
        joined_month=month_number(every.joined_at),
        left_month=month_number(every.left_at),
    )
    joined = counted.left_join(last, counted.customer_key == last.life_key)
    return joined.select(
        "customer_key", "months", "joined_month", "left_month", "nth",
        first_month=month_number(joined["first"]),
        last_month=month_number(joined["last"]),
    )  # fmt: skip


def _reach(paid: ir.Table, options: Options) -> ir.Table:
    """One row: `oldest` and `newest` month up to that asked for, `first` and `last` of all, how many are `filled`."""
    shown = paid.month_no <= number_of_month(month_start(options.month)) if options.month else ibis.literal(True)
    found = paid.aggregate(
        oldest=paid.period.min(where=shown), newest=paid.period.max(where=shown), last=paid.period.max(),
        first=paid.period.min(), filled=paid.period.nunique(),
    )  # fmt: skip
    months = (month_number(found[name]).name(name) for name in ("oldest", "newest", "last", "first"))
    return found.select(*months, "filled")


def _monthly(asked: Asked) -> list[Side]:
    """Every month of the trend beside the month before."""
    options, reach = asked.options, asked.reach
    if reach["newest"] is None:
        return [(1, _month_asked(asked.facts, options))]
    wanted = number_of_month(month_start(options.month)) if options.month else reach["last"]
    first = wanted - options.trend_months + 1 if options.month else reach["oldest"]
    return [(1, month) for month in range(first, min(wanted, reach["last"]) + 1)] or [(1, wanted)]


def _whole(asked: Asked, bridge: ir.Table, rhythm: Rhythm) -> Whole:
    reach, known = asked.reach, asked.facts.known_until
    if reach["newest"] is None or rhythm.is_unclear:
        return Whole(reach["oldest"], reach["newest"], frozenset())
    counted = collect(bridge.group_by("month_no", "kind").aggregate(customers=bridge.customers.sum()))
    cut = cut_months(counted, leaving_is_known=asked.leaving_is_known) & set(range(reach["first"], reach["newest"] + 1))
    is_late = any(row["kind"] == "unseen" and row["month_no"] > reach["first"] for row in counted)
    oldest = reach["oldest"] + (rhythm.term - 1 if rhythm.term and is_late and reach["oldest"] == reach["first"] else 0)
    months = range(oldest, reach["newest"] + 1)
    cut |= {month for month in months if not is_over(month, known.date() if known else None)}
    whole = [month for month in months if month not in cut]
    return Whole(min(whole, default=None), max(whole, default=None), frozenset(cut))


def _sides(asked: Asked, wanted: list[Side]) -> dict[Side, ir.Table]:
    """For each step and month one table: customers with revenue `now` and `before`, and what `kind` of change it is.

    Revenue is summed once for a year of months, a column each: joining each month to another costs ten times as much.
    """
    found: dict[Side, ir.Table] = {}
    for place in range(0, len(wanted), _TOGETHER):
        some = wanted[place : place + _TOGETHER]
        wide = _wide(asked, sorted({month for step, last in some for month in (last - step, last)}))
        found |= {side: _side(asked, wide, *side) for side in some}
    return found


def _wide(asked: Asked, months: list[int]) -> ir.Table:
    """A kept table with these months: one that is there already, else a new one."""
    columns = {_column(month) for month in months}
    there = next((wide for wide in asked.wides if columns <= set(wide.columns)), None)
    if there is not None:
        return there
    asked.wides.append(kept(_months_beside(asked, months)))
    return asked.wides[-1]


def _months_beside(asked: Asked, months: list[int]) -> ir.Table:
    """One row per customer: its revenue of each of these months, the first month it ever paid, and who it is."""
    paid, paces, facts = asked.paid, asked.paces, asked.facts
    chosen = paid.filter(paid.month_no >= months[0], paid.month_no <= months[-1])
    summed = chosen.group_by("customer_key").aggregate(
        chosen.amount.sum(where=chosen.month_no == month).cast(MONEY).name(_column(month)) for month in months
    )
    since = paces.select("first_month", "joined_month", "left_month", "nth", first_key="customer_key")
    dated = summed.join(since, summed.customer_key == since.first_key)
    customers = facts.customers.select("customer_id", "segment", "acquired_by", known_key="customer_key")
    joined = dated.left_join(customers, dated.customer_key == customers.known_key)
    return joined.select(
        "customer_key",
        "customer_id",
        "first_month",
        "joined_month",
        "left_month",
        "nth",
        *(ibis.coalesce(joined[_column(month)], _NOTHING).name(_column(month)) for month in months),
        segment=ibis.coalesce(joined.segment, NOT_RECORDED),
        acquired_by=ibis.coalesce(joined.acquired_by, "unknown"),
    )


def _column(month: int) -> str:
    return f"paid_{month}"


def _side(asked: Asked, wide: ir.Table, step: int, month: int) -> ir.Table:
    sides = wide.select(
        "customer_key", "customer_id", "segment", "acquired_by", "first_month", "joined_month", "left_month", "nth",
        now=wide[_column(month)], before=wide[_column(month - step)],
        step=ibis.literal(step, "int64"), month_no=ibis.literal(month, "int64"),
    )  # fmt: skip
    sides = sides.filter((sides.now != 0) | (sides.before != 0))
    return sides.mutate(kind=_kind(asked, sides, step))


def _kind(asked: Asked, sides: ir.Table, step: int) -> ir.StringValue:
    """What happened to a customer; the list of customers decides who is new and who is lost, revenue how much."""
    base, first = sides.month_no - step, asked.reach["first"] or 0
    came_before = ibis.coalesce(sides.joined_month < first, False)
    came_back = ibis.coalesce((sides.nth > 1) & (sides.joined_month > base), False)
    is_here = ibis.literal(asked.leaving_is_known) & sides.nth.notnull()
    is_here &= ibis.coalesce(sides.left_month > sides.month_no, True)
    is_here &= ibis.coalesce(sides.joined_month <= sides.month_no, True)
    return ibis.cases(
        ((sides.before == 0) & ((sides.first_month <= base) | came_back), "won_back"),
        ((sides.before == 0) & came_before, "unseen"),
        (sides.before == 0, "new"),
        ((sides.now == 0) & is_here, "stopped"),
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


def _known(asked: Asked, whole: Whole, rhythm: Rhythm) -> ir.Table:
    facts, options = asked.facts, asked.options
    day = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    told: dict[str, Any] = {
        "oldest": whole.oldest, "newest": whole.newest, "newest_of_all": asked.reach["newest"],
        "term": rhythm.term, "monthly": rhythm.monthly, "spaced": rhythm.spaced, "single": rhythm.single,
        "is_unclear": rhythm.is_unclear, "leaving_is_known": asked.leaving_is_known,
        "cut": ",".join(map(str, sorted(whole.cut))), "month": day, "currency": facts.currency or "",
        "other_currencies": len(facts.other_currencies),
    }  # fmt: skip
    one = asked.paces.aggregate(rows=asked.paces.count())
    return one.select(**{name: _literal(value) for name, value in told.items()})


def _literal(value: Any) -> ir.Scalar:
    return ibis.null("int64") if value is None else ibis.literal(value)


def _month_asked(facts: Facts, options: Options) -> int:
    """The month asked for, or that of the day of the data."""
    day = month_start(options.month) if options.month else facts.known_until
    return number_of_month(day) if day else 0


def _samples(sides: dict[Side, ir.Table], month: int) -> ir.Table:
    """Those who took most revenue away in that month, by step and segment."""
    every = _all(_of_month(sides, month))
    less = every.filter(every.kind.isin(LESS), every.customer_id.notnull())
    most = ibis.window(group_by=[less.step, less.segment], order_by=[less.now - less.before, less.customer_id])
    ranked = less.mutate(place=ibis.row_number().over(most), gone=(less.before - less.now).cast("float64"))
    return ranked.filter(ranked.place < _EVIDENCE).select("step", "segment", "customer_id", "gone", "place")


def _paid_by_those_who_pay_less(asked: Asked, sides: dict[Side, ir.Table], month: int) -> ir.Table:
    every = _all(_of_month(sides, month))
    less = every.filter(every.kind.isin(LESS)).select("step", "segment", "month_no", less_key="customer_key")
    longest = max(step for step, _ in sides)
    paid = asked.paid.filter(asked.paid.month_no < month, asked.paid.month_no > month - longest - _YEAR)
    paid = paid.select("customer_key", "amount", paid_no="month_no")
    both = less.join(paid, less.less_key == paid.customer_key)
    base = both.month_no - both.step
    up_to_base, before_now = (both.paid_no <= base) & (both.paid_no > base - _YEAR), both.paid_no >= month - _YEAR
    return both.group_by("step", "segment").aggregate(
        paid_up_to_base=ibis.coalesce(both.amount.sum(where=up_to_base).cast("float64"), 0.0),
        paid_before_now=ibis.coalesce(both.amount.sum(where=before_now).cast("float64"), 0.0),
    )


def _of_month(sides: dict[Side, ir.Table], month: int) -> list[ir.Table]:
    of_month = [side for (_, last), side in sides.items() if last == month]
    return of_month or [side.filter(ibis.literal(False)) for side in sides.values()]


def _all(tables: list[ir.Table]) -> ir.Table:
    # Spark takes small numbers for int32, and a table that was named there says so
    wide = [table.mutate(step=table.step.cast("int64"), month_no=table.month_no.cast("int64")) for table in tables]
    return ibis.union(*wide)
