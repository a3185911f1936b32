"""What losses ask of the facts: counts and values of those who left, by month, reason, segment and rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.calendar import DAY_US
from customerhero.facts.casebook import NOT_RECORDED, number_of_month
from customerhero.facts.keeping import kept
from customerhero.facts.lives import left_before_joining, turnover
from customerhero.facts.lives import lives as every_life
from customerhero.findings.months import month_name, month_start
from customerhero.insight.losses.lives import (
    FAR_FUTURE,
    Period,
    day_of_data,
    endings,
    first_record,
    lives,
    runarounds,
    shortly_before,
    signs_of_trouble,
    telling_events,
    with_value,
)
from customerhero.insight.losses.looking_back import months_looked_at
from customerhero.insight.losses.options import Options
from customerhero.insight.losses.silence import silent_customers

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_EVIDENCE = 20


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, lazy. Raises FactsError when there are no customers."""
    facts.require("customers")
    period = Period.asked(facts, options)
    now = kept(with_value(lives(facts, period, options), facts, period, options))
    gone = kept(_gone(now, facts, options))
    telling = kept(telling_events(facts, period, options))
    observed = kept(_observed(now, facts))
    named = kept(_rules_before(telling, observed, options))
    silent = kept(silent_customers(facts, period, options))
    return {
        "totals": _totals(now, facts, options),
        "months": _months(gone, facts, options),
        "turnover": turnover(facts, day_of_data(facts), options.gap_days),
        "left_out": left_before_joining(facts),
        "reasons": _reasons(now, options),
        "segments": _segments(now),
        "exposed": _exposed(facts, options),
        "leavers": _leavers(gone, options),
        "leavers_worth": gone.group_by("segment", month_no=gone.end_month).aggregate(
            value=gone.value.sum().cast("float64")
        ),
        "leavers_known": _leavers_known(gone),
        "complaints": _complaints(signs_of_trouble(facts, telling, period), observed, period, options),
        "friction": _friction(facts, telling, now, options),
        "rules": _rules(named, facts),
        "rule_customers": _rule_customers(named),
        "customers": _customers(now, options),
        "silent": silent.group_by("segment").aggregate(
            judged=silent.count(), silent=silent.is_silent.cast("int64").sum(), value=silent.silent_value.sum()
        ),
        "silent_customers": silent.filter(silent.is_silent)
        .order_by(silent.silent_value.isnull(), silent.silent_value.desc(), silent.customer_id)
        .limit(options.most_listed)
        .select("customer_id", "segment", "silent_days", "usual_gap_days", "silent_value"),
    }


def _totals(now: ir.Table, facts: Facts, options: Options) -> ir.Table:
    lost = now.is_lost
    month = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    counted = now.aggregate(
        customers=now.count(),
        lost=lost.cast("int64").sum().fill_null(0),
        value_lost=now.value.sum(where=lost).cast("float64"),
        value_all=now.value.sum().cast("float64"),
        avoidable=(lost & (now.avoidable == True)).cast("int64").sum().fill_null(0),  # noqa: E712  # a column, not a bool
        avoidable_known=(lost & now.avoidable.notnull()).cast("int64").sum().fill_null(0),
        root_known=(lost & now.root.notnull()).cast("int64").sum().fill_null(0),
        won_back=now.is_back.cast("int64").sum().fill_null(0),
        lost_and_back=(lost & now.back_us.notnull()).cast("int64").sum().fill_null(0),
    )
    return counted.mutate(
        month=ibis.literal(month),
        currency=ibis.literal(facts.currency or ""),
        other_currencies=ibis.literal(len(facts.other_currencies)),
    )


def _gone(now: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """Whoever left in the months that are shown or looked back on, once for each leaving, with its value."""
    if options.month is None:
        return now.filter(now.is_lost)
    last = number_of_month(month_start(options.month))
    ended = endings(facts, options)
    reach = max(options.trend_months, options.months_together + 1)
    ended = ended.filter(ended.end_month <= last, ended.end_month > last - reach)
    return with_value(ended, facts, Period.asked(facts, Options()), options)


def _months(gone: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """Customers lost by month and, in the months that are shown, their value."""
    lost = endings(facts, options)
    if options.month is None:
        gone = with_value(lost, facts, Period.asked(facts, Options()), options)
    worth = gone.group_by(worth_month=gone.end_month).aggregate(value=gone.value.sum().cast("float64"))
    counted = lost.group_by(month_no=lost.end_month).aggregate(lost=lost.count())
    return counted.left_join(worth, counted.month_no == worth.worth_month).drop("worth_month")


def _exposed(facts: Facts, options: Options) -> ir.Table:
    """By segment and month, that asked for and those before it: customers who were `here`, and the `lost` of them."""
    every = every_life(facts, options.gap_days)
    every = every.mutate(
        segment=ibis.coalesce(every.segment, NOT_RECORDED),
        joined_us=ibis.coalesce(every.joined_us, -FAR_FUTURE),
        left_us=ibis.coalesce(every.left_us, FAR_FUTURE),
    )
    counted: dict[str, ir.Value] = {}
    for number in months_looked_at(options):
        month = Period.of_month(number)
        end_us = min(month.end_us, day_of_data(facts))
        here = (every.joined_us < end_us) & (every.left_us >= month.start_us)
        counted[f"here_{number}"] = here.cast("int64").sum()
        counted[f"lost_{number}"] = (here & (every.left_us < end_us)).cast("int64").sum()
    wide = kept(every.group_by("segment").aggregate(every.count().name("lives"), **counted))
    months = [
        wide.select("segment", month_no=ibis.literal(number, "int64"), here=wide[f"here_{number}"],
                    lost=wide[f"lost_{number}"])
        for number in months_looked_at(options)
    ]  # fmt: skip
    nothing = wide.select("segment", month_no=ibis.null("int64"), here=wide.lives, lost=wide.lives)
    return ibis.union(*months) if months else nothing


def _leavers(gone: ir.Table, options: Options) -> ir.Table:
    """Those who left, by month, segment and stated reason."""
    counted = gone.group_by("segment", "stated", month_no=gone.end_month).aggregate(customers=gone.count())
    return counted.order_by(counted.customers.desc(), *counted.columns[:3]).limit(options.most_reasons)


def _leavers_known(gone: ir.Table) -> ir.Table:
    """Of each segment and month the most valuable who left, for evidence."""
    named = gone.filter(gone.customer_id.notnull())
    most = [named.value.isnull(), named.value.desc(), named.customer_id]
    ranked = named.mutate(place=ibis.row_number().over(
        ibis.window(group_by=[named.segment, named.end_month], order_by=most)
    ))  # fmt: skip
    first = ranked.filter(ranked.place < _EVIDENCE)
    return first.select("segment", "customer_id", "place", month_no=first.end_month)


def _reasons(now: ir.Table, options: Options) -> ir.Table:
    lost = now.filter(now.is_lost)
    counted = lost.group_by("stated", "root", "avoidable").aggregate(
        customers=lost.count(), value=lost.value.sum().cast("float64")
    )
    return counted.order_by(counted.customers.desc(), counted.stated, counted.root).limit(options.most_reasons)


def _segments(now: ir.Table) -> ir.Table:
    return now.group_by("segment").aggregate(
        customers=now.count(),
        lost=now.is_lost.cast("int64").sum(),
        value_lost=now.value.sum(where=now.is_lost).cast("float64"),
    )


def _observed(now: ir.Table, facts: Facts) -> ir.Table:
    """The customers who were still there when the first case or event was recorded: of the others nothing is known."""
    beside = now.cross_join(first_record(facts))
    return beside.filter(beside.end_us >= ibis.coalesce(beside.first_us, -FAR_FUTURE)).drop("first_us")


def _complaints(signs: ir.Table, now: ir.Table, period: Period, options: Options) -> ir.Table:
    ends = now.select(ended_key=now.customer_key, ended_us=now.end_us)
    joined = signs.join(ends, signs.customer_key == ends.ended_key)
    if period.whole:
        within = joined.filter(joined.at_us <= joined.ended_us)
    else:  # the same days for those who left and those who stayed: the days before the month
        first = period.start_us - options.before_days * DAY_US
        within = joined.filter(joined.at_us < period.start_us, joined.at_us >= first)
    troubled = within.select("ended_key").distinct().mutate(complained=ibis.literal(True))
    marked = now.left_join(troubled, now.customer_key == troubled.ended_key)
    marked = marked.mutate(complained=ibis.coalesce(marked.complained, False))
    return marked.group_by("complained").aggregate(
        customers=marked.count(),
        lost=marked.is_lost.cast("int64").sum(),
        value_lost=marked.value.sum(where=marked.is_lost).cast("float64"),
    )


def _friction(facts: Facts, telling: ir.Table, now: ir.Table, options: Options) -> ir.Table:
    lost = now.filter(now.is_lost)
    near = shortly_before(telling, lost, options)
    signs = [
        near.filter(near.kind == "refused").select("customer_key", sign=ibis.literal("refused")),
        near.filter(near.kind == "broken").select("customer_key", sign=ibis.literal("broken_promise")),
        near.filter(near.rule_id.notnull()).select("customer_key", sign=ibis.literal("rule_named")),
    ]
    passed = shortly_before(runarounds(facts, lost, options), lost, options)
    signs.append(passed.select("customer_key", sign=ibis.literal("runaround")))
    once = ibis.union(*signs).distinct()
    per_sign = once.group_by("sign").aggregate(customers=once.count())
    anyone = once.select("customer_key").distinct().aggregate(customers=lambda t: t.count())
    return per_sign.union(anyone.select(sign=ibis.literal("any"), customers=anyone.customers))


def _rules_before(telling: ir.Table, now: ir.Table, options: Options) -> ir.Table:
    """One row per customer and rule named in the days before its end."""
    naming = telling.filter(telling.rule_id.notnull())
    once = shortly_before(naming, now, options).select("customer_key", "rule_id").distinct()
    ends = now.select("customer_id", "is_lost", "value", ended_key=now.customer_key)
    return once.join(ends, once.customer_key == ends.ended_key)


def _rules(named: ir.Table, facts: Facts) -> ir.Table:
    counted = named.group_by("rule_id").aggregate(
        customers=named.count(),
        lost=named.is_lost.cast("int64").sum(),
        value_lost=named.value.sum(where=named.is_lost).cast("float64"),
    )
    names = facts.rules.select(known_rule=facts.rules.rule_id, rule_name=facts.rules.name)
    return counted.left_join(names, counted.rule_id == names.known_rule).drop("known_rule")


def _rule_customers(named: ir.Table) -> ir.Table:
    lost = named.filter(named.is_lost)
    in_order = ibis.window(group_by=lost.rule_id, order_by=lost.customer_id)
    ranked = lost.mutate(place=ibis.row_number().over(in_order))
    return ranked.filter(ranked.place < _EVIDENCE).select("rule_id", "customer_id", "place")


def _customers(now: ir.Table, options: Options) -> ir.Table:
    lost = now.filter(now.is_lost)
    first = lost.order_by(lost.value.isnull(), lost.value.desc(), lost.customer_id).limit(options.most_listed)
    return first.select(
        "customer_id", "name", "segment", "left_at", "stated", "root", "avoidable", value=first.value.cast("float64")
    )
