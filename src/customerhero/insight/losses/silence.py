"""Silent losses: customers without a contract who stopped coming and told nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.calendar import DAY_US, day_number, day_of_us, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, casebook
from customerhero.facts.lives import last_lives
from customerhero.insight.losses.lives import Period
from customerhero.insight.losses.options import Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

_MONTH_DAYS = 31


def silent_customers(facts: Facts, period: Period, options: Options) -> ir.Table:
    """One row per customer who had not left when the period ended and has history enough to know its usual gap.

    Columns: `customer_id`, `segment`, `silent_days` since the last sign, `usual_gap_days`, `is_silent`, `silent_value`
    (twelve times the mean month paid for, null unless silent). Where a customer has revenue
    only what it paid is a sign, and its usual gap is that of the months paid for; otherwise cases and events are signs.
    """
    end_day = min(period.end_us, _newest_us(facts)) // DAY_US
    measured = _measured(facts, end_day)
    judged = measured.filter(measured.paces >= options.silent_history)
    limit = ibis.greatest(judged.usual_gap_days * options.silent_gaps, float(options.silent_least_days))
    days = ibis.literal(options.silent_days) if options.silent_days is not None else limit
    judged = judged.mutate(is_silent=judged.silent_days > days)
    return _with_customer(judged, facts, end_day, options)


def _newest_us(facts: Facts) -> int:
    return us_of_day(facts.known_until.date()) + DAY_US if facts.known_until else 0


def _measured(facts: Facts, end_day: int) -> ir.Table:
    """Per customer: distinct days that tell its pace, the mean gap between them, and days since the last sign.

    Where revenue is kept by month, silence ends with the month after the newest revenue of anybody: bills come late.
    """
    visits = _visits(facts, end_day)
    if "revenue" in facts.present:
        visits = visits.anti_join(facts.revenue, visits.customer_key == facts.revenue.customer_key)
    pace = _pace(visits, visits.day, visits.day.nunique(), 0).mutate(known_day=ibis.literal(end_day, "int64"))
    if "revenue" in facts.present:
        paid = _paid(facts, end_day)
        newest = paid.aggregate(newest_day=paid.last_sign.max())
        paid = paid.cross_join(newest)
        pace = pace.union(paid.mutate(known_day=ibis.least(paid.newest_day, end_day)).drop("newest_day"))
    return pace.mutate(
        usual_gap_days=(pace.last_day - pace.first_day).cast("float64") / ibis.greatest(pace.paces - 1, 1),
        silent_days=ibis.greatest(pace.known_day - pace.last_sign, 0),
    )


def _visits(facts: Facts, end_day: int) -> ir.Table:
    """`customer_key` and `day` of every case opened and every event."""
    book, events = casebook(facts), facts.events
    opened = book.filter(book.customer_key.notnull(), book.opened_us < end_day * DAY_US)
    seen = events.filter(events.customer_key.notnull(), events.at_us < end_day * DAY_US)
    every = opened.select("customer_key", at_us=opened.opened_us).union(seen.select("customer_key", "at_us"))
    return every.select("customer_key", day=day_of_us(every.at_us))


def _paid(facts: Facts, end_day: int) -> ir.Table:
    """The pace of the months paid for; a customer's months are all different where there is one currency."""
    paid = _payments(facts, end_day)
    paces = paid.period.nunique() if facts.other_currencies else paid.count()
    return _pace(paid, paid.period, paces, _MONTH_DAYS)


def _payments(facts: Facts, end_day: int) -> ir.Table:
    """The months paid for before that day; a month of nothing is none."""
    revenue = facts.revenue
    return revenue.filter(revenue.amount > 0, revenue.period < date(1970, 1, 1) + timedelta(days=end_day))


def _pace(signs: ir.Table, day: ir.Column, paces: ir.IntegerScalar, lasts: int) -> ir.Table:
    """Per customer `paces`, `first_day`, `last_day` and `last_sign`, the day until which the last sign lasts."""
    counted = signs.group_by("customer_key").aggregate(paces=paces, first=day.min(), last=day.max())
    dated = isinstance(day, ir.DateColumn)
    first, last = (day_number(one) if dated else one for one in (counted.first, counted.last))
    return counted.select("customer_key", "paces", first_day=first, last_day=last, last_sign=last + lasts)


def _with_customer(judged: ir.Table, facts: Facts, end_day: int, options: Options) -> ir.Table:
    """Of those who had not left at that day's beginning: who left later must not change what was known then."""
    here = last_lives(facts, end_day * DAY_US, options.gap_days)
    here = here.filter(here.left_us.isnull() | (here.left_us >= end_day * DAY_US))
    here = here.select("customer_id", here_key=here.customer_key, segment=ibis.coalesce(here.segment, NOT_RECORDED))
    joined = judged.join(here, judged.customer_key == here.here_key)
    worth = _yearly_value(facts, end_day)
    priced = joined.left_join(worth, joined.here_key == worth.worth_key)
    return priced.mutate(silent_value=priced.is_silent.ifelse(priced.yearly, ibis.null("float64"))).select(
        "customer_id", "segment", "silent_days", "usual_gap_days", "is_silent", "silent_value"
    )


def _yearly_value(facts: Facts, end_day: int) -> ir.Table:
    """Twelve times the mean of the months a customer had paid for: what it was worth a year while it came."""
    paid = _payments(facts, end_day)
    paid = paid.filter(paid.currency == (facts.currency or ""))
    worth = paid.group_by("customer_key").aggregate(total=paid.amount.sum().cast("float64"), months=paid.count())
    return worth.select(worth_key=worth.customer_key, yearly=12 * worth.total / worth.months)
