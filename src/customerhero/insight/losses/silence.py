"""Silent losses: customers without a contract who stopped coming and told nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.calendar import DAY_US, day_number, day_of_us, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, casebook
from customerhero.insight.losses.lives import Period
from customerhero.insight.losses.options import Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

_MONTH_DAYS = 31


def silent_customers(facts: Facts, period: Period, options: Options) -> ir.Table:
    """One row per customer who has not left and has history enough to know its usual gap.

    Columns: `customer_id`, `segment`, `silent_days` since the last sign, `usual_gap_days`, `is_silent`, `silent_value`
    (twelve times the mean month paid for, null unless silent). A sign is revenue, a case or an event; where there is
    revenue the usual gap is that of the months paid for.
    """
    end_day = min(period.end_us, _newest_us(facts)) // DAY_US
    measured = _measured(facts, end_day)
    judged = measured.filter(measured.paces >= options.silent_history)
    limit = ibis.greatest(judged.usual_gap_days * options.silent_gaps, float(options.silent_least_days))
    days = ibis.literal(options.silent_days) if options.silent_days is not None else limit
    judged = judged.mutate(is_silent=judged.silent_days > days)
    return _with_customer(judged, facts)


def _newest_us(facts: Facts) -> int:
    return us_of_day(facts.known_until.date()) + DAY_US if facts.known_until else 0


def _measured(facts: Facts, end_day: int) -> ir.Table:
    """Per customer: distinct days that tell its pace, the mean gap between them, and days since the last sign.

    Where revenue is kept by month, silence ends with the month after the newest revenue of anybody: bills come late.
    """
    by_revenue = "revenue" in facts.present
    visits, paid = _visits(facts, end_day), _paid(facts, end_day)
    pace = paid if by_revenue else _pace(visits, visits.day, visits.day.nunique(), 0)
    last = _newest(*((visits, paid.select("customer_key", day=paid.last_sign)) if by_revenue else (visits,)))
    joined = pace.drop("last_sign").join(last, pace.customer_key == last.sign_key)
    known_day: ir.IntegerValue = ibis.literal(end_day)
    if by_revenue:
        joined = joined.cross_join(paid.aggregate(newest_day=paid.last_sign.max()))
        known_day = ibis.least(joined.newest_day, end_day)
    return joined.mutate(
        usual_gap_days=(joined.last_day - joined.first_day).cast("float64") / ibis.greatest(joined.paces - 1, 1),
        silent_days=ibis.greatest(known_day - joined.last_sign, 0),
    )


def _visits(facts: Facts, end_day: int) -> ir.Table:
    """`customer_key` and `day` of every case opened and every event; with revenue only the last of each customer."""
    book, events = casebook(facts), facts.events
    opened = book.filter(book.customer_key.notnull(), book.opened_us < end_day * DAY_US)
    seen = events.filter(events.customer_key.notnull(), events.at_us < end_day * DAY_US)
    told = [opened.select("customer_key", at_us=opened.opened_us), seen.select("customer_key", "at_us")]
    if "revenue" in facts.present:  # then revenue tells the pace
        told = [one.group_by("customer_key").aggregate(at_us=one.at_us.max()) for one in told]
    every = told[0].union(told[1])
    return every.select("customer_key", day=day_of_us(every.at_us))


def _paid(facts: Facts, end_day: int) -> ir.Table:
    """The pace of the months paid for; a customer's months are all different where there is one currency."""
    revenue = facts.revenue
    paid = revenue.filter(revenue.amount > 0, revenue.period < date(1970, 1, 1) + timedelta(days=end_day))
    paces = paid.period.nunique() if facts.other_currencies else paid.count()
    return _pace(paid, paid.period, paces, _MONTH_DAYS)


def _pace(signs: ir.Table, day: ir.Column, paces: ir.IntegerScalar, lasts: int) -> ir.Table:
    """Per customer `paces`, `first_day`, `last_day` and `last_sign`, the day until which the last sign lasts."""
    counted = signs.group_by("customer_key").aggregate(paces=paces, first=day.min(), last=day.max())
    dated = isinstance(day, ir.DateColumn)
    first, last = (day_number(one) if dated else one for one in (counted.first, counted.last))
    return counted.select("customer_key", "paces", first_day=first, last_day=last, last_sign=last + lasts)


def _newest(*signs: ir.Table) -> ir.Table:
    every = ibis.union(*signs) if len(signs) > 1 else signs[0]
    return every.group_by(sign_key=every.customer_key).aggregate(last_sign=every.day.max())


def _with_customer(judged: ir.Table, facts: Facts) -> ir.Table:
    here = facts.customers.filter(facts.customers.left_us.isnull())
    here = here.select("customer_id", here_key=here.customer_key, segment=ibis.coalesce(here.segment, NOT_RECORDED))
    joined = judged.join(here, judged.customer_key == here.here_key)
    worth = _yearly_value(facts)
    priced = joined.left_join(worth, joined.here_key == worth.worth_key)
    return priced.mutate(silent_value=priced.is_silent.ifelse(priced.yearly, ibis.null("float64"))).select(
        "customer_id", "segment", "silent_days", "usual_gap_days", "is_silent", "silent_value"
    )


def _yearly_value(facts: Facts) -> ir.Table:
    """Twelve times the mean of the months a customer paid for: what it was worth a year while it came."""
    paid = facts.revenue.filter(facts.revenue.currency == (facts.currency or ""))
    worth = paid.group_by("customer_key").aggregate(total=paid.amount.sum().cast("float64"), months=paid.count())
    return worth.select(worth_key=worth.customer_key, yearly=12 * worth.total / worth.months)
