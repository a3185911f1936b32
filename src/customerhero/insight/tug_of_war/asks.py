"""Per ask: how often it was refused and repeated before it was granted, and what it took to get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import US_PER_HOUR, casebook, with_excess_hours
from customerhero.facts.keeping import kept
from customerhero.facts.sums import exact_sum

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts
    from customerhero.insight.tug_of_war.options import Options

TUGGED: Final = ("refused", "asked_again", "escalated", "granted")


def measured_asks(facts: Facts, options: Options) -> ir.Table:
    """One row per ask: its first case's columns of the casebook and the measures of the tug-of-war.

    `cases` in the ask; `refusals` and `repeats` (asked again) before the last grant; `granted`; `after_escalation` and
    `after_notice`: nothing was granted before the escalation, or before the customer's notice to leave; `tug` whether
    it is a tug-of-war; `fought_hours` from the first refusal or repeat to the last grant; `excess_hours` on the
    customer clock beyond the median of the topic's asks without tug-of-war.
    """
    book = casebook(facts).select(*_OF_THE_BOOK)
    of_case = _ask_of_case(book, options)
    asks, counted = _asks(book, of_case, options), _counted(kept(_moves(facts, of_case)))
    joined = asks.left_join(counted, [("ask_key", "counted_key")]).drop("counted_key")
    noticed = joined.left_join(_noticed(facts, asks), [("ask_key", "noticed_key")]).drop("noticed_key")
    return with_excess_hours(kept(_with_verdict(noticed, options)), "tug")


_OF_THE_BOOK = (
    "case_key", "case_id", "customer_key", "customer_id", "party_key", "topic", "segment", "month", "opened_us",
    "clock_hours",
)  # fmt: skip


def rules_named(facts: Facts, asks: ir.Table, options: Options) -> ir.Table:
    """One row per ask and rule that its refusals or other moves name: `ask_key` and `rule_id`."""
    of_case = _ask_of_case(casebook(facts), options)
    events = facts.events
    said = events.filter(events.rule_id.notnull(), events.case_key.notnull(), events.kind.isin(TUGGED))
    named = said.join(of_case, [("case_key", "member_key")]).select("ask_key", "rule_id").distinct()
    return named.semi_join(asks, [("ask_key", "ask_key")])


def _ask_of_case(book: ir.Table, options: Options) -> ir.Table:
    """Which ask a case belongs to: itself, or the first case of its customer on its topic."""
    if options.ask == "case":
        return book.select(member_key="case_key", ask_key="case_key")
    same = ibis.window(group_by=[book.party_key, book.topic], order_by=[book.opened_us, book.case_key])
    return kept(book.select(member_key="case_key", ask_key=book.case_key.first().over(same)))


def _asks(book: ir.Table, of_case: ir.Table, options: Options) -> ir.Table:
    if options.ask == "case":
        return book.mutate(ask_key=book.case_key, cases=ibis.literal(1, "int64"))
    members = book.join(of_case, [("case_key", "member_key")])
    summed = members.group_by("ask_key").aggregate(cases=members.count(), asked_hours=exact_sum(members.clock_hours))
    joined = book.join(summed, [("case_key", "ask_key")])
    return joined.mutate(clock_hours=joined.asked_hours).drop("asked_hours")


def _moves(facts: Facts, of_case: ir.Table) -> ir.Table:
    """Refusals, repeats, escalations and grants, each with its `turn`; equal times keep the source's order."""
    events = facts.events
    moves = events.filter(events.case_key.notnull(), events.kind.isin(TUGGED))
    placed = moves.join(of_case, [("case_key", "member_key")])
    placed = placed.select("ask_key", "kind", "at_us", "event_seq", "event_id")
    order = [placed.at_us, placed.event_seq, placed.event_id]
    return placed.mutate(turn=ibis.row_number().over(ibis.window(group_by=placed.ask_key, order_by=order)))


def _counted(moves: ir.Table) -> ir.Table:
    granted, escalated = moves.kind == "granted", moves.kind == "escalated"
    ends = moves.group_by(end_key="ask_key").aggregate(
        last_grant=moves.turn.max(where=granted),
        first_grant=moves.turn.min(where=granted),
        first_escalation=moves.turn.min(where=escalated),
        granted_us=moves.at_us.max(where=granted),
        first_granted_us=moves.at_us.min(where=granted),
    )
    joined = moves.join(ends, [("ask_key", "end_key")])
    joined = joined.mutate(before=ibis.coalesce(joined.turn < joined.last_grant, False))
    refused, repeated = joined.kind == "refused", joined.kind == "asked_again"
    return joined.group_by(counted_key="ask_key").aggregate(
        refusals=joined.count(where=refused & joined.before),
        repeats=joined.count(where=repeated & joined.before),
        all_refusals=joined.count(where=refused),
        fought_us=joined.at_us.min(where=(refused | repeated) & joined.before),
        granted_us=joined.granted_us.max(),
        first_granted_us=joined.first_granted_us.max(),
        after_escalation=(joined.first_escalation < joined.first_grant).any(),
    )


def _noticed(facts: Facts, asks: ir.Table) -> ir.Table:
    """Per ask: the customer's first notice to leave since it was opened; an earlier one was not about it."""
    notices = _notices(facts)
    since = asks.join(
        notices, [asks.customer_key == notices.noticing_key, asks.opened_us <= notices.notice_us], rname="notice_{name}"
    )
    return since.group_by(noticed_key="ask_key").aggregate(notice_us=since.notice_us.min())


def _notices(facts: Facts) -> ir.Table:
    """The notices to leave, each with its customer: its own or that of its case."""
    events = facts.events
    notices = events.filter(events.kind == "notice_to_leave").select("case_key", "customer_key", "at_us")
    book = casebook(facts).select(book_key="case_key", owner_key="customer_key")
    placed = notices.left_join(book, [("case_key", "book_key")])
    placed = placed.select(noticing_key=ibis.coalesce(placed.customer_key, placed.owner_key), notice_us=placed.at_us)
    return placed.filter(placed.noticing_key.notnull())


def _with_verdict(asks: ir.Table, options: Options) -> ir.Table:
    noticed = asks.notice_us < asks.first_granted_us
    asks = asks.mutate(
        granted=asks.granted_us.notnull(),
        refusals=ibis.coalesce(asks.refusals, 0),
        repeats=ibis.coalesce(asks.repeats, 0),
        all_refusals=ibis.coalesce(asks.all_refusals, 0),
        after_escalation=ibis.coalesce(asks.after_escalation, False),
        after_notice=ibis.coalesce(noticed, False),
        fought_hours=(asks.granted_us - asks.fought_us).cast("float64") / US_PER_HOUR,
    )
    fought = (asks.refusals >= options.refusals) | (asks.repeats >= options.asked_again)
    return asks.mutate(tug=asks.granted & (fought | asks.after_escalation | asks.after_notice))
