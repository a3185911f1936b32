"""What retention asks of the facts: a life table counted in the engine, so that only a few thousand rows come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.calendar import DAY_US, day_number, day_of_us, first_day, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, month_number, number_of_month
from customerhero.facts.keeping import kept
from customerhero.facts.lives import last_lives, left_before_joining, lives, turnover
from customerhero.findings.months import month_name, month_start
from customerhero.insight.retention.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_NEWEST = 1_000
_VALUE_MONTHS = 12
_TIMED = {"events": "at_us", "cases": "opened_us", "feedback": "at_us"}


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, lazy. Raises FactsError when there are no customers.

    `exits` and `entries` by group and duration in days; `turnover` by the months lives began and ended in; `record`
    (the first day on record, null when that is not asked); `left_out`; `lost` (value) and `samples` by group. Of
    whoever came back the last life is counted.
    """
    facts.require("customers")
    counted = kept(_lives(facts, options))  # the customers are read once for all parts
    seen = counted.filter(counted.is_seen)
    lost = seen.filter(seen.is_lost)
    return {
        "exits": seen.group_by("group", "days").aggregate(
            lost=seen.is_lost.cast("int64").sum(), censored=(~seen.is_lost).cast("int64").sum()
        ),
        "entries": seen.group_by("group", "entry").aggregate(customers=seen.count()),
        "record": _first_day(facts, options),
        "left_out": _left_out(counted, facts, options),
        "turnover": turnover(facts, _end_us(facts, options), options.gap_days),
        "lost": _lost(lost, facts),
        "samples": _samples(lost),
    }


def _lives(facts: Facts, options: Options) -> ir.Table:
    end_us = _end_us(facts, options)
    came = last_lives(facts, end_us, options.gap_days)
    is_lost = came.left_us.notnull() & (came.left_us < end_us)
    days = came.select(
        "customer_id", "customer_key", "left_at", "left_us", is_lost.name("is_lost"), came_back=came.nth > 1,
        group=ibis.coalesce(came[options.group], NOT_RECORDED),
        joined_day=day_of_us(came.joined_us),
        exit_day=day_of_us(is_lost.ifelse(came.left_us, end_us - 1)),
    )  # fmt: skip
    return _with_entry(days, facts, options)


def _with_entry(days: ir.Table, facts: Facts, options: Options) -> ir.Table:
    started = days.cross_join(_first_day(facts, options))
    late = ibis.coalesce(started.first_day - started.joined_day, 0)
    timed = started.mutate(
        days=started.exit_day - started.joined_day,
        entry=ibis.greatest(late, 0),
    )
    is_seen = (timed.days >= 0) & ((timed.entry < timed.days) | (timed.entry == 0))
    return timed.mutate(is_seen=ibis.coalesce(is_seen, False))


def _first_day(facts: Facts, options: Options) -> ir.Table:
    """The day from which those who leave are on record: the first fact, or the first leaving when that is earlier."""
    every = lives(facts, options.gap_days)
    firsts = [every.aggregate(day=day_of_us(every.left_us.min()))]
    other = [
        table.aggregate(day=day_of_us(table[column].min()))
        for name, column in _TIMED.items()
        if name in facts.present
        for table in [facts.tables[name]]
    ]
    if "revenue" in facts.present:
        other.append(facts.revenue.aggregate(day=day_number(facts.revenue.period.min())))
    if not other or not options.delayed_entry:
        return firsts[0].select(first_day=ibis.null("int64"))
    every = ibis.union(*firsts, *other)
    return every.aggregate(first_day=every.day.min())


def _end_us(facts: Facts, options: Options) -> int:
    known = us_of_day(facts.known_until.date()) + DAY_US if facts.known_until else 0
    if options.month is None:
        return known
    return min(known, us_of_day(first_day(number_of_month(month_start(options.month)) + 1)))


def _left_out(last: ir.Table, facts: Facts, options: Options) -> ir.Table:
    month = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    counted = last.aggregate(
        customers=last.count(),
        without_start=last.joined_day.isnull().cast("int64").sum(),
        lost_without_start=(last.joined_day.isnull() & last.is_lost).cast("int64").sum(),
        came_back=last.came_back.cast("int64").sum(),
        gone_before_facts=ibis.coalesce(((last.days >= 0) & ~last.is_seen).cast("int64").sum(), 0),
        late_entries=(last.is_seen & (last.entry > 0)).cast("int64").sum(),
    )
    counted = counted.cross_join(left_before_joining(facts))
    return counted.mutate(month=ibis.literal(month), currency=ibis.literal(facts.currency or ""))


def _lost(lost: ir.Table, facts: Facts) -> ir.Table:
    """Per group: customers lost and what they paid in the twelve months up to the month they left."""
    revenue = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""))
    paid = revenue.select("amount", "period", paid_key=revenue.customer_key)
    gone = lost.select("customer_key", "group", last=month_number(lost.left_at))
    joined = gone.join(paid, gone.customer_key == paid.paid_key)
    months = joined.mutate(month_no=month_number(joined.period))  # after the join: of few rows
    joined = months.filter(months.month_no <= months.last, months.month_no > months.last - _VALUE_MONTHS)
    return joined.group_by("group").aggregate(value=joined.amount.sum().cast("float64"))


def _samples(lost: ir.Table) -> ir.Table:
    """The newest losses of all groups: a sorted top of a million customers costs less than a window over each group."""
    return lost.order_by(lost.left_us.desc(), lost.customer_id).limit(_NEWEST).select("group", "customer_id", "left_us")
