"""Facts are asked: every question they can answer, for one month."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from customerhero.agenda.composing import AgendaOptions, Known, compose
from customerhero.agenda.currencies import other_currencies, with_other_currencies
from customerhero.agenda.kinds import kinds_of
from customerhero.agenda.months import last_complete_month, month_of, refuse_outside, whole_month
from customerhero.agenda.periods import with_period
from customerhero.agenda.questions import Question, question_named, questions
from customerhero.agenda.remedies import remedy_for
from customerhero.agenda.seeing import cannot_show, is_lacking_kinds, is_worth_keeping, shown, without_first_change
from customerhero.agenda.settings import refuse_unknown
from customerhero.agenda.unfinished import told_instead, with_unfinished
from customerhero.agenda.whole import COUNTED, NO_MONTHS, Months, months_of, only_comparable, with_comparable_months
from customerhero.errors import FactsError
from customerhero.facts.calendar import UNIVERSAL
from customerhero.facts.collect import collect, collect_all
from customerhero.findings import Answer
from customerhero.findings.agenda import Agenda, Unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customerhero.facts.snapshot import Facts

log = logging.getLogger(__name__)


Tell = Callable[[str, int, int], None]
"""Told before each question: its name, how many were asked, and how many there are."""


def agenda(facts: Facts, options: AgendaOptions | None = None, tell: Tell = lambda *_: None) -> Agenda:
    """The agenda of a month: QuestionError when the month has no facts or a setting is unknown, FactsError when
    nothing was ever imported.
    """
    options = options or AgendaOptions()
    refuse_unknown(options.settings)
    months = months_of(facts)
    month, few = month_of(facts, options.month, months.counted)
    answers: list[Answer] = []
    unanswered: list[Unanswered] = []
    monthly, recorded = [question for question in questions if question.monthly], kinds_of(facts)
    for done, question in enumerate(monthly):
        tell(question.name, done, len(monthly))
        settled = _options_for(question, options, month)
        try:
            answer = _answer(Asked(question, facts, settled, months, recorded))
        except FactsError as lacking:
            unanswered.append(_refused(question, facts, lacking))
            continue
        why = cannot_show(answer)
        if why:
            unanswered.append(Unanswered(question.name, (), (), why))
        if not why or not is_lacking_kinds(answer) or is_worth_keeping(answer):
            answers.append(with_period(facts, without_first_change(answer), month, settled))
    left_out = other_currencies(facts, options.smallest_group)
    told = [answer.insight for answer in answers]
    not_whole = months.not_whole(month, options.month or last_complete_month(facts), told)
    known = Known(
        month, facts.known_until, facts.currency, team_names(facts), few, left_out, facts.zone, not_whole,
        months.selection(month, told),
    )  # fmt: skip
    return compose(known, answers, unanswered, options)


def ask_one(facts: Facts, name: str, options: object = None) -> Answer:
    """The answer to one question; `options` are the insight's own. FactsError when its tables are missing,
    QuestionError when the month has no facts. Of a month that is not over the last whole one is told, and it says so.
    """
    question = question_named(name)
    facts.require(*question.needs)  # before anything is asked about the month
    asked, recorded = getattr(options, "month", None), kinds_of(facts)
    months = months_of(facts) if question.name in COUNTED else NO_MONTHS
    if asked is None:
        chosen = question.options() if options is None else options
        return with_unfinished(facts, _answer(Asked(question, facts, chosen, months, recorded)))
    refuse_outside(facts, asked)
    told = whole_month(facts, asked)
    chosen = replace(options, month=told)  # type: ignore[type-var]  # options are dataclasses
    answer = _answer(Asked(question, facts, chosen, months, recorded))
    return answer if told == asked else told_instead(facts, answer, asked, told)


def team_names(facts: Facts) -> dict[str, str]:
    """What teams are called, by their id."""
    if "teams" not in facts.present:
        return {}
    rows = collect(facts.teams.select("team_id", "name"), question="team names")
    return {row["team_id"]: row["name"] for row in rows if row["name"]}


@dataclass(frozen=True)
class Asked:
    """A question with all it is answered from: facts, its own options, and what facts can show."""

    question: Question
    facts: Facts
    options: Any
    months: Months
    """Those that may be compared."""
    recorded: frozenset[str]
    """The kinds of facts there are."""


def _refused(question: Question, facts: Facts, lacking: FactsError) -> Unanswered:
    """Why a question cannot be asked: tables that are not there with their remedies, or what is missing in them."""
    missing = tuple(table for table in question.needs if table not in facts.present)
    if missing:
        return Unanswered(question.name, missing, tuple(remedy_for(table) for table in missing))
    log.info("%s: %s", question.name, lacking)
    return Unanswered(question.name, (), (lacking.remedy,), f"{lacking.what} {lacking.where()}".strip())


def _answer(asked: Asked) -> Answer:
    question, facts, options, months = asked.question, asked.facts, asked.options, asked.months
    facts.require(*question.needs)
    month = getattr(options, "month", None)
    rows = only_comparable(question.name, collect_all(question.ask(facts, options)), month, months)
    answer = with_comparable_months(question.judge(rows, options), month, months)
    answer = shown(with_other_currencies(facts, answer, options), asked.recorded)
    return answer if facts.zone == UNIVERSAL else replace(answer, numbers={**answer.numbers, "zone": facts.zone})


def _options_for(question: Question, options: AgendaOptions, month: str) -> object:
    """The insight's own options with those of the agenda that it knows."""
    named = {"month": month, "smallest_group": options.smallest_group, "by": options.by, "people": options.people}
    own = options.settings.get(question.name, {})
    return question.options(**{**_known(question.options, named.items()), **own})


def _known(kind: type[Any], values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values if name in names and value is not None}
