"""The cases of one route, read from the lake: those of one month that were handed on from one team to the other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import ibis

from customerhero.findings.months import month_start, months_before

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

KEY = "case_key"


def cases_of_route(facts: Facts, start: str, end: str, month: str) -> ir.Table:
    """One row per case opened in the month that was handed on from `start` to `end`.

    Columns: `case_key`, `case_id`, `customer_id` and `topic` (null when unknown), `opened_at` (UTC), `times` it took
    the route, `handoffs` of the whole case, `returns` to a team it was at before. Only the cases of the route are
    looked at, not the whole casebook: it is asked for while somebody waits.
    """
    stays = facts.team_stays
    taken = stays.filter(stays.previous == start, stays.holder == end)
    route = taken.group_by(route_key=taken.case_key).aggregate(times=taken.count())
    of_route = stays.semi_join(route, stays.case_key == route.route_key)
    counted = of_route.group_by(stay_key=of_route.case_key).aggregate(
        handoffs=of_route.count(where=of_route.position > 1), returns=of_route.count(where=of_route.is_return)
    )
    both = route.join(counted, route.route_key == counted.stay_key).drop("stay_key")
    known = _known(facts, route)
    found = both.join(known, both.route_key == known.case_key).drop("route_key")
    first, last = _bounds(month)
    return found.filter(found.opened_us >= first, found.opened_us < last).drop("opened_us")


def _known(facts: Facts, route: ir.Table) -> ir.Table:
    """Whose the cases are, what about, and when they were opened: from the table of cases, else from their events."""
    events, cases = facts.events, facts.cases
    told = events.semi_join(route, events.case_key == route.route_key)
    seen = told.group_by(seen_key=told.case_key).aggregate(
        seen_id=told.case_id.max(),
        seen_customer=told.customer_id.max(),
        seen_at=told.happened_at.min(),
        seen_us=told.at_us.min(),
    )
    named = cases.semi_join(route, cases.case_key == route.route_key)
    named = named.select("case_key", "customer_id", "topic", "opened_at", "opened_us")
    joined = seen.left_join(named, seen.seen_key == named.case_key)
    return joined.select(
        case_key=joined.seen_key,
        case_id=joined.seen_id,
        customer_id=ibis.coalesce(joined.customer_id, joined.seen_customer),
        topic=joined.topic,
        opened_at=ibis.coalesce(joined.opened_at, joined.seen_at),
        opened_us=ibis.coalesce(joined.opened_us, joined.seen_us),
    )


def _bounds(month: str) -> tuple[int, int]:
    """The first microsecond of the month and of the one after it, UTC."""
    first = month_start(month)
    return tuple(  # type: ignore[return-value]  # two of them
        round(datetime(day.year, day.month, 1, tzinfo=UTC).timestamp()) * 1_000_000
        for day in (first, months_before(first, -1))
    )
