"""The runaround as lazy tables: cells of counts, routes, what was harmed on them, and the cases themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.errors import QuestionError
from customerhero.facts.casebook import (
    NOT_RECORDED,
    US_PER_HOUR,
    casebook,
    day_of_data,
    known_us,
    of_last,
    of_month,
    of_trend,
    priced,
)
from customerhero.facts.equal_age import seen_in_time
from customerhero.facts.keeping import kept
from customerhero.facts.repeating import over_customers
from customerhero.facts.sums import exact_sum
from customerhero.facts.teamsize import large_teams
from customerhero.findings.months import month_start, months_before
from customerhero.findings.standing_out import LOOKED_BACK
from customerhero.insight.runaround.cases import measured_cases, stays_of
from customerhero.insight.runaround.designed import by_route_taken
from customerhero.insight.runaround.linking import linked_owners, links_of
from customerhero.insight.runaround.options import NAME, NEEDS, Options
from customerhero.insight.runaround.straying import pace_of, straying, ways_of

if TYPE_CHECKING:
    from datetime import date

    from customerhero.facts.snapshot import Facts


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError without events, QuestionError for teams compared by persons.

    `cells`: counts by month, topic and, where asked for, group; `touched`: customers, hours and value by dimension;
    `recent`: sums over the customers of the last months, by topic and segment;
    `routes`: every direct succession of two holders; `harmed` and `harmed_value`: the same for hand-offs that make a
    case go astray, and their revenue; `ways`: those cases by month, topic and route, `pace` the hours of the others;
    `named`: the rules named in them, `sample`: the worst of them; `unaccepted`; `proposals`: routes that look designed;
    `cases`: the worst runarounds; `shared`: how many accounts are shared; `known`: one row with the month and currency
    of the data; `teams` and `rules`: names; `large`: teams large enough to be told about, where others are left out.
    """
    facts.require(*NEEDS)
    _refuse_comparing_persons(options)
    book, stays = casebook(facts), stays_of(facts, options)
    links = links_of(book, stays, options)
    cases = measured_cases(book, stays, linked_owners(links, options), options)
    month = month_start(options.month) if options.month else None
    found = straying(of_trend(cases, month), stays, options)
    chosen = kept(of_month(found.cases, month))
    handed = kept(_handed_on(stays, chosen))
    harmed = of_month(found.harmed, month)
    until = months_before(month, -1) if month else None
    return {
        "cells": _cells(_at_equal_age(found.cases, facts, month), options),
        "touched": _touched(chosen, facts, options, until),
        "recent": _recent(of_last(found.cases, LOOKED_BACK, month)),
        "routes": _routes(handed),
        "harmed": _harm(harmed),
        "harmed_value": priced(harmed, ["previous", "holder"], facts, until),
        "ways": ways_of(found.harmed),
        "pace": pace_of(chosen),
        "named": _rules_named(harmed, facts),
        "sample": _sample(harmed, options),
        "unaccepted": _unaccepted(handed, facts, options),
        "proposals": by_route_taken(handed, chosen, found.designed),
        "cases": _worst(chosen, options),
        "shared": _count(links.shared),
        "known": day_of_data(facts),
        "teams": facts.teams.select("team_id", "name"),
        "rules": facts.rules.select("rule_id", "name"),
        **({"large": large_teams(facts, options.smallest_team)} if options.smallest_team > 1 else {}),
    }


def _refuse_comparing_persons(options: Options) -> None:
    if options.by == "team" and options.holder == "person":
        raise QuestionError("Persons are never compared.", "Ask by team with the holder team.", question=NAME)


def _grouped(cases: ir.Table, by: str | None) -> ir.StringValue:
    if by is None:
        return ibis.literal("")
    column = {"segment": cases.segment, "topic": cases.topic, "team": cases.first_holder}[by]
    return ibis.coalesce(column, ibis.literal(NOT_RECORDED))


def _at_equal_age(cases: ir.Table, facts: Facts, month: date | None) -> ir.Table:
    in_time = seen_in_time(cases.month, cases.turned_us, facts, month)
    return cases.mutate(runaround=cases.runaround & in_time)


def _cells(cases: ir.Table, options: Options) -> ir.Table:
    keyed = cases.mutate(group=_grouped(cases, options.by))
    return keyed.group_by("month", "topic", "segment", "group").aggregate(
        cases=keyed.count(),
        with_handoff=(keyed.handoffs >= 1).sum(),
        with_3_owners=(keyed.owners >= 3).sum(),
        with_ping_pong=(keyed.ping_pongs >= 1).sum(),
        with_return=(keyed.returns >= 1).sum(),
        handoffs=keyed.handoffs.sum(),
        ping_pongs=keyed.ping_pongs.sum(),
        returns=keyed.returns.sum(),
        harmless=keyed.harmless.sum(),
        runarounds=keyed.runaround.sum(),
        linked=keyed.linked.sum(),
        linked_only=(keyed.linked & ~keyed.in_case).sum(),
        astray=keyed.astray.sum(),
        held=keyed.first_holder.notnull().sum(),
        reported=keyed.reported_handoffs.sum(),
        reporting=keyed.reported_handoffs.notnull().sum(),
    )


def _touched(cases: ir.Table, facts: Facts, options: Options, until: date | None) -> ir.Table:
    """By dimension and group: customers, those hurt, hours beyond the usual, revenue touched, and their sums.

    Of everybody all runarounds count as hurt, of a group only the cases that went astray: groups are compared.
    """
    wanted = ["topic", "segment"] + (["team"] if options.by == "team" else [])
    cut = [_cut(cases, None, "all"), *(_cut(cases, name, name) for name in wanted)]
    keyed = kept(ibis.union(*cut))
    parts = [keyed.filter(keyed.dimension == name) for name in ("all", *wanted)]
    counted = ibis.union(*(over_customers(part, ["hit", "runaround"], ["excess_hours"]) for part in parts))
    value = priced(keyed.filter(keyed.hit), ["dimension", "group"], facts, until)
    joined = counted.left_join(
        value, [counted.dimension == value.dimension, counted.group == value.group], rname="value_{name}"
    )
    return joined.drop("value_dimension", "value_group").rename(hours="excess_hours")


def _recent(cases: ir.Table) -> ir.Table:
    return over_customers(ibis.union(*(_cut(cases, name, name) for name in ("topic", "segment"))), ["hit"])


def _cut(cases: ir.Table, by: str | None, dimension: str) -> ir.Table:
    return cases.select(
        "party_key",
        "runaround",
        "excess_hours",
        hit=cases.runaround if by is None else cases.astray,
        dimension=ibis.literal(dimension),
        group=_grouped(cases, by),
    )


def _handed_on(stays: ir.Table, cases: ir.Table) -> ir.Table:
    """One row per hand-off of the chosen cases, with the case's customer."""
    arrived = stays.filter(stays.previous.notnull())
    return arrived.join(cases, arrived.case_key == cases.case_key, rname="case_{name}").select(
        arrived.case_key,
        arrived.position,
        arrived.previous,
        arrived.holder,
        arrived.is_ping_pong,
        arrived.harmless,
        arrived.at_us,
        cases.party_key,
    )


def _routes(handed: ir.Table) -> ir.Table:
    return handed.group_by("previous", "holder").aggregate(
        handoffs=handed.count(),
        cases=handed.case_key.nunique(),
        customers=handed.party_key.nunique(),
        harmless=handed.harmless.any(),
        ping_pongs=handed.is_ping_pong.sum(),
        ping_pong_cases=handed.case_key.nunique(where=handed.is_ping_pong),
        ping_pong_customers=handed.party_key.nunique(where=handed.is_ping_pong),
    )


def _harm(harmed: ir.Table) -> ir.Table:
    """By route: harmful hand-offs, their cases and customers, and the hours of those cases beyond the usual."""
    once = harmed.group_by("previous", "holder", "case_key").aggregate(
        times=harmed.count(), hours=harmed.excess_hours.max(), party_key=harmed.party_key.max()
    )
    return once.group_by("previous", "holder").aggregate(
        harmed_handoffs=once.times.sum(),
        harmed_cases=once.count(),
        harmed_customers=once.party_key.nunique(),
        hours=exact_sum(once.hours),
    )


def _rules_named(harmed: ir.Table, facts: Facts) -> ir.Table:
    """By topic, route and rule: how many of the harmed cases name the rule, and of how many customers."""
    events = facts.events
    said = events.filter(events.rule_id.notnull(), events.case_key.notnull()).select("case_key", "rule_id").distinct()
    once = harmed.select("topic", "previous", "holder", "case_key", "party_key").distinct()
    named = once.join(said, once.case_key == said.case_key)
    joined = named.select(once.topic, once.previous, once.holder, once.party_key, said.rule_id)
    return joined.group_by("topic", "previous", "holder", "rule_id").aggregate(
        cases=joined.count(), customers=joined.party_key.nunique()
    )


def _sample(harmed: ir.Table, options: Options) -> ir.Table:
    """By route: its worst cases, those longest beyond the usual first."""
    once = harmed.select("previous", "holder", "case_id", "customer_id", "excess_hours").distinct()
    order = [ibis.coalesce(once.excess_hours, 0.0).desc(), once.case_id]
    ranked = once.mutate(rank=ibis.row_number().over(group_by=[once.previous, once.holder], order_by=order))
    return ranked.filter(ranked["rank"] < options.most_evidence)


def _unaccepted(handed: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """One row: hand-offs whose limit has passed, and those whose receiver did nothing in the case until then."""
    limit = options.accept_hours * US_PER_HOUR
    events = facts.events
    actor = events.team_id if options.holder == "team" else events.person_id
    acts = events.filter(actor.notnull(), events.case_key.notnull()).select("case_key", acted_us="at_us", actor=actor)
    due = handed.filter(handed.at_us <= known_us(facts) - limit)
    near = due.join(
        acts,
        [
            due.case_key == acts.case_key,
            due.holder == acts.actor,
            acts.acted_us >= due.at_us,
            acts.acted_us <= due.at_us + limit,
        ],
        rname="act_{name}",
    )
    answered = near.group_by("case_key", "position").aggregate(acts=near.count())
    answered = answered.filter(answered.acts > 1)  # the arrival itself is the first
    return due.aggregate(handed=due.count()).cross_join(answered.aggregate(accepted=answered.count()))


def _worst(cases: ir.Table, options: Options) -> ir.Table:
    found = cases.filter(cases.runaround).select(
        "case_id", "customer_id", "topic", "segment", "handoffs", "owners", "ping_pongs", "returns", "linked_owners",
        "linked", "astray", "clock_hours", "excess_hours",
    )  # fmt: skip
    worst = [ibis.desc("handoffs"), ibis.desc("ping_pongs"), ibis.asc("case_id")]
    return found.order_by(worst).limit(options.most_cases)


def _count(table: ir.Table) -> ir.Table:
    return table.aggregate(rows=table.count())
