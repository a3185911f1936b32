"""The outcomes: what went well or not, in which work, and who deserves credit for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis

from customerhero.facts.casebook import US_PER_DAY, known_us, month_number
from customerhero.facts.stays import stays
from customerhero.insight.bright_spots.casework import FAILURES, NO_MIX, actors, in_window
from customerhero.insight.bright_spots.options import OUTCOMES, Options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

TOP_ANSWERS: Final = {"csat": 1, "nps": 1, "ces": 2}
"""How many steps below the highest answer still count as well: 4 and 5 of 5, 9 and 10 of 10, 5 to 7 of 7."""
_WEEK_US: Final = 7 * US_PER_DAY
_HALF: Final = 0.5
_LAST_STEP: Final = 6
"""Hand-overs from this one on are one step."""


@dataclass(frozen=True)
class Work:
    """What the outcomes are made of."""

    facts: Facts
    options: Options
    cases: ir.Table
    credits: ir.Table


def works(work: Work) -> ir.Table:
    """One row per outcome, unit of work and actor with a share in it.

    Columns: `outcome` (its place in OUTCOMES), `actor`, `case_key`, `party_key`, `mix_id`, `asked` (a number for the
    question and scale of an answer), `hit` 1 or 0, `lower` (whether it went well by a milder cut), `credit` and `week`.
    """
    made = [make(work) for name, make in _MAKERS.items() if work.options.asks_for(name) and _can_tell(name, work)]
    if not made:  # retention alone, which counts years
        return _satisfaction(work).limit(0)
    return ibis.union(*made)


def _can_tell(outcome: str, work: Work) -> bool:
    """Teams stand at different places of a process: which of them a hand-over ends at is no merit of theirs."""
    return outcome != "helped_by_finding_others" or work.options.of_people


def _satisfaction(work: Work) -> ir.Table:
    return _of_answers(work, "satisfaction", ("csat", "nps"))


def _easy(work: Work) -> ir.Table:
    return _of_answers(work, "easy", ("ces",))


def _recovery(work: Work) -> ir.Table:
    """Satisfaction in cases where something had failed before the answer."""
    events = work.facts.events
    failed = events.filter(events.kind.isin(FAILURES), events.case_key.notnull())
    first = failed.group_by(failed_key="case_key").aggregate(failed_us=failed.at_us.min())
    answers = _answers(work, ("csat", "nps"))
    after = answers.join(first, answers.case_key == first.failed_key)
    return _shared(after.filter(after.failed_us < after.at_us), work, "recovery")


def _of_answers(work: Work, outcome: str, metrics: tuple[str, ...]) -> ir.Table:
    return _shared(_answers(work, metrics), work, outcome)


def _answers(work: Work, metrics: tuple[str, ...]) -> ir.Table:
    """Valid answers of the window that can be laid to somebody: about a person, or about a case."""
    feedback, cases = work.facts.feedback, work.cases
    said = feedback.filter(feedback.metric.isin(metrics), feedback.score.notnull(), feedback.happened_at.notnull())
    said = in_window(said.mutate(month=month_number(said.happened_at)), work.options)
    floor = (said.metric == "nps").ifelse(0, 1)
    said = said.filter(said.score >= floor, said.score <= said.scale_max)
    about = cases.select(about_key="case_key", about_party="party_key", mix_id="mix_id")
    joined = said.left_join(about, said.case_key == about.about_key)
    top = (joined.metric == "ces").ifelse(TOP_ANSWERS["ces"], TOP_ANSWERS["csat"])
    return joined.select(
        "case_key", "at_us", about_whom=joined[work.options.holder],
        party_key=ibis.coalesce(joined.customer_key, joined.about_party, joined.at_us),
        mix_id=ibis.coalesce(joined.mix_id, NO_MIX),
        asked=joined.scale_max + ibis.cases((joined.metric == "csat", 100), (joined.metric == "nps", 200), else_=300),
        hit=(joined.score >= joined.scale_max - top).cast("int64"),
        lower=(joined.score >= joined.scale_max - top - 1).cast("int64"),
    )  # fmt: skip


def _shared(answers: ir.Table, work: Work, outcome: str) -> ir.Table:
    """An answer about somebody is theirs alone; one about a case only is shared by those who acted in it."""
    named = answers.filter(answers.about_whom.notnull()).rename({work.options.holder: "about_whom"})
    own = actors(named, work.facts, work.options).mutate(credit=ibis.literal(1.0))
    nameless = answers.filter(answers.about_whom.isnull(), answers.case_key.notnull())
    shares = work.credits.rename(shared_key="case_key")
    split = nameless.join(shares, nameless.case_key == shares.shared_key)
    columns = ("actor", "case_key", "party_key", "mix_id", "asked", "hit", "lower", "credit", "at_us")
    return _outcome(ibis.union(own.select(*columns), split.select(*columns)), outcome)


def _resolved(work: Work) -> ir.Table:
    """Cases closed and not opened again, not come back about, and solved where the source says so."""
    ended, facts = in_window(work.cases.filter(work.cases.end_us.notnull()), work.options), work.facts
    span = work.options.return_days * US_PER_DAY
    ripe = ended.filter(ended.end_us <= known_us(facts) - span)
    again = facts.events.filter(facts.events.kind == "reopened").select(again_key="case_key").distinct()
    followed = _followed(work.cases)
    known = ripe.left_join(again, ripe.case_key == again.again_key)
    known = known.left_join(followed, known.case_key == followed.before_key)
    came_back = (known.next_us >= known.end_us) & (known.next_us - known.end_us <= span)
    hit = known.again_key.isnull() & ~ibis.coalesce(came_back, False) & known.is_solved
    return _credited(known.mutate(hit=hit.cast("int64"), at_us=known.end_us), work, "resolved_without_return")


def _followed(cases: ir.Table) -> ir.Table:
    """Per case when the customer opened the next one on the same topic; most have none and are not put in order."""
    known = cases.filter(cases.is_known, cases.opened_us.notnull())
    several = known.group_by(some_party="party_key", some_topic="topic_id").aggregate(cases=known.count())
    several = several.filter(several.cases > 1)
    linked = known.semi_join(several, (known.party_key == several.some_party) & (known.topic_id == several.some_topic))
    in_time = ibis.window(group_by=[linked.party_key, linked.topic_id], order_by=[linked.opened_us, linked.case_key])
    return linked.select(before_key="case_key", next_us=linked.opened_us.lead().over(in_time))


def _kept_promise(work: Work) -> ir.Table:
    """Cases with a promise that was kept; one that was broken and then kept is broken."""
    events, cases = work.facts.events, in_window(work.cases, work.options)
    said = events.filter(events.case_key.notnull(), events.kind.isin(["kept", "broken"]))
    ends = said.group_by(said_key="case_key").aggregate(
        broken=said.count(where=said.kind == "broken"), at_us=said.at_us.max()
    )
    joined = cases.join(ends, cases.case_key == ends.said_key)
    return _credited(joined.mutate(hit=(joined.broken == 0).cast("int64")), work, "kept_promise")


def _helped(work: Work) -> ir.Table:
    """Hand-overs of cases that were passed on before: did this one find who could help? Half to giver, half to ally.

    Where in a process somebody stands decides how often a case ends there: people are compared within team and step,
    so each side's row carries its team and step as the question it answers. Without teams nothing is told.
    """
    late = late_handovers(work)
    ends = (("previous", "from_team", 0), ("holder", "to_team", 1))
    both = ibis.union(
        *(
            late.select(
                "case_key", "at_us", "hit", "party_key", "mix_id", actor=late[end], team=late[team],
                step=ibis.least(late.position, _LAST_STEP) * 2 + side,
            )
            for end, team, side in ends
        )
    )  # fmt: skip
    placed = both.filter(both.team.notnull())
    numbered = placed.mutate(asked=ibis.dense_rank().over(order_by=[placed.team, placed.step]), lower=placed.hit)
    return _outcome(numbered.mutate(credit=ibis.literal(_HALF)), "helped_by_finding_others")


def late_handovers(work: Work) -> ir.Table:
    """Each hand-over but a case's first: who gave it (`previous`) and took it (`holder`), whether it ended there."""
    return work.facts.once(f"late handovers {work.options!r}", lambda: _late_handovers(work))


def _late_handovers(work: Work) -> ir.Table:
    facts, cases = work.facts, in_window(work.cases, work.options)
    held = facts.team_stays
    moves = held.group_by(moved_key="case_key").aggregate(stays=held.count())
    moved = moves.filter(moves.stays > 2)
    ended = cases.filter(cases.end_us.notnull())
    chosen = ended.semi_join(moved, ended.case_key == moved.moved_key)
    told = facts.events.semi_join(chosen, facts.events.case_key == chosen.case_key)
    holders = actors(told, facts, work.options).rename({work.options.holder: "actor"})
    steps = stays(holders, work.options.holder)
    late = steps.filter(steps.position > 2)
    about = chosen.select(about_key="case_key", party_key="party_key", mix_id="mix_id")
    joined = late.join(about, late.case_key == about.about_key)
    giver = facts.people.select(giver="person_id", from_team="team_id")
    taker = facts.people.select(taker="person_id", to_team="team_id")
    placed = joined.left_join(giver, joined.previous == giver.giver)
    placed = placed.left_join(taker, placed.holder == taker.taker)
    return placed.select(
        "case_key", "previous", "holder", "at_us", "party_key", "mix_id", "position", "from_team", "to_team",
        hit=placed.until_us.isnull().cast("int64"),
    )  # fmt: skip


def _credited(cases: ir.Table, work: Work, outcome: str) -> ir.Table:
    shares = work.credits.rename(shared_key="case_key")
    return _outcome(_with_same_cuts(cases.join(shares, cases.case_key == shares.shared_key)), outcome)


def _with_same_cuts(rows: ir.Table) -> ir.Table:
    return rows.mutate(lower=rows.hit, asked=ibis.literal(0))


def _outcome(rows: ir.Table, outcome: str) -> ir.Table:
    return rows.select(
        "actor", "case_key", "party_key",
        outcome=ibis.literal(OUTCOMES.index(outcome), "int8"),
        asked=rows.asked.cast("int16"),
        mix_id=rows.mix_id.cast("int32"),
        hit=rows.hit.cast("int8"),
        lower=rows.lower.cast("int8"),
        credit=rows.credit.cast("float64"),
        week=(rows.at_us // _WEEK_US).cast("int32"),
    )  # fmt: skip


_MAKERS: Final[dict[str, Callable[[Work], ir.Table]]] = {
    "satisfaction": _satisfaction,
    "resolved_without_return": _resolved,
    "kept_promise": _kept_promise,
    "recovery": _recovery,
    "helped_by_finding_others": _helped,
    "easy": _easy,
}
