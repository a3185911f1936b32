"""Per customer: when the notice came, when the first effort came, and what was endured before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import NOT_RECORDED, US_PER_DAY, casebook, month_number
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts
    from customerhero.insight.last_resort.options import Options

EFFORTS: Final = ("retention_offer", "remedied", "apologised")
CONTACTS: Final = ("opened", "asked_again", "reopened")
NOTICE, FAILURE, REFUSAL = "notice_to_leave", "failed", "refused"


def measured_customers(facts: Facts, options: Options) -> ir.Table:
    """One row per customer who gave notice or saw `failures` failures.

    `noticed`: gave notice; `failed`: saw that many failures; `failed_often`: saw them before any effort or without one;
    `offered`: an effort came at all; `late_notice` and `late_failures`: the first effort came after the notice, or
    after that many failures; `last_resort`: one of both. `failures`, `contacts`, `refusals` and `days` were endured
    before the first effort, or until the last event while none came. `month` is that of the notice, or of the failure
    that made an effort overdue.
    """
    steps = kept(_steps(facts, options))
    ends = _turning_points(steps, options)
    troubled = ends.filter(ends.notice_turn.notnull() | ends.overdue_turn.notnull())
    endured = _endured(steps, kept(_with_verdict(troubled)))
    return kept(_in_segments(endured, facts))


def _steps(facts: Facts, options: Options) -> ir.Table:
    """What happened to each customer in trouble, with its `turn`: equal times keep the source's order."""
    owned = kept(_owned(facts))
    troubled = _in_trouble(owned, options)
    owned = owned.semi_join(troubled, owned.customer_key == troubled.trouble_key)
    order = [owned.at_us, owned.event_seq, owned.event_id]
    placed = owned.mutate(
        turn=ibis.row_number().over(ibis.window(group_by=owned.customer_key, order_by=order)),
        nth_failure=(owned.kind == FAILURE)
        .sum()
        .over(ibis.cumulative_window(group_by=owned.customer_key, order_by=order)),
        month=month_number(owned.happened_at),
    )
    return placed.select("customer_key", "customer_id", "kind", "at_us", "turn", "nth_failure", "month")


def _owned(facts: Facts) -> ir.Table:
    """The events that tell, each with its customer: its own or that of its case."""
    events = facts.events
    telling = events.filter(events.kind.isin([*EFFORTS, *CONTACTS, NOTICE, FAILURE, REFUSAL])).select(
        "case_key", "customer_key", "customer_id", "kind", "at_us", "event_seq", "event_id", "happened_at"
    )
    known = telling.filter(telling.customer_key.notnull())
    unknown = telling.filter(telling.customer_key.isnull())
    book = casebook(facts)
    found = unknown.join(book.filter(book.customer_key.notnull()), "case_key", rname="book_{name}")
    found = found.mutate(customer_key=found.book_customer_key, customer_id=found.book_customer_id)
    return ibis.union(known, found.select(known.columns))


def _in_trouble(owned: ir.Table, options: Options) -> ir.Table:
    """Those who gave notice or saw so many failures: the only ones whose steps need an order."""
    told = owned.filter(owned.kind.isin([NOTICE, FAILURE]))
    counted = told.group_by(trouble_key="customer_key").aggregate(
        notices=told.count(where=told.kind == NOTICE), failed=told.count(where=told.kind == FAILURE)
    )
    return counted.filter((counted.notices > 0) | (counted.failed >= options.failures))


def _turning_points(steps: ir.Table, options: Options) -> ir.Table:
    effort, notice = steps.kind.isin(EFFORTS), steps.kind == NOTICE
    overdue = (steps.kind == FAILURE) & (steps.nth_failure == options.failures)
    return steps.group_by("customer_key").aggregate(
        customer_id=steps.customer_id.max(),
        first_us=steps.at_us.min(),
        last_us=steps.at_us.max(),
        effort_turn=steps.turn.min(where=effort),
        effort_us=steps.at_us.min(where=effort),
        notice_turn=steps.turn.min(where=notice),
        overdue_turn=steps.turn.min(where=overdue),
        notice_month=steps.month.min(where=notice),
        overdue_month=steps.month.min(where=overdue),
    )


def _with_verdict(customers: ir.Table) -> ir.Table:
    late_notice = ibis.coalesce(customers.effort_turn > customers.notice_turn, False)
    late_failures = ibis.coalesce(customers.effort_turn > customers.overdue_turn, False)
    never = customers.effort_turn.isnull()
    return customers.mutate(
        noticed=customers.notice_turn.notnull(),
        failed=customers.overdue_turn.notnull(),
        failed_often=customers.overdue_turn.notnull() & (never | late_failures),
        offered=customers.effort_turn.notnull(),
        late_notice=late_notice,
        late_failures=late_failures,
        last_resort=late_notice | late_failures,
        month=ibis.coalesce(customers.notice_month, customers.overdue_month),
        days=(ibis.coalesce(customers.effort_us, customers.last_us) - customers.first_us).cast("float64") / US_PER_DAY,
    )


def _endured(steps: ir.Table, customers: ir.Table) -> ir.Table:
    joined = steps.join(customers, [("customer_key", "customer_key")], rname="whole_{name}")
    before = joined.filter(joined.effort_turn.isnull() | (joined.turn < joined.effort_turn))
    counted = before.group_by(endured_key="customer_key").aggregate(
        failures=(before.kind == FAILURE).sum(),
        contacts=before.kind.isin(CONTACTS).sum(),
        refusals=(before.kind == REFUSAL).sum(),
    )
    return customers.left_join(counted, [("customer_key", "endured_key")]).drop("endured_key")


def _in_segments(customers: ir.Table, facts: Facts) -> ir.Table:
    segments = facts.customers.select(segment_key="customer_key", segment="segment")
    joined = customers.left_join(segments, [("customer_key", "segment_key")]).drop("segment_key")
    return joined.mutate(
        segment=ibis.coalesce(joined.segment, ibis.literal(NOT_RECORDED)), party_key=joined.customer_key
    )
