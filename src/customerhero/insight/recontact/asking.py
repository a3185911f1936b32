"""Re-contact as lazy tables: cells of counts, the customers, and the cases come back about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import (
    US_PER_DAY,
    US_PER_HOUR,
    casebook,
    day_of_data,
    known_us,
    of_last,
    of_month,
    of_trend,
    priced,
)
from customerhero.facts.equal_age import seen_in_time
from customerhero.facts.keeping import kept
from customerhero.facts.repeating import over_customers
from customerhero.findings.months import month_start, months_before
from customerhero.findings.standing_out import LOOKED_BACK
from customerhero.insight.recontact.options import NEEDS, Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError when there are no cases.

    `cells`: closed cases and re-contacts by month, topic, segment and group, and those come back about `later` too, of
    those that `waited` so long; `touched` and `worth`: customers and their revenue by dimension; `recent`: sums over
    the customers of the last months; `waiting`: closed cases too young to tell; `cases`: those come back about, the
    soonest first; `known`: month and currency of the data.
    """
    facts.require(*NEEDS)
    month = month_start(options.month) if options.month else None
    closed = kept(_followed(facts, options))
    ripe = closed.filter(closed.ripe)
    chosen = of_month(ripe, month)
    young = of_month(closed.filter(~closed.ripe), month)
    by_dimension = kept(_by_dimension(chosen))
    return {
        "cells": _cells(_at_equal_age(of_trend(ripe, month), facts, options), options),
        "touched": _touched(by_dimension),
        "recent": over_customers(_cut(of_last(ripe, LOOKED_BACK, month), "topic"), ["again"]),
        "worth": priced(
            by_dimension.filter(by_dimension.again),
            ["dimension", "group"],
            facts,
            months_before(month, -1) if month else None,
        ),
        "waiting": young.aggregate(cases=young.count()),
        "cases": _soonest(chosen, options),
        "known": day_of_data(facts),
    }


def _at_equal_age(ripe: ir.Table, facts: Facts, options: Options) -> ir.Table:
    month = month_start(options.month) if options.month else None
    return ripe.filter(seen_in_time(ripe.month, ripe.done_us + options.days * US_PER_DAY, facts, month))


def _followed(facts: Facts, options: Options) -> ir.Table:
    """Closed cases of known customers: `again` if the customer opened one on the topic soon, `ripe` if time has passed.

    One window over openings and closings instead of a join: an account with a hundred thousand cases stays cheap.
    """
    book = casebook(facts)
    known = book.filter(book.customer_key.notnull())
    closed = of_trend(known.filter(known.done_us.notnull()), month_start(options.month) if options.month else None)
    span = options.days * US_PER_DAY
    followed = _with_returns(known, closed, span)
    return followed.select(
        "case_id", "customer_id", "party_key", "topic", "segment", "month", "done_us",
        again=ibis.coalesce(followed.next_us - followed.done_us <= span, False),
        later=ibis.coalesce(followed.later_us - followed.done_us <= 2 * span, False),
        ripe=followed.done_us <= known_us(facts) - span,
        waited=followed.done_us <= known_us(facts) - 2 * span,
        hours_until=(followed.next_us - followed.done_us).cast("float64") / US_PER_HOUR,
    )  # fmt: skip


def _with_returns(known: ir.Table, closed: ir.Table, span: int) -> ir.Table:
    """The closed cases with `next_us`, when the customer's next one on the topic was opened, and `later_us`.

    That is the next one after `span` has passed. Only customers with more cases on the topic have any.
    """
    several = known.group_by("customer_key", "topic").aggregate(cases=known.count(), link=known.case_key.min())
    several, nothing = kept(several.filter(several.cases > 1)), ibis.null("int64")
    begun = known.filter(known.opened_us.notnull()).join(several, ["customer_key", "topic"])
    ended = closed.join(several, ["customer_key", "topic"])
    both = ibis.union(
        begun.select(
            "link", closed_key=nothing, at_us="opened_us", opening_us="opened_us", own_us=nothing, wait=nothing
        ),
        *(
            ended.select(
                "link", closed_key="case_key", at_us=ended.done_us + wait, opening_us=nothing, own_us="opened_us",
                wait=ibis.literal(wait, "int64"),
            )
            for wait in (0, span)
        ),
    )  # fmt: skip
    backwards = ibis.cumulative_window(
        group_by=both.link, order_by=[both.at_us.desc(), both.closed_key.notnull().cast("int64").desc()]
    )
    followed = both.mutate(next_us=both.opening_us.min().over(backwards))
    followed = kept(followed.filter(followed.closed_key.notnull(), followed.next_us.notnull()))
    first = followed.filter(followed.wait == 0).select("closed_key", "link", "next_us", "own_us")
    later = followed.filter(followed.wait == span).select(later_key="closed_key", later_us="next_us")
    placed = closed.left_join(_by_others(first, begun), [("case_key", "closed_key")])
    return placed.left_join(later, [("case_key", "later_key")])


def _by_others(followed: ir.Table, begun: ir.Table) -> ir.Table:
    """A case whose source says that it was opened after it was closed has not come back by itself: the next one has."""
    itself = ibis.coalesce(followed.next_us == followed.own_us, False)
    contrary = followed.filter(itself)
    times = begun.group_by("link", "opened_us").aggregate(openings=begun.count())
    in_link = ibis.window(group_by=times.link, order_by=times.opened_us)
    times = times.mutate(later_us=times.opened_us.lead().over(in_link))
    beside = contrary.join(
        times, [contrary.link == times.link, contrary.own_us == times.opened_us], rname="time_{name}"
    )
    beside = beside.mutate(next_us=ibis.ifelse(beside.openings > 1, beside.opened_us, beside.later_us))
    others = followed.filter(~itself).select("closed_key", "next_us")
    return ibis.union(others, beside.select("closed_key", "next_us"))


def _cells(cases: ir.Table, options: Options) -> ir.Table:
    keyed = cases.mutate(group=cases[options.by] if options.by else ibis.literal(""))
    return keyed.group_by("month", "topic", "segment", "group").aggregate(
        cases=keyed.count(),
        again=keyed.again.sum(),
        later=(keyed.waited & keyed.later).sum(),
        waited=keyed.waited.sum(),
    )


def _by_dimension(cases: ir.Table) -> ir.Table:
    """The cases once for all, once under their topic and once under their segment."""
    return ibis.union(*(_cut(cases, name) for name in ("all", "topic", "segment")))


def _cut(cases: ir.Table, dimension: str) -> ir.Table:
    group = ibis.literal("") if dimension == "all" else cases[dimension]
    return cases.select("party_key", "again", dimension=ibis.literal(dimension), group=group)


def _soonest(cases: ir.Table, options: Options) -> ir.Table:
    found = cases.filter(cases.again).order_by("hours_until", "case_id").limit(options.most_cases)
    return found.select("case_id", "customer_id", "topic", "hours_until")


def _touched(cases: ir.Table) -> ir.Table:
    parts = [cases.filter(cases.dimension == name) for name in ("all", "topic", "segment")]
    return ibis.union(*(over_customers(part, ["again"]) for part in parts))
