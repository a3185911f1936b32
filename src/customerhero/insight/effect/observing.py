"""What is counted by week: observations with their week, group and role, lazy and portable.

An observation is a case opened, a promise that ended, a case closed or an answer given. Its `role` is `treated` where
the change touched it and `untouched` elsewhere; observations of neither are dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import ibis.expr.types as ir

from customerhero.facts.calendar import DAY_US, day_of_us, us_of_day
from customerhero.facts.casebook import NOT_RECORDED, US_PER_DAY, casebook
from customerhero.facts.keeping import kept
from customerhero.facts.lives import lives
from customerhero.facts.teamsize import large_teams
from customerhero.insight.effect.options import DAYS_OF_WEEK, Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

FAR: Final = 1_000_000
"""Weeks added before dividing, so that weeks before the change round the same way on every engine."""
TREATED, UNTOUCHED = "treated", "untouched"


def week_of(us: ir.IntegerValue, options: Options) -> ir.IntegerValue:
    """The week of a time counted from the change: 0 is the first week after it, -1 the last before."""
    since = day_of_us(us) - us_of_day(options.day) // DAY_US
    return (since + FAR * DAYS_OF_WEEK) // DAYS_OF_WEEK - FAR


def in_sight(week: ir.IntegerValue, options: Options) -> ir.BooleanValue:
    """Whether a week is looked at."""
    return (week >= -options.most_before - options.left_out) & (week < options.most_after)


def known_cases(facts: Facts, options: Options) -> ir.Table:
    """The casebook with the `team` that held each case first; null for a team of few people."""
    book = casebook(facts).select(
        "case_key", "case_id", "customer_key", "customer_id", "party_key", "topic", "segment", "channel", "opened_us",
        "done_us", "clock_hours",
    )  # fmt: skip
    stays, large = facts.team_stays, large_teams(facts, options.smallest_group)
    first = stays.filter(stays.position == 1).select(first_key=stays.case_key, first_team=stays.holder)
    held = book.left_join(first, book.case_key == first.first_key)
    told = held.left_join(large, held.first_team == large.team)
    return kept(told.drop("first_key", "first_team"))


def with_role(table: ir.Table, topics: ir.Table | None, options: Options) -> ir.Table:
    """The rows with `group` and `role`; those touched are one group, whatever their values."""
    for column, values in options.among().items():
        table = table.filter(ibis.coalesce(table[column].isin(values), False))
    if topics is not None:
        joined = table.left_join(topics, table.topic == topics.named_topic)
        return _grouped(joined, joined.role_of_topic, joined.topic).drop("named_topic", "role_of_topic")
    if not options.column:
        return table.mutate(group=ibis.literal(""), role=ibis.literal(TREATED))
    group = table[options.column]
    return _grouped(table, group.isin(options.values).ifelse(TREATED, UNTOUCHED), group)


def _grouped(table: ir.Table, role: ir.StringValue, group: ir.StringValue) -> ir.Table:
    told = table.mutate(role=role, group=(role == TREATED).ifelse("", group))
    return told.filter(told.role.notnull(), told.group.notnull())


def rule_topics(facts: Facts, options: Options) -> ir.Table | None:
    """Topics a rule touches, and those where it was hardly ever named; None where no rule is asked about.

    Which cases name the rule is itself changed by the change, so whole topics are compared. A topic where the rule was
    named now and then, but in less than `rule_share` of the cases, is neither.
    """
    if options.rule is None:
        return None
    topics = named_by_topic(facts, options)
    share = topics.named / topics.cases
    role = ibis.cases((share >= options.rule_share, TREATED), (share < options.rule_share / 5, UNTOUCHED))
    return topics.select(named_topic=topics.topic, role_of_topic=role)


def named_by_topic(facts: Facts, options: Options) -> ir.Table:
    """By topic: cases opened before the change, and those of them that named the rule."""
    book, events = casebook(facts), facts.events
    naming = events.filter(events.rule_id == options.rule, events.case_key.notnull())
    naming = naming.select(naming_key=naming.case_key).distinct()
    before = book.filter(book.opened_us < us_of_day(options.day))
    told = before.left_join(naming, before.case_key == naming.naming_key)
    return told.group_by("topic").aggregate(cases=told.count(), named=told.count(where=told.naming_key.notnull()))


def opened_cases(facts: Facts, placed: ir.Table, options: Options) -> ir.Table:
    """Cases by the week they were opened in, with what happened to them within `follow_days`.

    Hours are on the customer clock, at most those of `follow_days`: a case still open then counts as open that long.
    """
    span, most = options.follow_days * US_PER_DAY, 24.0 * options.follow_days
    dated = placed.mutate(week=week_of(placed.opened_us, options))
    seen = dated.filter(dated.opened_us.notnull(), in_sight(dated.week, options))
    harmed = seen.left_join(_passed_around(facts, seen, span, options), [("case_key", "passed_key")])
    told = harmed.left_join(_refused(facts, seen, span), [("case_key", "refused_key")])
    contrary = told.done_us.notnull() & told.clock_hours.isnull()
    hours = ibis.ifelse(ibis.coalesce(told.clock_hours, most) < most, told.clock_hours, most)
    return told.select(
        *_OBSERVED,
        runaround=_one(ibis.coalesce(told.passed, False)),
        refused=_one(told.refused_key.notnull()),
        hours=ibis.ifelse(contrary, ibis.null("float64"), hours),
        timed=_one(~contrary),
    )


_OBSERVED: Final = ("week", "group", "role", "party_key", "case_id", "customer_id")


def _passed_around(facts: Facts, seen: ir.Table, span: int, options: Options) -> ir.Table:
    cases = seen.select(seen_key=seen.case_key, seen_us=seen.opened_us)
    joined = facts.team_stays.join(cases, facts.team_stays.case_key == cases.seen_key)
    early = joined.filter(joined.at_us <= joined.seen_us + span)
    counted = early.group_by(passed_key="case_key").aggregate(
        stays=early.position.max(), bad=early.count(where=early.is_return | early.is_ping_pong)
    )
    passed = (counted.stays > options.handoffs) | (counted.bad > 0)
    return counted.select("passed_key", passed=passed)


def _refused(facts: Facts, seen: ir.Table, span: int) -> ir.Table:
    cases = seen.select(seen_key=seen.case_key, seen_us=seen.opened_us)
    refusals = facts.events.filter(facts.events.kind == "refused", facts.events.case_key.notnull())
    joined = refusals.join(cases, refusals.case_key == cases.seen_key)
    return joined.filter(joined.at_us <= joined.seen_us + span).select(refused_key="case_key").distinct()


def ended_promises(facts: Facts, placed: ir.Table, options: Options) -> ir.Table:
    """Promises by the week they were kept or broken in: one a case and week."""
    events = facts.events
    said = events.filter(events.kind.isin(["kept", "broken"]), events.case_key.notnull())
    said = said.mutate(week=week_of(said.at_us, options))
    once = said.group_by("case_key", "week").aggregate(breaks=said.count(where=said.kind == "broken"))
    once = once.filter(in_sight(once.week, options)).rename(said_key="case_key")
    told = once.join(placed, once.said_key == placed.case_key)
    return told.select(*_OBSERVED, broken=_one(told.breaks > 0))


def closed_cases(placed: ir.Table, all_cases: ir.Table, options: Options) -> ir.Table:
    """Closed cases of known customers by the week of closing: `again` when the customer came back about the same."""
    dated = placed.filter(placed.customer_key.notnull(), placed.done_us > placed.opened_us)
    dated = dated.mutate(week=week_of(dated.done_us, options))
    dated = dated.filter(in_sight(dated.week, options))
    again = _coming_back(all_cases, options.recontact_days * US_PER_DAY)
    told = dated.left_join(again, [("case_key", "again_key")])
    return told.select(*_OBSERVED, again=_one(told.again_key.notnull()))


def _coming_back(cases: ir.Table, span: int) -> ir.Table:
    """Closed cases after which the same customer opened one about the same topic within the span."""
    known, nothing = cases.filter(cases.customer_key.notnull()), ibis.null("int64")
    begun, ended = known.filter(known.opened_us.notnull()), known.filter(known.done_us > known.opened_us)
    both = ibis.union(
        begun.select("customer_key", "topic", again_key=nothing, at_us="opened_us", opening_us="opened_us"),
        ended.select("customer_key", "topic", again_key="case_key", at_us="done_us", opening_us=nothing),
    )
    backwards = ibis.cumulative_window(
        group_by=[both.customer_key, both.topic],
        order_by=[both.at_us.desc(), both.again_key.notnull().cast("int64").desc()],
    )
    followed = both.mutate(next_us=both.opening_us.min().over(backwards))
    soon = followed.next_us - followed.at_us <= span
    return followed.filter(followed.again_key.notnull(), ibis.coalesce(soon, False)).select("again_key")


def given_answers(facts: Facts, cases: ir.Table, options: Options) -> ir.Table:
    """Valid answers by the week they were given in; `net` is 1 for a happy one, for NPS 1, 0 or -1."""
    told = _about(facts, cases, options)
    told = told.mutate(week=week_of(told.at_us, options))
    answers = with_role(told.filter(in_sight(told.week, options)), rule_topics(facts, options), options)
    floor = (answers.metric == "nps").ifelse(0, 1)
    below = (answers.metric == "ces").ifelse(2, 1)
    happy = (answers.score >= answers.scale_max - below).cast("int64")
    unhappy = ((answers.metric == "nps") & (answers.score <= answers.scale_max - 4)).cast("int64")
    valid = (answers.score >= floor) & (answers.score <= answers.scale_max)
    fitting = (answers.metric != "nps") | (answers.scale_max == 10)
    return answers.filter(valid, fitting).select(*_OBSERVED, "metric", net=happy - unhappy)


def _about(facts: Facts, cases: ir.Table, options: Options) -> ir.Table:
    """Answers with their case's topic and channel, their customer's segment and the team they are about."""
    said = facts.feedback.select(
        "feedback_id", "case_id", "customer_id", "customer_key", "at_us", "metric", "scale_max", "score",
        said_key="case_key", said_segment="segment", said_team="team_id",
    )  # fmt: skip
    about = cases.select(
        about_key=cases.case_key, about_customer=cases.customer_key, about_party=cases.party_key,
        topic=cases.topic, channel=cases.channel, first_team=cases.team,
    )  # fmt: skip
    told = said.left_join(about, said.said_key == about.about_key)
    told = told.mutate(who=ibis.coalesce(told.customer_key, told.about_customer))
    owners = facts.customers.select(owner_key="customer_key", managed_in="segment")
    told = told.left_join(owners, told.who == owners.owner_key)
    large = large_teams(facts, options.smallest_group).rename(large_team="team")
    told = told.left_join(large, told.said_team == large.large_team)
    return told.mutate(
        segment=_recorded(ibis.coalesce(told.managed_in, told.said_segment)),
        topic=_recorded(told.topic),
        channel=_recorded(told.channel),
        team=ibis.ifelse(told.said_team.isnull(), told.first_team, told.large_team),
        party_key=ibis.coalesce(told.who, told.about_party),
    )


def customers_lives(facts: Facts, options: Options) -> ir.Table:
    """Lives with the weeks they began and ended in; null when that is before or after the weeks in sight."""
    customers = lives(facts)
    told = customers.mutate(segment=_recorded(customers.segment), party_key=customers.customer_key)
    told = with_role(told, None, options)
    joined, left = week_of(told.joined_us, options), week_of(told.left_us, options)
    first, unknown = -options.most_before - options.left_out, ibis.null("int64")
    seen = told.mutate(
        joined_week=ibis.ifelse(joined >= first, joined, unknown),
        left_week=ibis.ifelse(left < options.most_after, left, unknown),
    )
    return seen.filter(seen.left_week.isnull() | (seen.left_week >= first))


def _recorded(text: ir.StringValue) -> ir.StringValue:
    return ibis.coalesce(text, ibis.literal(NOT_RECORDED))


def _one(is_so: ir.BooleanValue) -> ir.IntegerValue:
    return is_so.cast("int64")
