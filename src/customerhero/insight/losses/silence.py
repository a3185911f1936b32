"""Silent losses: customers without a contract who stopped coming and told nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.calendar import DAY_US, day_number, day_of_us, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, casebook
from customerhero.insight.losses.lives import Period
from customerhero.insight.losses.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_MONTH_DAYS = 31


def silent_customers(facts: Facts, period: Period, options: Options) -> ir.Table:
    """One row per customer who has not left and has history enough to know its usual gap.

    Columns: `customer_id`, `segment`, `silent_days` since the last sign, `usual_gap_days`, `is_silent`, `silent_value`
    (twelve times the mean month paid for, null unless silent). A sign is revenue, a case or an event; where there is
    revenue the usual gap is that of the months paid for.
    """
    end_day = min(period.end_us, _newest_us(facts)) // DAY_US
    signs = _signs(facts)
    signs = signs.filter(signs.day < end_day)
    measured = _measured(signs, facts, end_day)
    judged = measured.filter(measured.paces >= options.silent_history)
    limit = ibis.greatest(judged.usual_gap_days * options.silent_gaps, float(options.silent_least_days))
    days = ibis.literal(options.silent_days) if options.silent_days is not None else limit
    judged = judged.mutate(is_silent=judged.silent_days > days)
    return _with_customer(judged, facts)


def _newest_us(facts: Facts) -> int:
    return us_of_day(facts.known_until.date()) + DAY_US if facts.known_until else 0


def _signs(facts: Facts) -> ir.Table:
    """`customer_key`, `day` and `paces`: 1 where the day tells the customer's own pace."""
    revenue, book, events = facts.revenue, casebook(facts), facts.events
    by_revenue = "revenue" in facts.present
    paid = revenue.filter(revenue.amount > 0)
    opened = book.filter(book.customer_key.notnull(), book.opened_us.notnull())
    seen = events.filter(events.customer_key.notnull())
    other = ibis.literal(0 if by_revenue else 1)
    return ibis.union(
        paid.select(
            "customer_key", day=day_number(paid.period), is_pace=ibis.literal(1), lasts=ibis.literal(_MONTH_DAYS)
        ),
        opened.select("customer_key", day=day_of_us(opened.opened_us), is_pace=other, lasts=ibis.literal(0)),
        seen.select("customer_key", day=day_of_us(seen.at_us), is_pace=other, lasts=ibis.literal(0)),
    )


def _measured(signs: ir.Table, facts: Facts, end_day: int) -> ir.Table:
    """Per customer: distinct days that tell its pace, the mean gap between them, and days since the last sign.

    Where revenue is kept by month, silence ends with the month after the newest revenue of anybody: bills come late.
    """
    paces = signs.filter(signs.is_pace == 1)
    pace = paces.group_by("customer_key").aggregate(
        paces=paces.day.nunique(), first_day=paces.day.min(), last_day=paces.day.max()
    )
    last = signs.group_by("customer_key").aggregate(last_sign=(signs.day + signs.lasts).max())
    last = last.rename(sign_key="customer_key")
    joined = pace.join(last, pace.customer_key == last.sign_key)
    newest = paces.aggregate(newest_day=(paces.day + paces.lasts).max())
    joined = joined.cross_join(newest)
    known_day = ibis.least(joined.newest_day, end_day) if "revenue" in facts.present else ibis.literal(end_day)
    return joined.mutate(
        usual_gap_days=(joined.last_day - joined.first_day).cast("float64") / ibis.greatest(joined.paces - 1, 1),
        silent_days=ibis.greatest(known_day - joined.last_sign, 0),
    )


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
