"""What the autopsy asks of the facts: every row about one customer, found by its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis

from customerhero.errors import FactsError
from customerhero.facts.calendar import DAY_US
from customerhero.facts.lives import lives
from customerhero.facts.stays import stays
from customerhero.facts.teamsize import large_teams
from customerhero.facts.twins import key_of
from customerhero.findings.months import month_name
from customerhero.insight.autopsy.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

SMALL_TEAM: Final = "a small team"
_SEEN = ("case_key", "case_id", "at_us", "event_seq", "event_id", "happened_at", "kind", "team_id", "rule_id", "amount")


@dataclass(frozen=True)
class AtHand:
    """What somebody has at hand who asks of one customer after another."""

    events: ir.Table
    """The customer's events, as `its_events` gives them: two parts read them."""
    left: ir.Table
    """Of every rule, as `left_with_rules` counts: the same for whoever is asked about."""


def ask(facts: Facts, options: Options, at_hand: AtHand | None = None) -> dict[str, ir.Table]:
    """The parts of the question, lazy and cheap: each begins with the customer's key, unless parts are at hand.

    `customer`, `lives` (none where its days contradict each other), `cases`, `events` (with team and rule names),
    `stays`, `feedback`, `revenue`, `rules` (customers who left with each of its rules in their cases), `near` (similar
    ids, only when the id is unknown), `known`.
    """
    if not facts.present & {"customers", "cases", "events", "feedback", "revenue"}:
        raise FactsError(
            "No customers have been imported.", "Import a file: hero import FILE --map PRESET.", "customers"
        )
    key = key_of(options.customer_id)
    cases, events = _cases(facts, key, options), its_events(facts, options) if at_hand is None else at_hand.events
    feedback = facts.feedback.filter(facts.feedback.customer_key == key)
    return {
        "customer": facts.customers.filter(facts.customers.customer_key == key),
        "lives": _lives(facts, key),
        "cases": cases,
        "events": _named(events, facts, options),
        "stays": stays(events, "team_id"),
        "feedback": feedback.select("happened_at", "metric", "scale_max", "score", "comment", "case_id", "team_id"),
        "revenue": _revenue(facts, key),
        "rules": _rules(facts, events, options, at_hand),
        "near": _near(facts, key, options),
        "known": _known(facts),
    }


def _lives(facts: Facts, key: int) -> ir.Table:
    every = lives(facts)
    return every.filter(every.customer_key == key).select("joined_at", "left_at", "leave_reason", "nth")


def _cases(facts: Facts, key: int, options: Options) -> ir.Table:
    mine = facts.cases.filter(facts.cases.customer_key == key, facts.cases.customer_id == options.customer_id)
    return mine.select("case_id", "opened_at", "resolved_at", "closed_at", "channel", "topic", "moment", "outcome")


def its_events(facts: Facts, options: Options) -> ir.Table:
    """The customer's own events, and those of its cases that do not name the customer."""
    events, cases, key = facts.events, facts.cases, key_of(options.customer_id)
    its_cases = cases.filter(cases.customer_key == key, cases.case_key.notnull()).select(its_key=cases.case_key)
    own = events.filter(events.customer_key == key)
    nameless = events.filter(events.customer_key.isnull())
    of_cases = nameless.semi_join(its_cases, nameless.case_key == its_cases.its_key)
    columns = (*_SEEN, "note")
    return own.select(*columns).union(of_cases.select(*columns)).mutate(customer_key=ibis.literal(key))


def _named(events: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """With the names of teams and rules; the name of a team of few people would be that of a person."""
    large = large_teams(facts, options.smallest_group).rename(large_team="team")
    teams = facts.teams.select(known_team=facts.teams.team_id, team=facts.teams.name)
    rules = facts.rules.select(known_rule=facts.rules.rule_id, rule=facts.rules.name)
    with_team = events.left_join(teams, events.team_id == teams.known_team).select(events, teams.team)
    with_size = with_team.left_join(large, with_team.team_id == large.large_team)
    joined = with_size.left_join(rules, with_size.rule_id == rules.known_rule)
    is_small = joined.team_id.notnull() & joined.large_team.isnull()
    return joined.select(
        "at_us", "event_seq", "event_id", "happened_at", "kind", "case_id", "team_id", "rule_id", "rule", "note",
        team=is_small.ifelse(SMALL_TEAM, ibis.coalesce(joined.team, joined.team_id)),
        amount=joined.amount.cast("float64"),
    )  # fmt: skip


def _revenue(facts: Facts, key: int) -> ir.Table:
    paid = facts.revenue.filter(facts.revenue.customer_key == key, facts.revenue.currency == (facts.currency or ""))
    return paid.group_by("period").aggregate(amount=paid.amount.sum().cast("float64"))


def _rules(facts: Facts, events: ir.Table, options: Options, at_hand: AtHand | None) -> ir.Table:
    """By rule named in this customer's events: customers who left within the days after it was named in theirs."""
    its_rules = events.filter(events.rule_id.notnull()).select(its_rule=events.rule_id).distinct()
    if at_hand is None:
        naming = facts.events.semi_join(its_rules, facts.events.rule_id == its_rules.its_rule)
        return _left(facts, naming, options)
    return at_hand.left.semi_join(its_rules, at_hand.left.rule_id == its_rules.its_rule)


def left_with_rules(facts: Facts, options: Options) -> ir.Table:
    """By rule, every one: customers who left within `before_days` after it was named to them. Made once, when asked."""
    naming = facts.events.filter(facts.events.rule_id.notnull())
    name = f"customers who left within {options.before_days} days of each rule"
    return facts.once(name, lambda: _left(facts, naming, options))


def _left(facts: Facts, naming: ir.Table, options: Options) -> ir.Table:
    own = naming.filter(naming.customer_key.notnull()).select("rule_id", "at_us", who=naming.customer_key)
    nameless = naming.filter(naming.customer_key.isnull()).select("rule_id", "at_us", "case_key")
    cases = facts.cases.select(of_case=facts.cases.case_key, who=facts.cases.customer_key)
    of_cases = nameless.join(cases, nameless.case_key == cases.of_case).select("rule_id", "at_us", "who")
    owned = own.union(of_cases)
    every = lives(facts)
    gone = every.filter(every.left_us.notnull())
    gone = gone.select(gone_key=gone.customer_key, gone_us=gone.left_us)
    left = owned.join(gone, owned.who == gone.gone_key)
    near = left.filter(left.at_us <= left.gone_us, left.at_us >= left.gone_us - options.before_days * DAY_US)
    return near.group_by("rule_id").aggregate(customers=near.who.nunique())


def _near(facts: Facts, key: int, options: Options) -> ir.Table:
    known = facts.customers if "customers" in facts.present else facts.cases
    ids = known.filter(known.customer_id.notnull()).select("customer_id", "customer_key")
    found = ids.filter(ids.customer_key == key)
    missing = found.aggregate(found=found.count())
    missing = missing.filter(missing.found == 0)
    looked = ids.cross_join(missing)
    measured = looked.mutate(distance=looked.customer_id.levenshtein(options.customer_id))
    once = measured.group_by("customer_id").aggregate(distance=measured.distance.min())
    return once.order_by(once.distance, once.customer_id).limit(options.near_ids)


def _known(facts: Facts) -> ir.Table:
    table = facts.tables[sorted(facts.present)[0]]
    month = month_name(facts.known_until.date()) if facts.known_until else ""
    return table.aggregate(rows=table.count()).mutate(
        month=ibis.literal(month), currency=ibis.literal(facts.currency or "")
    )
