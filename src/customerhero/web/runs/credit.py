"""Credit to single people is not for the agenda: those who are named see it before anybody else does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from customerhero.findings import Answer, Finding
from customerhero.findings.agenda import Agenda

INSIGHT = "bright_spots"
_HELD_BACK = "held_back"
_TABLES = ("named", _HELD_BACK)


def is_credit(finding: Finding) -> bool:
    """Whether it names a person."""
    return finding.insight == INSIGHT and finding.subject.kind == "person"


def credited(agenda: Agenda) -> tuple[Finding, ...]:
    """The findings that name people."""
    return tuple(finding for finding in (*agenda.everything, *agenda.apart) if is_credit(finding))


def is_for_everybody(insight: str, table: str) -> bool:
    """Whether a table that a run keeps may be taken home: accounts held back are told to leaders only."""
    return (insight, table) != (INSIGHT, _HELD_BACK)


def without_credit(agenda: Agenda) -> Agenda:
    """The agenda as everybody may read it and take it home."""
    return replace(
        agenda,
        changed=_others(agenda.changed),
        findings=_others(agenda.findings),
        further=_others(agenda.further),
        apart=_others(agenda.apart),
        also={key: _others(found) for key, found in agenda.also.items()},
        answers={name: _nameless(answer) for name, answer in agenda.answers.items()},
    )


def with_accounts(told: Agenda, made: Agenda) -> Agenda:
    """The same with the accounts that may be machines, for those who may say who they are; never taken home."""
    answer = told.answers.get(INSIGHT)
    held = made.answers[INSIGHT].tables.get(_HELD_BACK) if answer else None
    if answer is None or held is None:
        return told
    return replace(told, answers={**told.answers, INSIGHT: replace(answer, tables={**answer.tables, _HELD_BACK: held})})


def _others(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if not is_credit(finding))


def _nameless(answer: Answer) -> Answer:
    if answer.insight != INSIGHT or answer.numbers.get("compared_by") != "person":
        return answer
    tables = {name: table for name, table in answer.tables.items() if name not in _TABLES}
    return replace(answer, tables=tables, findings=_others(answer.findings))
