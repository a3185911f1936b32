"""A month that is not over is set beside no whole one: the one before is told in its place, and answers say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from customerhero.agenda.months import last_complete_month
from customerhero.findings import Answer
from customerhero.findings.months import month_name

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def told_instead(facts: Facts, answer: Answer, asked: str, told: str) -> Answer:
    """The answer of another month than that asked for, which says so."""
    words = f"{told} is told: {asked} is not over, facts are known until {facts.known_until:%Y-%m-%d}."
    return replace(answer, numbers={**answer.numbers, "told_instead": words})


def with_unfinished(facts: Facts, answer: Answer) -> Answer:
    """The answer; where its table of months holds one that is not over, it says which."""
    if facts.known_until is None or "months" not in answer.tables:
        return answer
    last, newest = last_complete_month(facts), month_name(facts.known_until)
    rows: list[dict[str, Any]] = answer.tables["months"].records()
    if newest == last or not any(row.get("month") == newest for row in rows):
        return answer
    words = f"{newest} is not over: facts are known until {facts.known_until:%Y-%m-%d}. Set it beside no whole month."
    return replace(answer, numbers={**answer.numbers, "month_not_over": words})
