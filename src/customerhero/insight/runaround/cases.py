"""Per case: how often it was handed on, to how many, back and forth, and whether that is a runaround."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import with_excess_hours
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts
    from customerhero.insight.runaround.options import Options


def stays_of(facts: Facts, options: Options) -> ir.Table:
    """The stays of the chosen holder, each with `harmless`: whether it arrived on a legitimate route."""
    stays = facts.team_stays if options.holder == "team" else facts.person_stays
    return stays.mutate(harmless=_on_route(stays, options.legitimate))


def measured_cases(book: ir.Table, stays: ir.Table, linked: ir.Table, options: Options) -> ir.Table:
    """One row per case: whose it is, topic, month and clock from the casebook, and the measures of the runaround.

    `handoffs`, `owners`, `ping_pongs`, `returns` and `harmless` (hand-offs on legitimate routes) are counts;
    `linked_owners` is null where nothing is linked; `in_case` and `linked` tell which criterion is met, `runaround`
    whether one is, and `turned_us` when it became one; `first_holder` is null for a case nobody is known to have held;
    `excess_hours` is the customer clock beyond the median of the topic's cases without runaround. Sources:
    docs/measures/runaround.md.
    """
    counts = _counts(stays, options)
    joined = book.select(*_OF_THE_BOOK).left_join(counts, [("case_key", "counted_key")]).drop("counted_key")
    joined = joined.left_join(linked, [("case_key", "linked_key")]).drop("linked_key")
    counted = joined.mutate(*(ibis.coalesce(joined[name], 0).name(name) for name in _COUNTS))
    return with_excess_hours(kept(_with_verdict(counted, options)), "runaround")


_OF_THE_BOOK = (
    "case_key", "case_id", "customer_id", "party_key", "topic", "segment", "month", "clock_hours", "reported_handoffs",
)  # fmt: skip
_COUNTS = ("handoffs", "owners", "ping_pongs", "returns", "harmless", "bad_handoffs", "bad_ping_pongs", "bad_returns")


def _on_route(stays: ir.Table, routes: tuple[tuple[str, str], ...]) -> ir.BooleanValue:
    taken: ir.BooleanValue = ibis.literal(False)
    for start, end in routes:
        taken = taken | ((stays.previous == start) & (stays.holder == end))
    return ibis.coalesce(taken, False)


def _counts(stays: ir.Table, options: Options) -> ir.Table:
    handed, bad = stays.position > 1, ~stays.harmless
    turned = bad & (stays.is_ping_pong | stays.is_return | (stays.position > options.handoffs))
    once = options.ping_pong == options.returns == 1
    return stays.group_by(counted_key="case_key").aggregate(
        handoffs=stays.count(where=handed),
        owners=stays.count(where=~stays.is_return),
        ping_pongs=stays.count(where=stays.is_ping_pong),
        returns=stays.count(where=stays.is_return),
        harmless=stays.count(where=stays.harmless),
        bad_handoffs=stays.count(where=handed & bad),
        bad_ping_pongs=stays.count(where=stays.is_ping_pong & bad),
        bad_returns=stays.count(where=stays.is_return & bad),
        first_holder=stays.holder.max(where=stays.position == 1),
        turned_us=stays.at_us.min(where=turned) if once else stays.at_us.max(where=turned),
        last_us=stays.at_us.max(),
    )


def _with_verdict(cases: ir.Table, options: Options) -> ir.Table:
    cases = cases.mutate(
        in_case=(cases.bad_ping_pongs >= options.ping_pong)
        | (cases.bad_returns >= options.returns)
        | (cases.bad_handoffs >= options.handoffs),
        linked=ibis.coalesce(cases.linked_owners >= options.linked_owners, False),
    )
    turned = ibis.ifelse(cases.in_case, cases.turned_us, cases.last_us)
    return cases.mutate(runaround=cases.in_case | cases.linked, turned_us=turned).drop("last_us")
