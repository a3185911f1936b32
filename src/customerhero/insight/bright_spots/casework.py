"""The work behind the outcomes: cases with their mix, and who deserves credit for what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.casebook import NOT_RECORDED, lean_casebook, number_of_month
from customerhero.facts.habits import suspects
from customerhero.facts.keeping import kept
from customerhero.facts.teamsize import large_teams
from customerhero.findings.months import month_start
from customerhero.insight.bright_spots.options import MIX, Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

FAILURES: Final = ("failed", "broken")
NO_MIX: Final = 0
"""The mix of an answer about no case."""


_TOLD: Final = (
    "case_key", "party_key", "topic", "segment", "channel", "month", "opened_us", "resolved_us", "closed_us", "outcome",
    "priority", "failed_us", "is_known",
)  # fmt: skip


def cases_with_mix(facts: Facts, options: Options) -> tuple[ir.Table, ir.Table]:
    """Slim cases that point to their mix, and the mixes: `mix_id`, the columns of the mix, and coarser ids.

    The mix of a case: topic, priority, channel, segment, whether the customer had met a failure before it was opened,
    and the month. Cases hold whole numbers only, so that millions of them fit into memory. `coarse_1` leaves quarters
    of the month, `coarse_2` no time, `coarse_3` topic, priority and failure.
    """
    described = _described(facts, options)
    mixes = kept(_mixes(described))
    ids = ("mix_id", "topic_id", "coarse_1", "coarse_2", "coarse_3")
    mixes = mixes.mutate(**{name: mixes[name].cast("int64") for name in ids})  # Spark numbers rows in int32
    slim = described.join(mixes, list(MIX)).select(
        "case_key", "party_key", "month", "opened_us", "end_us", "is_known", "is_solved", "mix_id", "topic_id"
    )
    return kept(slim), mixes


def in_window(cases: ir.Table, options: Options) -> ir.Table:
    """The rows of the months looked at, by their column `month`."""
    if options.month is None:
        return cases
    last = number_of_month(month_start(options.month))
    return cases.filter(cases.month > last - options.window_months, cases.month <= last)


def machines(facts: Facts, options: Options) -> ir.Table:
    """Accounts that are no persons: said to be machines, or taken for such by what they do and by their names."""
    return facts.once(f"machines {options.machines} {options.persons}", lambda: _machines(facts, options))


def shares_of_credit(facts: Facts, options: Options) -> ir.Table:
    """Who acted in each case at the time, and the share of the credit: `case_key`, `actor`, `credit`.

    The credit of a case is split in equal shares among all who acted in it, machines left out: the last one to touch a
    case has no more of it than those who prepared its end.
    """
    acted = actors(facts.events, facts, options)
    acted = acted.filter(acted.case_key.notnull())
    once = acted.group_by("case_key", "actor").aggregate(acts=acted.count())
    many = once.group_by(split_key="case_key").aggregate(among=once.count())
    joined = once.join(many, once.case_key == many.split_key)
    return joined.select("case_key", "actor", credit=1.0 / joined.among.cast("float64"))


def actors(rows: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """The rows somebody who may be compared acted in, as `actor`."""
    holder = options.holder
    named = rows.filter(rows[holder].notnull()).rename(actor=holder)
    if options.of_people:
        known = machines(facts, options)
        return named.anti_join(known, named.actor == known.machine)
    large = large_teams(facts, options.smallest_group)
    return named.semi_join(large, named.actor == large.team)


def _described(facts: Facts, options: Options) -> ir.Table:
    book, cases, events = lean_casebook(facts), facts.cases, facts.events
    own = cases.select(own_key="case_key", priority="priority", outcome="outcome")
    joined = book.left_join(own, book.case_key == own.own_key)
    failed = events.filter(events.kind.isin(FAILURES), events.customer_key.notnull())
    first = failed.group_by(failed_key="customer_key").aggregate(failed_us=failed.at_us.min())
    known = joined.left_join(first, joined.customer_key == first.failed_key)
    told = known.mutate(is_known=known.customer_key.notnull()).select(*_TOLD)
    return told.mutate(
        month=ibis.coalesce(told.month, 0),
        end_us=ibis.coalesce(told.resolved_us, told.closed_us),
        is_solved=~ibis.coalesce(told.outcome.lower().isin(options.unsolved), False),
        priority=ibis.coalesce(told.priority, NOT_RECORDED),
        failed_before=ibis.coalesce(told.failed_us < told.opened_us, False).ifelse("yes", "no"),
    )


def _mixes(described: ir.Table) -> ir.Table:
    distinct = described.select(*MIX).distinct()
    numbered = distinct.mutate(mix_id=ibis.row_number().over(order_by=[distinct[name] for name in MIX]) + 1)
    first = {
        "coarse_1": [*MIX[:-1], "quarter"],
        "coarse_2": list(MIX[:-1]),
        "coarse_3": ["topic", "priority", "failed_before"],
    }
    topic_id = ibis.dense_rank().over(order_by=[numbered.topic]).cast("int64")
    timed = numbered.mutate(quarter=numbered.month // 3, topic_id=topic_id)
    ids = {name: timed.mix_id.min().over(group_by=by).cast("int64") for name, by in first.items()}
    return timed.mutate(mix_id=timed.mix_id.cast("int64"), **ids).drop("quarter")


def _machines(facts: Facts, options: Options) -> ir.Table:
    """Whoever is said to be a machine is one, whoever is said to be a person is one, and then what they do tells."""
    people, acts = facts.people, facts.events.filter(facts.events.person_id.notnull())
    marked = people.filter(people.is_system).select(machine="person_id")
    seen = acts.select(machine="person_id").distinct()
    suspected = seen.filter(seen.machine.isin((*suspects(facts).machines, *options.machines, "")))
    either = ibis.union(marked, suspected, distinct=True)
    return either.filter(~either.machine.isin((*options.persons, "")))
