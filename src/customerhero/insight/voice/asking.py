"""What voice asks of the facts: counts of answers by month, score and group; never an answer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.calendar import first_day
from customerhero.facts.casebook import month_number, number_of_month
from customerhero.facts.keeping import kept
from customerhero.facts.lives import lives
from customerhero.facts.sums import exact_sum
from customerhero.facts.teamsize import large_teams
from customerhero.facts.value import customer_value
from customerhero.findings.months import month_name, month_start
from customerhero.insight.voice.options import Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

_EVIDENCE = 20


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, lazy: `known`, `scores`, `heard` (who answered, by month), `groups`, `people`,
    `weighed` (sums over customers), `small_teams` (answers about teams left out), `unhappy`, `samples`, `moves`,
    `invitations`, `population` and `comments`. Raises FactsError when there is no feedback.
    """
    facts.require("feedback")
    answers = kept(_answers(facts, options))
    valid = answers.filter(answers.is_valid, answers.period.notnull())
    now = _by_groups(valid.filter(valid.period == "now"), options)
    unhappy = now.filter(now.is_unhappy)
    return {
        "known": _known(facts, options),
        "scores": _scores(answers),
        "heard": _heard(answers),
        "groups": _counts(valid, options),
        "people": _people(now),
        "weighed": _weighed(valid),
        "small_teams": _small_teams(valid),
        "unhappy": _unhappy(unhappy, facts, options),
        "samples": _samples(unhappy),
        "moves": _moves(answers),
        "invitations": _invitations(answers),
        "population": _population(facts),
        "comments": _comments(answers, options),
    }


def _known(facts: Facts, options: Options) -> ir.Table:
    month = options.month or (month_name(facts.known_until.date()) if facts.known_until else "")
    counted = facts.feedback.aggregate(rows=facts.feedback.count())
    return counted.mutate(month=ibis.literal(month), currency=ibis.literal(facts.currency or ""))


def _answers(facts: Facts, options: Options) -> ir.Table:
    """The answers of the months asked for, with what they count as and the groups they belong to."""
    dated = facts.feedback.mutate(month_no=_month_of(facts.feedback))
    joined = _with_groups(_with_period(dated, options), facts, options)
    floor = (joined.metric == "nps").ifelse(0, 1)
    in_scale = (joined.score >= floor) & (joined.score <= joined.scale_max)
    fitting = (joined.metric != "nps") | (joined.scale_max == 10)
    step = (joined.metric == "nps").ifelse(4, (joined.metric == "csat").ifelse(2, 3))
    has_words = ibis.coalesce(joined.comment.strip().length() > 0, False)
    return joined.select(
        "feedback_id", "metric", "scale_max", "score", "period", "month_no", "happened_at", "at_us", "who",
        "customer_id", "case_id", "segment", "team", "topic", "weight",
        is_valid=ibis.coalesce(in_scale & fitting, False),
        is_said=joined.score.notnull(),
        is_unhappy=joined.score <= joined.scale_max - step,
        points=_points(joined, joined.score <= joined.scale_max - step),
        is_invited=joined.invited_at.notnull(),
        is_small_team=joined.team_id.notnull() & joined.team.isnull(),
        has_words=has_words,
        comment=ibis.ifelse(has_words & (joined.period == "now"), joined.comment, ibis.null("string")),
        stands_for=ibis.coalesce(joined.weight, 1.0),
    )  # fmt: skip


def _points(joined: ir.Table, is_unhappy: ir.BooleanValue) -> ir.IntegerValue:
    """1 for a happy answer; an unhappy one counts -1 in NPS, which is a difference, and 0 in shares."""
    below = (joined.metric == "ces").ifelse(2, 1)
    is_down = (joined.metric == "nps") & is_unhappy
    return ibis.cases((joined.score >= joined.scale_max - below, 1), (is_down, -1), else_=0).cast("int64")


def _month_of(feedback: ir.Table) -> ir.IntegerValue:
    """The month of the invitation, for those who answered as for those who did not; of the answer without one."""
    return month_number(ibis.coalesce(feedback.invited_at, feedback.happened_at))


def _with_period(dated: ir.Table, options: Options) -> ir.Table:
    if options.month is None:
        return dated.mutate(period=ibis.literal("now"))
    month = number_of_month(month_start(options.month))
    oldest = month - max(options.trend_months - 1, options.history_months)
    recent = dated.filter(dated.month_no <= month, dated.month_no >= oldest)
    return recent.mutate(
        period=ibis.cases((recent.month_no == month, "now"), (recent.month_no == month - 1, "before"), else_=None)
    )


def _with_groups(told: ir.Table, facts: Facts, options: Options) -> ir.Table:
    """With customer, topic, segment and team; a team of few people is none: its score would be that of a person."""
    cases, customers, large = facts.cases, facts.customers, large_teams(facts, options.smallest_group)
    about = cases.select(about_key=cases.case_key, about_customer=cases.customer_key, topic=cases.topic)
    joined = told.left_join(about, told.case_key == about.about_key)
    joined = joined.mutate(who=ibis.coalesce(joined.customer_key, joined.about_customer))
    joined = joined.left_join(large, joined.team_id == large.team)
    owners = customers.select(owner_key=customers.customer_key, managed_in=customers.segment)
    named = joined.rename(said_segment="segment").left_join(owners, joined.who == owners.owner_key)
    return named.mutate(segment=ibis.coalesce(named.managed_in, named.said_segment))


def _scores(answers: ir.Table) -> ir.Table:
    said = answers.filter(answers.is_said)
    said = said.mutate(code=said.is_valid.ifelse(said.score, ibis.null("int64")))
    return said.group_by("metric", "scale_max", "month_no", "code").aggregate(
        n=said.count(),
        weighed=said.weight.count(),
        weight=exact_sum(said.stands_for),
        weight_squared=exact_sum(said.stands_for * said.stands_for),
        commented=said.has_words.cast("int64").sum(),
    )


def _heard(answers: ir.Table) -> ir.Table:
    """By month and question: customers with a valid answer, answers that name nobody, and the sums of who repeats."""
    valid = answers.filter(answers.is_valid)
    return _by_customer(valid, ("metric", "scale_max", "month_no"))


def _by_customer(valid: ir.Table, asked: tuple[str, ...]) -> ir.Table:
    """Counted by customer first, then over customers; an answer that names nobody is a customer of its own."""
    each = valid.group_by(*asked, "who").aggregate(
        answers=valid.count(), total=valid.points.sum(), squares=(valid.points * valid.points).sum()
    )
    known = each.who.notnull()
    return each.group_by(*asked).aggregate(
        customers=each.who.count(),
        nameless=known.ifelse(0, each.answers).sum(),
        answers=each.answers.sum(),
        total=each.total.sum(),
        squares=each.squares.sum(),
        totals_squared=known.ifelse(each.total * each.total, each.squares).sum(),
        sizes_squared=known.ifelse(each.answers * each.answers, each.answers).sum(),
        products=known.ifelse(each.total * each.answers, each.total).sum(),
    )


def _small_teams(valid: ir.Table) -> ir.Table:
    left_out = valid.filter(valid.is_small_team, valid.period == "now")
    return left_out.group_by("metric", "scale_max").aggregate(answers=left_out.count())


def _by_groups(now: ir.Table, options: Options) -> ir.Table:
    columns = ("feedback_id", "metric", "scale_max", "score", "points", "is_unhappy", "who", "customer_id", "case_id")
    whole = [now.select(*columns, dimension=ibis.literal("organisation"), group=ibis.literal("all"))]
    parts = [
        now.filter(now[name].notnull()).select(*columns, dimension=ibis.literal(name), group=now[name])
        for name in options.dimensions
    ]
    return kept(ibis.union(*(whole + parts)))


def _counts(valid: ir.Table, options: Options) -> ir.Table:
    """Counted once by everything, then summed by each grouping: the answers themselves are passed over once."""
    asked = ("period", "metric", "scale_max", "score")
    cells = kept(valid.group_by(*options.dimensions, *asked).aggregate(n=valid.count()))
    whole = [cells.select(*asked, "n", dimension=ibis.literal("organisation"), group=ibis.literal("all"))]
    parts = [
        cells.filter(cells[name].notnull()).select(*asked, "n", dimension=ibis.literal(name), group=cells[name])
        for name in options.dimensions
    ]
    grouped = ibis.union(*(whole + parts))
    return grouped.group_by("dimension", "group", *asked).aggregate(n=grouped.n.sum())


def _people(now: ir.Table) -> ir.Table:
    return _by_customer(now, ("dimension", "group", "metric", "scale_max"))


def _weighed(valid: ir.Table) -> ir.Table:
    """NPS of the period by customer, each answer counted by its weight: what customers who repeat make of its error."""
    asked = valid.filter(valid.metric == "nps", valid.period == "now")
    asked = asked.mutate(apart=asked.who.isnull().ifelse(asked.feedback_id, ibis.null("string")))
    each = asked.group_by("who", "apart").aggregate(
        weight=exact_sum(asked.stands_for), points=exact_sum(100.0 * asked.points * asked.stands_for)
    )
    return each.aggregate(
        weights_squared=exact_sum(each.weight * each.weight),
        points_squared=exact_sum(each.points * each.points),
        products=exact_sum(each.weight * each.points),
    )


def _unhappy(unhappy: ir.Table, facts: Facts, options: Options) -> ir.Table:
    until = first_day(number_of_month(month_start(options.month)) + 1) if options.month else None
    value = customer_value(facts, until).rename(value_key="customer_key")
    keys = unhappy.select("dimension", "group", "metric", "scale_max", "who").distinct()
    priced = keys.left_join(value, keys.who == value.value_key)
    return priced.group_by("dimension", "group", "metric", "scale_max").aggregate(
        customers=priced.who.count(), value=exact_sum(priced.value)
    )


def _samples(unhappy: ir.Table) -> ir.Table:
    named = unhappy.filter(unhappy.customer_id.notnull() | unhappy.case_id.notnull())
    first = ibis.window(
        group_by=[named.dimension, named.group, named.metric, named.scale_max],
        order_by=[named.score, named.feedback_id],
    )
    ranked = named.mutate(place=ibis.row_number().over(first))
    kept = ranked.filter(ranked.place < _EVIDENCE)
    return kept.select("dimension", "group", "metric", "scale_max", "place", "customer_id", "case_id")


def _moves(answers: ir.Table) -> ir.Table:
    known = answers.filter(answers.is_valid, answers.metric == "nps", answers.who.notnull())
    asked = known.filter(known.period == "now").select(asked_key="who").distinct()
    known = known.semi_join(asked, known.who == asked.asked_key)  # nobody else can have moved in this period
    standing = ibis.cases((known.score >= 9, "promoter"), (known.score >= 7, "passive"), else_="detractor")
    known = known.mutate(standing=standing)
    in_time = ibis.window(group_by=known.who, order_by=[known.at_us, known.feedback_id])
    latest = ibis.window(group_by=known.who, order_by=[known.at_us.desc(), known.feedback_id.desc()])
    known = known.mutate(earlier=known.standing.lag().over(in_time), place=ibis.row_number().over(latest))
    pairs = known.filter(known.place == 0, known.earlier.notnull(), known.period == "now")
    return pairs.group_by("earlier", "standing").aggregate(customers=pairs.count())


def _invitations(answers: ir.Table) -> ir.Table:
    asked = answers.filter(answers.is_invited, answers.period == "now")
    return asked.group_by("segment").aggregate(
        invited=asked.count(),
        answered=asked.is_said.cast("int64").sum(),
        customers=asked.who.nunique(),
        nameless=asked.who.isnull().cast("int64").sum(),
    )


def _population(facts: Facts) -> ir.Table:
    every = lives(facts)
    here = every.filter(every.left_us.isnull(), every.segment.notnull())
    return here.group_by("segment").aggregate(customers=here.count())


def _comments(answers: ir.Table, options: Options) -> ir.Table:
    told = answers.filter(answers.has_words, answers.is_said, answers.happened_at.notnull(), answers.period == "now")
    newest = told.order_by(told.at_us.desc(), told.feedback_id).limit(options.verbatims)
    return newest.rename(team_id="team").select(
        "feedback_id", "happened_at", "metric", "scale_max", "score", "segment", "team_id", "customer_id", "case_id",
        "comment", "is_valid", "is_unhappy",
    )  # fmt: skip
