"""What effect asks of the facts: every measure's counts by week, in one pass a kind of observation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.calendar import DAY_US, us_of_day
from customerhero.facts.casebook import casebook, day_of_data, known_us, priced
from customerhero.facts.keeping import kept
from customerhero.facts.teamsize import large_teams
from customerhero.insight.effect.observing import (
    TREATED,
    closed_cases,
    customers_lives,
    ended_promises,
    given_answers,
    known_cases,
    named_by_topic,
    opened_cases,
    rule_topics,
    with_role,
)
from customerhero.insight.effect.options import DAYS_OF_WEEK, Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

NEAR_WEEKS = 8
"""What began or ended so many weeks around the change is told beside it."""


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, lazy; FactsError when the measure's own table has no rows.

    `cases`, `promises`, `recontacts`, `answers`: counts by week, group and role; `lives`: customers by the weeks they
    joined and left in; `begun`, `ended`, `spans`: rules, teams, topics and channels seen first or last near the change;
    `crowds`: customers by group; `naming`: where a rule was named; `touched`, `worth`, `samples`: those treated after
    the change; `known`: the day of the data.
    """
    facts.require(options.kind.needs)
    observed = _observed(facts, options)
    after = _after(observed, options)
    counted = {name: _by_week(name, table) for name, table in observed.items()}
    seen = kept(_seen(facts, options))
    return {
        **counted,
        "begun": _near(seen, "first_us", options),
        "ended": _near(seen, "last_us", options),
        "spans": seen.group_by("what").aggregate(first_us=seen.first_us.min(), last_us=seen.last_us.max()),
        "crowds": _crowds(observed[options.kind.part], options),
        "naming": named_by_topic(facts, options),
        "touched": after.aggregate(customers=after.party_key.nunique()),
        "worth": priced(after.mutate(all=ibis.literal(1)), ["all"], facts),
        "samples": _samples(after, options),
        "known": day_of_data(facts).mutate(known_us=ibis.literal(known_us(facts), "int64")),
    }


def _observed(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The observations of every kind the facts and the columns asked about allow."""
    cases = known_cases(facts, options)
    placed = kept(with_role(cases, rule_topics(facts, options), options))
    observed = {
        "cases": opened_cases(facts, placed, options),
        "promises": ended_promises(facts, placed, options),
        "recontacts": closed_cases(placed, cases, options),
    }
    if "feedback" in facts.present:
        observed["answers"] = given_answers(facts, cases, options)
    if "customers" in facts.present and {column for column, _ in options.where} <= {"segment"}:
        observed["lives"] = customers_lives(facts, options)
    return {name: kept(table) for name, table in observed.items()}


def _by_week(name: str, observed: ir.Table) -> ir.Table:
    if name == "lives":
        return observed.group_by("group", "role", "joined_week", "left_week").aggregate(n=observed.count())
    further = ["metric"] if name == "answers" else []
    sums = {
        column: observed[column].sum()
        for column in ("runaround", "refused", "hours", "timed", "broken", "again", "net")
        if column in observed.columns
    }
    nameless = observed.count(where=observed.party_key.isnull())
    people = observed.party_key.nunique() + nameless
    return observed.group_by("week", "group", "role", *further).aggregate(n=observed.count(), people=people, **sums)


def _crowds(observed: ir.Table, options: Options) -> ir.Table:
    """Customers behind the measure by group, over all weeks."""
    rows = observed.filter(observed.metric == options.kind.metric) if options.kind.metric else observed
    nameless = rows.count(where=rows.party_key.isnull())
    return rows.group_by("group", "role").aggregate(customers=rows.party_key.nunique() + nameless)


def _after(observed: dict[str, ir.Table], options: Options) -> ir.Table:
    """The treated observations of the measure after the change; of customers, those who left since."""
    kind = options.kind
    rows = observed[kind.part]
    if kind.part == "lives":
        rows = rows.mutate(week=rows.left_week, case_id=ibis.null("string"))
    if kind.metric:
        rows = rows.filter(rows.metric == kind.metric)
    rows = rows.filter(rows.role == TREATED, rows.week >= 0)
    return rows.select("party_key", "case_id", "customer_id")


def _samples(after: ir.Table, options: Options) -> ir.Table:
    once = after.distinct()
    return once.order_by(once.case_id, once.customer_id).select("case_id", "customer_id").limit(options.most_evidence)


def _seen(facts: Facts, options: Options) -> ir.Table:
    """When each rule, team, topic and channel was seen first and last."""
    events, book = facts.events, casebook(facts)
    large = large_teams(facts, options.smallest_group).rename(large_team="team")
    at_team = events.filter(events.team_id.notnull())
    sources = {
        "rule": (events, events.rule_id, events.at_us),
        "team": (at_team.semi_join(large, at_team.team_id == large.large_team), None, None),
        "topic": (book, book.topic, book.opened_us),
        "channel": (book, book.channel, book.opened_us),
    }
    told = []
    for what, (table, name, us) in sources.items():
        rows = table.select(name=table.team_id, us=table.at_us) if name is None else table.select(name=name, us=us)
        rows = rows.filter(rows.name.notnull(), rows.us.notnull())
        spans = rows.group_by("name").aggregate(first_us=rows.us.min(), last_us=rows.us.max(), times=rows.count())
        told.append(spans.select("name", "first_us", "last_us", "times", what=ibis.literal(what)))
    return ibis.union(*told)


def _near(seen: ir.Table, column: str, options: Options) -> ir.Table:
    day, reach = us_of_day(options.day), NEAR_WEEKS * DAYS_OF_WEEK * DAY_US
    return seen.filter(seen[column] >= day - reach, seen[column] < day + reach)
