"""What a source cannot show: a figure that is nought because nothing of the kind is ever recorded is no figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from customerhero.facts.casebook import casebook
from customerhero.facts.collect import collect
from customerhero.findings import Answer, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

FIGHTS: Final = ("refused", "asked_again")


def cannot_show(facts: Facts, answer: Answer) -> str:
    """Why these facts can never show what the question asks for; empty when they can."""
    hits, traces, why = _SHOWN.get(answer.insight, ("", None, ""))
    if traces is None or _ever(answer.tables.get("months"), hits):
        return ""
    return "" if any(collect(trace.limit(1), question=answer.insight) for trace in traces(facts)) else why


def without_first_change(answer: Answer) -> Answer:
    """Losses without a change in the first month anybody is known to have left: before, leaving was not recorded."""
    months = answer.tables.get("months")
    if answer.insight != "losses" or months is None or _ever_before_last(months, "lost"):
        return answer
    return replace(answer, findings=tuple(replace(finding, change=None) for finding in answer.findings))


def _handoffs(facts: Facts) -> list[ir.Table]:
    book, stays, persons = casebook(facts), facts.team_stays, facts.person_stays
    return [
        stays.filter(stays.position > 1).select("case_key"),
        book.filter(book.reported_handoffs > 0).select("case_key"),
        persons.filter(persons.position > 1).select("case_key"),
    ]


def _fights(facts: Facts) -> list[ir.Table]:
    return [facts.events.filter(facts.events.kind.isin(FIGHTS)).select("event_id")]


_SHOWN: Final[Mapping[str, tuple[str, Callable[[Facts], list[ir.Table]], str]]] = {
    "runaround": ("runaround_cases", _handoffs, "This cannot be seen in this source: no case was ever handed on."),
    "tug_of_war": ("tugs", _fights, "This cannot be seen in this source: nothing was ever refused or asked again."),
}
"""By insight: the counts of its months, the rows any of which shows the kind, and what to say without any."""


def _ever(months: Table | None, name: str) -> bool:
    return months is not None and name in months.columns and any(row[name] for row in months.records())


def _ever_before_last(months: Table, name: str) -> bool:
    rows = sorted(months.records(), key=lambda row: str(row["month"]))
    return any(row.get(name) for row in rows[:-1])
