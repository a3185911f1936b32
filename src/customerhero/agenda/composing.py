"""Answers become an agenda: findings gathered, told once, ranked and cut to what a meeting can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customerhero.agenda.changed import Verdicts, what_changed
from customerhero.agenda.illustrating import illustrated
from customerhero.agenda.numbers import figures_of, most_telling
from customerhero.agenda.proving import standing
from customerhero.agenda.ranking import PLACES_FOR_GOOD_NEWS, by_key, chosen, ranked, told_once, weights
from customerhero.agenda.tempering import tempered
from customerhero.findings import Answer
from customerhero.findings.agenda import Agenda, Chosen, Held, NotWhole, OtherCurrency, Unanswered


@dataclass(frozen=True)
class AgendaOptions:
    """How an agenda is made; the month is the last complete one of the facts unless given."""

    month: str | None = None
    most_findings: int = 9
    places_for_good_news: int = PLACES_FOR_GOOD_NEWS
    smallest_group: int = 5
    by: str | None = None
    company: str = ""
    people: bool = True
    """Whether results about single employees are asked for."""
    kinds_apart: frozenset[str] = frozenset()
    """Kinds of subject that are told elsewhere: findings about them take no place from others."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By insight: values of its own options, such as routes that are meant to be; they win over those above."""


@dataclass(frozen=True)
class Known:
    """What holds for all answers of an agenda."""

    month: str
    known_until: datetime | None = None
    currency: str | None = None
    team_names: Mapping[str, str] = field(default_factory=dict)
    few: tuple[Held, ...] = ()
    other_currencies: tuple[OtherCurrency, ...] = ()
    zone: str = "UTC"
    not_whole: tuple[NotWhole, ...] = ()
    chosen: Chosen | None = None


def compose(
    known: Known, answers: Sequence[Answer], unanswered: Sequence[Unanswered], options: AgendaOptions
) -> Agenda:
    """The agenda of these answers."""
    told = by_key(finding for answer in answers for finding in illustrated(answer, known.team_names)).values()
    found = standing(told, [look for answer in answers for look in answer.looks])
    verdicts = Verdicts.of(answers, found, known.month)
    numbers = figures_of(answers, known.month, verdicts.change)
    settled = [verdicts.settled(finding) for finding in found]
    everything = [tempered(finding) for finding in (*settled, *verdicts.unsaid(settled, numbers, known.month))]
    apart = [finding for finding in everything if finding.subject.kind in options.kinds_apart]
    told_here = [finding for finding in everything if finding.subject.kind not in options.kinds_apart]
    order, again = told_once(ranked(told_here))
    placed = chosen(order, options.most_findings, options.places_for_good_news)
    keys = {finding.key for finding in placed}
    return Agenda(
        month=known.month,
        known_until=known.known_until,
        zone=known.zone,
        currency=known.currency,
        changed=what_changed(told_here),
        findings=tuple(placed),
        further=tuple(finding for finding in order if finding.key not in keys),
        also=again,
        weights=weights(told_here),
        unanswered=tuple(unanswered),
        numbers=most_telling(numbers),
        company=options.company,
        answers={answer.insight: answer for answer in answers},
        few=known.few,
        not_whole=known.not_whole,
        chosen=known.chosen,
        is_compared=bool(verdicts.looks),
        other_currencies=known.other_currencies,
        changes=verdicts.changes,
        apart=tuple(ranked(apart)),
    )
