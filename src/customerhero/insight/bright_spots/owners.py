"""Retention by who looks after the customer: customer-years and losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.calendar import first_day, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, US_PER_DAY, known_us, number_of_month
from customerhero.facts.lives import lives
from customerhero.findings.months import month_start
from customerhero.insight.bright_spots.casework import actors
from customerhero.insight.bright_spots.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_YEAR_US: Final = 365.25 * US_PER_DAY


def owned(facts: Facts, options: Options) -> ir.Table:
    """By actor, segment and time as a customer: `years` looked after within the window, `lost`, `customers`.

    Years run from the day a customer joined, or the window began, to the day it left, or the window ended. Without a
    month the window begins with the first leaving on record.
    """
    spans = _spans(_looked_after(facts, options), facts, options)
    seen = spans.filter(spans.until_us > spans.from_us, ibis.literal(options.asks_for("retention")))
    old = seen.from_us - seen.joined_us
    tenure = ibis.cases((old < _YEAR_US, "first year"), (old < 3 * _YEAR_US, "up to three years"), else_="longer")
    years = (seen.until_us - seen.from_us).cast("float64") / _YEAR_US
    lost = ibis.coalesce(seen.left_us == seen.until_us, False).cast("int64")
    told = seen.select(
        "actor", segment=ibis.coalesce(seen.segment, NOT_RECORDED), tenure=tenure, years=years, lost=lost
    )
    return told.group_by("actor", "segment", "tenure").aggregate(
        years=told.years.sum(), lost=told.lost.sum(), customers=told.count()
    )


def _looked_after(facts: Facts, options: Options) -> ir.Table:
    customers, people = lives(facts), facts.people
    kept = customers.filter(customers.owner_id.notnull(), customers.joined_us.notnull())
    plain = kept.select("customer_key", "segment", "joined_us", "left_us", person_id="owner_id")
    if options.of_people:
        return actors(plain, facts, options)
    placed = people.select(owner="person_id", team_id="team_id")
    return actors(plain.join(placed, plain.person_id == placed.owner), facts, options)


def _spans(customers: ir.Table, facts: Facts, options: Options) -> ir.Table:
    begun, end = _begun(customers, facts, options), known_us(facts)
    if options.month is not None:
        end = min(end, us_of_day(first_day(number_of_month(month_start(options.month)) + 1)))
    until = ibis.ifelse(begun.left_us < end, begun.left_us, ibis.literal(end, "int64"))
    return begun.mutate(
        from_us=ibis.ifelse(begun.joined_us > begun.first_us, begun.joined_us, begun.first_us),
        until_us=ibis.coalesce(until, ibis.literal(end, "int64")),
    )


def _begun(customers: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """With `first_us`, when the window begins."""
    if options.month is None:
        return customers.cross_join(lives(facts).aggregate(first_us=lambda every: every.left_us.min()))
    first = number_of_month(month_start(options.month)) + 1 - options.window_months
    return customers.mutate(first_us=ibis.literal(us_of_day(first_day(first)), "int64"))
