"""Cases that went astray: passed around beyond the ways that most cases of their kind take, and where that happened.

A rate of runarounds counts what the definition counts. What is to be called alarming leaves out two things that are no
trouble of a route: hand-offs that look designed, and owners that add up only over several cases of a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from customerhero.facts.keeping import kept
from customerhero.facts.sums import exact_sum
from customerhero.insight.runaround.designed import KIND, ROUTE, designed_routes

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.insight.runaround.options import Options


@dataclass(frozen=True)
class Straying:
    """`cases` with `astray`; the `designed` routes; `harmed`, a row per hand-off that makes a case go astray."""

    cases: ir.Table
    designed: ir.Table
    harmed: ir.Table


def straying(cases: ir.Table, stays: ir.Table, options: Options) -> Straying:
    """Which of the cases went astray, by the criteria of the runaround within the case."""
    designed = kept(designed_routes(stays, cases, options))
    handed = kept(_handed_on(stays, cases.filter(cases.in_case), designed))
    counts = handed.group_by(strayed_key="case_key").aggregate(
        handoffs=handed.count(where=~handed.excused),
        ping_pongs=handed.count(where=handed.is_ping_pong & ~handed.excused),
        returns=handed.count(where=handed.is_return & ~handed.excused),
    )
    astray = kept(
        counts.filter(
            (counts.ping_pongs >= options.ping_pong)
            | (counts.returns >= options.returns)
            | (counts.handoffs >= options.handoffs)
        ).select("strayed_key")
    )
    joined = cases.left_join(astray, [("case_key", "strayed_key")])
    marked = joined.mutate(astray=joined.strayed_key.notnull()).drop("strayed_key")
    harmful = handed.filter(
        ~handed.excused, handed.is_ping_pong | handed.is_return | (handed.position > options.handoffs)
    )
    return Straying(marked, designed, kept(harmful.semi_join(astray, [("case_key", "strayed_key")])))


def ways_of(harmed: ir.Table) -> ir.Table:
    """By month, topic and route: cases harmed on it, their customers, and sums of their hours on the clock."""
    once = harmed.select("case_key", "party_key", "month", "topic", *ROUTE, "clock_hours").distinct()
    return once.group_by("month", "topic", *ROUTE).aggregate(
        cases=once.count(), customers=once.party_key.nunique(), **_clocked(once)
    )


def pace_of(cases: ir.Table) -> ir.Table:
    """By topic: sums of the hours of the cases that did not go astray."""
    calm = cases.filter(~cases.astray)
    return calm.group_by("topic").aggregate(**_clocked(calm))


def _clocked(cases: ir.Table) -> dict[str, ir.Scalar]:
    hours = cases.clock_hours
    return {"clocked": hours.count(), "clock": exact_sum(hours), "clock_squares": exact_sum(hours * hours)}


def _handed_on(stays: ir.Table, cases: ir.Table, designed: ir.Table) -> ir.Table:
    """One row per hand-off of these cases: `excused` when its route is declared, or looks designed and is new to it.

    A case that goes round a loop by design a second time is passed around like any other.
    """
    arrived = stays.filter(stays.position > 1)
    handed = arrived.join(cases, arrived.case_key == cases.case_key, rname="case_{name}").select(
        arrived.case_key,
        arrived.position,
        arrived.previous,
        arrived.holder,
        arrived.is_return,
        arrived.is_ping_pong,
        arrived.harmless,
        *(cases[name] for name in _OF_THE_CASE),
    )
    known = designed.select(*(designed[name].name(f"designed_{name}") for name in (*KIND, *ROUTE)))
    joined = handed.left_join(known, [handed[name] == known[f"designed_{name}"] for name in (*KIND, *ROUTE)])
    same = ibis.window(group_by=[joined.case_key, *(joined[name] for name in ROUTE)], order_by=joined.position)
    joined = joined.mutate(turn=ibis.row_number().over(same))
    excused = joined.harmless | (joined.designed_holder.notnull() & (joined.turn == 0))
    return joined.mutate(excused=excused).drop("turn", *(f"designed_{name}" for name in (*KIND, *ROUTE)))


_OF_THE_CASE = (
    "case_id", "customer_id", "party_key", "topic", "first_holder", "month", "clock_hours", "excess_hours",
)  # fmt: skip
