"""Per case: how often it was handed on, to how many, back and forth, and whether that is a runaround."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import US_PER_DAY, casebook, with_excess_hours
from customerhero.facts.keeping import kept

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts
    from customerhero.insight.runaround.options import Options


def stays_of(facts: Facts, options: Options) -> ir.Table:
    """The stays of the chosen holder, each with `harmless`: whether it arrived on a legitimate route."""
    stays = facts.team_stays if options.holder == "team" else facts.person_stays
    return stays.mutate(harmless=_on_route(stays, options.legitimate))


def measured_cases(facts: Facts, options: Options) -> ir.Table:
    """One row per case: the casebook's columns and the measures of the runaround.

    `handoffs`, `owners`, `ping_pongs`, `returns` and `harmless` (hand-offs on legitimate routes) are counts;
    `linked_owners` is null where nothing is linked; `in_case` and `linked` tell which criterion is met, `runaround`
    whether one is; `first_holder` is null for a case nobody is known to have held; `excess_hours` is the customer
    clock beyond the median of the topic's cases without runaround. Sources: docs/measures/runaround.md.
    """
    book = kept(casebook(facts))
    stays = stays_of(facts, options)
    counts, linked = _counts(stays), _linked_owners(stays, book, options)
    joined = book.left_join(counts, [("case_key", "counted_key")]).left_join(linked, [("case_key", "linked_key")])
    joined = joined.drop("counted_key", "linked_key")
    counted = joined.mutate(*(ibis.coalesce(joined[name], 0).name(name) for name in _COUNTS))
    return kept(with_excess_hours(kept(_with_verdict(counted, options)), "runaround"))


_COUNTS = ("handoffs", "owners", "ping_pongs", "returns", "harmless", "bad_handoffs", "bad_ping_pongs", "bad_returns")


def shared_accounts(facts: Facts, options: Options) -> ir.Table:
    """The customers with too many cases at once to be one customer: `customer_key`, one row each."""
    return _shared(_ends(_arrivals(stays_of(facts, options), kept(casebook(facts)), options)), options)


def _on_route(stays: ir.Table, routes: tuple[tuple[str, str], ...]) -> ir.BooleanValue:
    taken: ir.BooleanValue = ibis.literal(False)
    for start, end in routes:
        taken = taken | ((stays.previous == start) & (stays.holder == end))
    return ibis.coalesce(taken, False)


def _counts(stays: ir.Table) -> ir.Table:
    handed, bad = stays.position > 1, ~stays.harmless
    return stays.group_by(counted_key="case_key").aggregate(
        handoffs=handed.sum(),
        owners=(~stays.is_return).sum(),
        ping_pongs=stays.is_ping_pong.sum(),
        returns=stays.is_return.sum(),
        harmless=stays.harmless.sum(),
        bad_handoffs=(handed & bad).sum(),
        bad_ping_pongs=(stays.is_ping_pong & bad).sum(),
        bad_returns=(stays.is_return & bad).sum(),
        first_holder=stays.holder.max(where=stays.position == 1),
    )


def _linked_owners(stays: ir.Table, book: ir.Table, options: Options) -> ir.Table:
    """Per case: distinct owners of the customer's linked cases in the days up to the case's last stay."""
    arrivals = _arrivals(stays, book, options)
    ends = _ends(arrivals)
    shared = _shared(ends, options)
    ends = ends.anti_join(shared, ends.customer_key == shared.customer_key)
    near = ends.join(
        arrivals,
        [
            ends.customer_key == arrivals.customer_key,
            ends.link == arrivals.link,
            arrivals.at_us <= ends.last_us,
            arrivals.at_us > ends.last_us - options.linked_days * US_PER_DAY,
        ],
        rname="near_{name}",
    )
    counted = near.group_by(linked_key=near.case_key).aggregate(
        linked_owners=near.holder.nunique(), cases=near.near_case_key.nunique()
    )
    return counted.filter(counted.cases > 1).select("linked_key", "linked_owners")


def _arrivals(stays: ir.Table, book: ir.Table, options: Options) -> ir.Table:
    known = book.filter(book.customer_key.notnull())
    link = known.topic if options.linked_by_topic else ibis.literal("")
    keys = known.select(known.case_key, known.customer_key, link=link)
    several = keys.group_by("customer_key", "link").aggregate(cases=keys.count())
    several = several.filter(several.cases > 1)
    keys = keys.semi_join(several, [keys.customer_key == several.customer_key, keys.link == several.link])
    counted = stays.filter(~stays.harmless)
    return counted.join(keys, counted.case_key == keys.case_key).select(
        counted.case_key, keys.customer_key, keys.link, counted.holder, counted.at_us
    )


def _ends(arrivals: ir.Table) -> ir.Table:
    return arrivals.group_by("case_key", "customer_key", "link").aggregate(last_us=arrivals.at_us.max())


def _shared(ends: ir.Table, options: Options) -> ir.Table:
    span = options.linked_days * US_PER_DAY
    window = ibis.range_window(preceding=span, following=0, group_by=ends.customer_key, order_by=ends.last_us)
    busy = ends.mutate(at_once=ends.count().over(window))
    return busy.filter(busy.at_once > options.most_linked_cases).select("customer_key").distinct()


def _with_verdict(cases: ir.Table, options: Options) -> ir.Table:
    cases = cases.mutate(
        in_case=(cases.bad_ping_pongs >= options.ping_pong)
        | (cases.bad_returns >= options.returns)
        | (cases.bad_handoffs >= options.handoffs),
        linked=ibis.coalesce(cases.linked_owners >= options.linked_owners, False),
    )
    return cases.mutate(runaround=cases.in_case | cases.linked)
