"""What people do: counted so that it can be seen what those named do differently, and when and how they work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.casebook import US_PER_HOUR, month_number
from customerhero.insight.bright_spots.casework import FAILURES, actors, in_window
from customerhero.insight.bright_spots.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts
    from customerhero.insight.bright_spots.outcomes import Work

CALLS: Final = ("phone", "call", "voice", "telephone")
_SORRY: Final = ("apologised", "acknowledged")
_DAY_SHIFT: Final = (7, 15, 22)


def deeds(work: Work) -> ir.Table:
    """By actor and behaviour: `n` occasions and how often they did it (`hits`).

    `carried_through`: cases that nobody else acted in; `called`: replies by phone; `apologised`: cases with a failure
    in which they said sorry or acknowledged it; `promised`: cases in which they promised something.
    """
    parts = [_carried(work), _called(work), _apologised(work), _promised(work)]
    every = ibis.union(*parts)
    return every.group_by("actor", "behaviour").aggregate(n=every.count(), hits=every.hit.sum())


def duties(facts: Facts, options: Options) -> ir.Table:
    """By actor, shift (UTC: early, late, night) and channel how often they acted."""
    acted = actors(_timed(facts, options), facts, options)
    hour = (acted.at_us // US_PER_HOUR) % 24
    early, late, night = _DAY_SHIFT
    shift = ibis.cases(
        ((hour >= early) & (hour < late), "early"), ((hour >= late) & (hour < night), "late"), else_="night"
    )
    told = acted.select("actor", "channel", shift=shift)
    return told.group_by("actor", "shift", "channel").aggregate(acts=told.count())


def _timed(facts: Facts, options: Options) -> ir.Table:
    events = facts.events
    return (
        events if options.month is None else in_window(events.mutate(month=month_number(events.happened_at)), options)
    )


def _carried(work: Work) -> ir.Table:
    shares, cases = work.credits, in_window(work.cases.filter(work.cases.end_us.notnull()), work.options)
    done = shares.semi_join(cases, shares.case_key == cases.case_key)
    return _told(done, "carried_through", done.credit > 0.99)


def _called(work: Work) -> ir.Table:
    events = _timed(work.facts, work.options)
    replies = events.filter(events.kind == "replied", events.channel.notnull())
    said = actors(replies, work.facts, work.options)
    return _told(said, "called", said.channel.lower().isin(CALLS))


def _apologised(work: Work) -> ir.Table:
    events = _timed(work.facts, work.options)
    failed = events.filter(events.kind.isin(FAILURES), events.case_key.notnull())
    failed = failed.select(failed_key="case_key").distinct()
    about = events.semi_join(failed, events.case_key == failed.failed_key)
    return _once_a_case(about, work, "apologised", _SORRY)


def _promised(work: Work) -> ir.Table:
    events = _timed(work.facts, work.options)
    return _once_a_case(events.filter(events.case_key.notnull()), work, "promised", ("promised",))


def _once_a_case(events: ir.Table, work: Work, behaviour: str, kinds: tuple[str, ...]) -> ir.Table:
    acted = actors(events, work.facts, work.options)
    once = acted.group_by("actor", "case_key").aggregate(times=acted.count(where=acted.kind.isin(kinds)))
    return _told(once, behaviour, once.times > 0)


def _told(rows: ir.Table, behaviour: str, hit: ir.BooleanValue) -> ir.Table:
    return rows.select("actor", behaviour=ibis.literal(behaviour), hit=hit.cast("int64"))
