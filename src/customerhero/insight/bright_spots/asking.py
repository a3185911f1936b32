"""What bright spots ask of the facts: work counted by actor and mix of cases, so that only thousands of rows come back.

How it is computed, with every default: docs/measures/bright-spots.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.calendar import day_number, first_day
from customerhero.facts.casebook import US_PER_DAY, known_us, lean_casebook, number_of_month
from customerhero.facts.habits import habits
from customerhero.facts.keeping import kept
from customerhero.facts.sums import exact_sum
from customerhero.facts.value import customer_value
from customerhero.findings.months import month_name, month_start
from customerhero.insight.bright_spots.behaviours import deeds, duties
from customerhero.insight.bright_spots.casework import actors, cases_with_mix, shares_of_credit
from customerhero.insight.bright_spots.options import MIX, OUTCOMES, Options
from customerhero.insight.bright_spots.outcomes import Work, works
from customerhero.insight.bright_spots.owners import owned
from customerhero.insight.bright_spots.partners import shared_work

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

MOST_CELLS: Final = 150_000
"""With more cells than this the mix is told apart less finely: by quarter, then without time, then by topic."""


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, lazy. Raises FactsError when there are no events.

    `cells`: by outcome, actor and mix the share of cases credited, how many went well and the sum of the squared
    shares; `shared`: by outcome and two actors the sum of share times share over the cases they share; `mixes` what
    the mixes are and `level` how finely they are told apart; `blocks`: sums over customers and weeks, for
    over-dispersion; `reach`: cases, customers and revenue by outcome and actor; `owned`: customer-years and losses by
    owner; `invited`; `samples`; `duties` and `deeds`: when, how and what they did; `accounts`: the habits by which a
    machine is told from a person; `people`, `teams`, `known`.
    """
    facts.require("events")
    cases, mixes = cases_with_mix(facts, options)
    work = Work(facts, options, cases, kept(shares_of_credit(facts, options)))
    done = kept(works(work))
    cells = kept(_cells(done))
    level = kept(_level(cells, mixes))
    pairs = kept(_pairs(done))
    return {
        "cells": _named(_merged(cells, mixes, level)),
        "shared": _named(shared_work(work, done)),
        "mixes": mixes.select("mix_id", *MIX),
        "level": level,
        "blocks": _named(_blocks(done, pairs)),
        "reach": _named(_reach(pairs, facts, options)),
        "owned": owned(facts, options),
        "invited": _invited(facts, options),
        "samples": _named(_samples(done, facts, options)),
        "duties": duties(facts, options),
        "deeds": deeds(work),
        "accounts": _accounts(facts, options),
        "people": _people(facts, options),
        "teams": facts.teams.select("team_id", "name"),
        "known": _known(facts, options),
    }


def _named(counted: ir.Table) -> ir.Table:
    """Few rows by now: outcomes under their names."""
    return counted.mutate(outcome=ibis.cases(*((counted.outcome == at, name) for at, name in enumerate(OUTCOMES))))


def _cells(done: ir.Table) -> ir.Table:
    return done.group_by("outcome", "actor", "asked", mix_id=done.mix_id.cast("int64")).aggregate(
        n=exact_sum(done.credit, digits=18),
        y=exact_sum(done.credit * done.hit.cast("float64"), digits=18),
        lower=exact_sum(done.credit * done.lower.cast("float64"), digits=18),
        squares=exact_sum(done.credit * done.credit, digits=18),
    )


def _level(cells: ir.Table, mixes: ir.Table) -> ir.Table:
    """One row: how many steps coarser the mix must be so that no more than the most cells remain."""
    ids = mixes.select("coarse_1", "coarse_2", known_id="mix_id")
    joined = cells.left_join(ids, cells.mix_id == ids.known_id)
    parts = [
        joined.select("outcome", "actor", "asked", part=joined[name], step=ibis.literal(step)).distinct()
        for step, name in enumerate(("mix_id", "coarse_1", "coarse_2"))
    ]
    every = ibis.union(*parts)
    sizes = every.group_by("step").aggregate(cells=every.count())
    return sizes.aggregate(level=ibis.coalesce((sizes.cells > MOST_CELLS).cast("int64").sum(), 0))


def _merged(cells: ir.Table, mixes: ir.Table, level: ir.Table) -> ir.Table:
    ids = mixes.select("coarse_1", "coarse_2", "coarse_3", known_id="mix_id")
    joined = cells.left_join(ids, cells.mix_id == ids.known_id).cross_join(level)
    coarser = ibis.cases(
        (joined.level == 1, joined.coarse_1), (joined.level == 2, joined.coarse_2),
        (joined.level == 3, joined.coarse_3), else_=joined.mix_id,
    )  # fmt: skip
    placed = joined.mutate(mix_id=ibis.coalesce(coarser, joined.mix_id)).select(
        "outcome", "actor", "mix_id", "asked", "n", "y", "lower", "squares"
    )
    return placed.group_by("outcome", "actor", "mix_id", "asked").aggregate(
        n=exact_sum(placed.n), y=exact_sum(placed.y), lower=exact_sum(placed.lower), squares=exact_sum(placed.squares)
    )


def _pairs(done: ir.Table) -> ir.Table:
    return done.group_by("outcome", "actor", "party_key").aggregate(n=done.count(), s=done.hit.sum().cast("int64"))


def _blocks(done: ir.Table, pairs: ir.Table) -> ir.Table:
    """Sums of squares over customers and weeks of an actor: do answers of one customer or week resemble each other?"""
    weeks = done.group_by("outcome", "actor", "week").aggregate(n=done.count(), s=done.hit.sum().cast("int64"))
    both = ibis.union(
        pairs.select("outcome", "actor", "n", "s", block=ibis.literal("customer")),
        weeks.select("outcome", "actor", "n", "s", block=ibis.literal("week")),
    )
    return both.group_by("outcome", "actor", "block").aggregate(
        n=both.n.sum(), s=both.s.sum(), ss=(both.s * both.s).sum(), sn=(both.s * both.n).sum(),
        nn=(both.n * both.n).sum(),
    )  # fmt: skip


def _reach(pairs: ir.Table, facts: Facts, options: Options) -> ir.Table:
    until = first_day(number_of_month(month_start(options.month)) + 1) if options.month else None
    value = customer_value(facts, until).rename(value_key="customer_key")
    priced = pairs.left_join(value, pairs.party_key == value.value_key)
    return priced.group_by("outcome", "actor").aggregate(
        cases=priced.n.sum(), customers=priced.count(), value=exact_sum(priced.value)
    )


def _invited(facts: Facts, options: Options) -> ir.Table:
    feedback = facts.feedback
    asked = feedback.filter(feedback.invited_at.notnull())
    by_actor = actors(asked, facts, options)
    return by_actor.group_by("actor").aggregate(
        invited=by_actor.count(), answered=by_actor.score.notnull().cast("int64").sum()
    )


def _samples(done: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """The cases that went well in the newest week of each actor, a few: the way to the others."""
    went_well = done.filter(done.hit == 1, done.case_key.notnull())
    newest = went_well.group_by(whose="actor", what="outcome").aggregate(newest=went_well.week.max())
    late = went_well.join(newest, (went_well.actor == newest.whose) & (went_well.outcome == newest.what))
    late = late.filter(late.week > late.newest - 4)
    first = ibis.window(group_by=[late.outcome, late.actor], order_by=[late.week.desc(), late.case_key])
    few = late.mutate(place=ibis.row_number().over(first))
    few = few.filter(few.place < options.most_evidence)
    book = lean_casebook(facts)
    ids = book.select(id_key="case_key", case_id="case_id")
    named = few.join(ids, few.case_key == ids.id_key)
    return named.select("outcome", "actor", "case_id")


def _accounts(facts: Facts, options: Options) -> ir.Table:
    """What every account does, but for those somebody said to be persons or machines."""
    known = facts.people.filter(facts.people.is_system).select(machine="person_id")
    told = habits(facts) if options.of_people else habits(facts).limit(0)
    return told.anti_join(known, told.person_id == known.machine)


def _people(facts: Facts, options: Options) -> ir.Table:
    """Who may be compared: nobody where persons are not to be named."""
    people = facts.people if options.of_people else facts.people.filter(ibis.literal(False))
    return people.select("person_id", "name", "team_id", "role", since_day=day_number(people.since))


def _known(facts: Facts, options: Options) -> ir.Table:
    month = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    events = facts.events
    counted = events.aggregate(rows=events.count())
    return counted.mutate(
        month=ibis.literal(month),
        currency=ibis.literal(facts.currency or ""),
        day=ibis.literal(known_us(facts) // US_PER_DAY),
    )
