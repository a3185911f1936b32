"""The casebook: one row per case, the one definition of a case's customer, topic, month and clock.

A case may be known from the cases table, from its events, or from both: what the table leaves empty is taken from the
events. Windows and joins over it use int64 columns only; columns nobody asks for cost nothing.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir

from customerhero.facts.keeping import kept
from customerhero.facts.sums import exact_sum
from customerhero.facts.value import customer_value

if TYPE_CHECKING:
    from datetime import date

    from customerhero.facts.snapshot import Facts

US_PER_HOUR: Final = 3_600_000_000
US_PER_DAY: Final = 24 * US_PER_HOUR
TREND_MONTHS: Final = 13
NOT_RECORDED: Final = "not recorded"


def casebook(facts: Facts) -> ir.Table:
    """One row per case.

    Columns: `case_key`, `case_id`; `customer_key`, `customer_id` (null when nobody knows); `party_key`, the customer
    or, without one, a key of the case that is no customer's, for counting those touched; `topic`, `segment`, `channel`
    ("not recorded" when empty); `opened_us`, `resolved_us`, `closed_us`, `done_us` (resolved, or closed when that is
    missing; null when the case was reopened since) in microseconds UTC; `month`, months since year 0 of the opening;
    `waiting_hours` of those from opening to done in which the case waited for the customer; `clock_hours`, the others,
    null while open or when the times contradict each other; `reported_handoffs`. Made once for the same facts.
    """
    return facts.once("casebook", lambda: _casebook(facts))


def lean_casebook(facts: Facts) -> ir.Table:
    """The same rows for a question that keeps few of the columns: kept in memory only when another question did.

    Five million cases with all their columns are a gigabyte; an engine that sees which columns are asked for reads no
    others.
    """
    found = facts.made("casebook")
    return _casebook(facts) if found is None else found


def month_number(time: ir.TimestampValue) -> ir.IntegerValue:
    """The month of a time as one integer, months since year 0: the same on every engine, cheap to compare."""
    return time.year().cast("int64") * 12 + time.month().cast("int64") - 1


def number_of_month(day: date) -> int:
    """The month of a day as `month_number` counts it."""
    return day.year * 12 + day.month - 1


def name_of_month(number: int) -> str:
    """A month number as YYYY-MM."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def with_excess_hours(cases: ir.Table, hit: str) -> ir.Table:
    """The cases with `excess_hours`: customer clock beyond the median of the same topic's cases that were not hit.

    A case faster than that has none: its hours do not make up for the hours another one took longer.
    """
    smooth = cases.filter(~cases[hit], cases.clock_hours.notnull())
    usual = kept(smooth.group_by(usual_topic=smooth.topic).aggregate(usual_hours=smooth.clock_hours.median()))
    joined = cases.left_join(usual, [("topic", "usual_topic")]).drop("usual_topic")
    beyond = joined.clock_hours - joined.usual_hours
    return joined.mutate(excess_hours=ibis.ifelse(beyond < 0, beyond - beyond, beyond)).drop("usual_hours")


def of_month(cases: ir.Table, month: date | None) -> ir.Table:
    """The cases of that month; all of them for None."""
    return cases if month is None else cases.filter(cases.month == number_of_month(month))


def of_last(cases: ir.Table, months: int, month: date | None) -> ir.Table:
    """The cases of so many months up to that month; all of them for None."""
    if month is None:
        return cases
    last = number_of_month(month)
    return cases.filter(cases.month > last - months, cases.month <= last)


def of_trend(cases: ir.Table, month: date | None) -> ir.Table:
    """The cases of the thirteen months up to that month; all of them for None."""
    return of_last(cases, TREND_MONTHS, month)


def known_us(facts: Facts) -> int:
    """The day of the data in microseconds UTC; 0 when there are no facts."""
    return round(facts.known_until.replace(tzinfo=UTC).timestamp() * 1_000_000) if facts.known_until else 0


def day_of_data(facts: Facts) -> ir.Table:
    """One row: `month` (YYYY-MM) of the day of the data and the `currency` of values, empty when unknown."""
    one = facts.events.aggregate(rows=facts.events.count())
    month = f"{facts.known_until:%Y-%m}" if facts.known_until else ""
    return one.select(month=ibis.literal(month), currency=ibis.literal(facts.currency or ""))


def priced(touched: ir.Table, by: list[str], facts: Facts, until: date | None = None) -> ir.Table:
    """The revenue of the customers touched: one row per group of `by` with its `value`.

    `touched` has `party_key` and the columns `by`; a customer counts once a group however often it is touched. `until`
    is the first day after the twelve months (see `facts.value`).
    """
    once = touched.select("party_key", *by).distinct()
    worth = customer_value(facts, until)
    joined = once.join(worth, once.party_key == worth.customer_key).select(*(once[name] for name in by), worth.value)
    return joined.group_by(by).aggregate(value=exact_sum(joined.value))


def _casebook(facts: Facts) -> ir.Table:
    merged = _merged(facts.cases, facts.events)
    customers = facts.customers.select(segment_key="customer_key", segment="segment")
    placed = merged.left_join(customers, [("customer_key", "segment_key")]).drop("segment_key")
    placed = placed.mutate(
        segment=_recorded(placed.segment),
        party_key=ibis.coalesce(placed.customer_key, _case_as_party(placed.case_key)),
        month=month_number(placed.opened_at),
    ).drop("opened_at")
    return _with_clock(_with_done(placed, facts.events), facts.events)


def _with_done(placed: ir.Table, events: ir.Table) -> ir.Table:
    """A solution stands until the case is reopened; few are, so they are looked up among all."""
    again = events.filter(events.kind == "reopened", events.case_key.notnull())
    last = again.group_by(again_key=again.case_key).aggregate(again_us=again.at_us.max())
    known = placed.left_join(last, [("case_key", "again_key")])
    standing = (
        ibis.ifelse(known.again_us > end, ibis.null("int64"), end) for end in (known.resolved_us, known.closed_us)
    )
    return known.mutate(done_us=ibis.coalesce(*standing)).drop("again_key", "again_us")


def _with_clock(placed: ir.Table, events: ir.Table) -> ir.Table:
    """From opening to done, without what waited for the customer: from such an event to the next one of the case."""
    waited = _waited(placed, events)
    joined = placed.left_join(waited, [("case_key", "waited_key")])
    waiting = ibis.coalesce(joined.waited_us, 0).cast("float64") / US_PER_HOUR
    told = joined.mutate(waiting_hours=waiting, clock_hours=_hours(joined.opened_us, joined.done_us) - waiting)
    return told.drop("waited_key", "waited_us")


def _waited(placed: ir.Table, events: ir.Table) -> ir.Table:
    """Only the events of cases that ever waited are put in order: few of all."""
    waits = events.filter(events.kind == "waiting").select(waits_key="case_key").distinct()
    told = events.semi_join(waits, events.case_key == waits.waits_key)
    in_order = ibis.window(group_by=told.case_key, order_by=[told.at_us, told.event_seq])
    steps = told.select("case_key", "kind", "at_us", next_us=told.at_us.lead().over(in_order))
    steps = steps.filter(steps.kind == "waiting")
    ended = placed.filter(placed.done_us.notnull()).select(
        waited_key="case_key", start_us="opened_us", end_us="done_us"
    )
    spans = steps.join(ended, steps.case_key == ended.waited_key)
    start = ibis.ifelse(spans.at_us < spans.start_us, spans.start_us, spans.at_us)
    end = ibis.ifelse(spans.next_us < spans.end_us, spans.next_us, spans.end_us)
    spans = spans.select("waited_key", us=ibis.ifelse(end > start, end - start, 0))
    return spans.group_by("waited_key").aggregate(waited_us=spans.us.sum().cast("int64"))


_WHO_AND_WHEN: Final = (
    "case_key", "case_id", "customer_key", "customer_id", "opened_at", "opened_us", "resolved_us", "closed_us",
)  # fmt: skip


def _merged(cases: ir.Table, events: ir.Table) -> ir.Table:
    """The cases of the table and of the events; most need nothing of the events and are not joined with them."""
    named = cases.filter(cases.case_key.notnull())
    whole = (
        named.opened_us.notnull()
        & named.customer_key.notnull()
        & named.resolved_us.notnull()
        & named.closed_us.notnull()
    )
    complete, wanting = named.filter(whole), named.filter(~whole)
    seen = _seen_in_events(complete, events)
    joined = wanting.outer_join(seen, wanting.case_key == seen.case_key, rname="seen_{name}")
    filled = joined.mutate(*(ibis.coalesce(joined[name], joined[f"seen_{name}"]).name(name) for name in _WHO_AND_WHEN))
    both = ibis.union(
        *(told.select(*_WHO_AND_WHEN, "topic", "channel", "reported_handoffs") for told in (complete, filled))
    )
    return both.mutate(topic=_recorded(both.topic), channel=_recorded(both.channel))


def _seen_in_events(complete: ir.Table, events: ir.Table) -> ir.Table:
    known = complete.select(known_key=complete.case_key)
    told = events.filter(events.case_key.notnull())
    told = told.anti_join(known, told.case_key == known.known_key)
    return told.group_by("case_key").aggregate(
        case_id=told.case_id.max(),
        customer_key=told.customer_key.max(),
        customer_id=told.customer_id.argmax(told.customer_key),
        opened_at=told.happened_at.min(),
        opened_us=told.at_us.min(),
        resolved_us=told.at_us.max(where=told.kind == "resolved"),
        closed_us=told.at_us.max(where=told.kind == "closed"),
    )


def _case_as_party(case_key: ir.IntegerValue) -> ir.IntegerValue:
    """All bits turned: case 17 must not be taken for customer 17, whose key is the same. Never overflows."""
    return ibis.literal(-1, "int64") - case_key


def _recorded(text: ir.StringValue) -> ir.StringValue:
    return ibis.coalesce(text, ibis.literal(NOT_RECORDED))


def _hours(start: ir.IntegerValue, end: ir.IntegerValue) -> ir.FloatingValue:
    return ibis.ifelse(end >= start, (end - start).cast("float64") / US_PER_HOUR, ibis.null("float64"))
