"""Stays: one row per stay of a case at a holder (a team or a person), derived from the events.

Touches in time order, missing holders dropped, equal neighbours merged: r1..rk. All measures of the runaround are
counts over this table, so the lake keeps those at teams: windows over ten million events run once, not per question.
"""

from __future__ import annotations

from typing import Final, Literal

import ibis
import ibis.expr.types as ir

Holder = Literal["team_id", "person_id"]
STAYS_OF: Final[dict[str, Holder]] = {"team_stays": "team_id", "person_stays": "person_id"}
KEPT: Final = ("team_stays",)
"""What a lake keeps. Stays at persons are seldom asked for; keeping them would cost an import a fifth of its time."""

STAYS_SCHEMA: Final = ibis.schema(
    {
        "case_key": "int64",
        "case_id": "string",
        "customer_key": "int64",
        "position": "int64",
        "holder": "string",
        "previous": "string",
        "is_return": "boolean",
        "is_ping_pong": "boolean",
        "at_us": "int64",
        "until_us": "int64",
    }
)


def stays(events: ir.Table, holder: Holder) -> ir.Table:
    """The stays of every case at its holders.

    Columns: `case_key`, `case_id`, `customer_key` (of the arriving event); `position` 1..k; `holder`; `previous` holder
    (null for the first); `is_return` if the case was at this holder before; `is_ping_pong` if it was there two stays
    ago; `at_us` arrival and `until_us` next arrival (null for the last), microseconds UTC.
    Source: hand-over of work, van der Aalst, Reijers and Song (2005), with equal neighbours merged.
    """
    touches = events.filter(events.case_key.notnull(), events[holder].notnull()).select(
        "case_key", "case_id", "customer_key", "at_us", "event_seq", "event_id", holder=events[holder]
    )
    in_time = ibis.window(group_by=touches.case_key, order_by=[touches.at_us, touches.event_seq, touches.event_id])
    touches = touches.mutate(previous=touches.holder.lag().over(in_time))
    arrivals = touches.filter(touches.previous.isnull() | (touches.previous != touches.holder))
    return _counted(arrivals)


def _counted(arrivals: ir.Table) -> ir.Table:
    order = [arrivals.at_us, arrivals.event_seq, arrivals.event_id]
    in_case = ibis.window(group_by=arrivals.case_key, order_by=order)
    at_holder = ibis.window(group_by=[arrivals.case_key, arrivals.holder], order_by=order)
    return arrivals.select(
        "case_key",
        "case_id",
        "customer_key",
        position=ibis.row_number().over(in_case).cast("int64") + 1,
        holder=arrivals.holder,
        previous=arrivals.previous,
        is_return=ibis.row_number().over(at_holder) > 0,
        is_ping_pong=ibis.coalesce(arrivals.holder.lag(2).over(in_case) == arrivals.holder, False),
        at_us=arrivals.at_us,
        until_us=arrivals.at_us.lead().over(in_case),
    )
