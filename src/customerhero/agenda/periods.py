"""Findings that look back over more than the month: a stock of years must not outrank what happened in one month."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from customerhero.facts.collect import collect
from customerhero.facts.lives import lives
from customerhero.findings import Answer, Finding
from customerhero.findings.months import OVER_MONTHS, month_start

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def with_period(facts: Facts, answer: Answer, month: str) -> Answer:
    """The answer; findings of retention, which count everybody who ever left, tell over how many months."""
    if answer.insight != "retention" or not answer.findings:
        return answer
    every = lives(facts)
    first = collect(every.aggregate(first=every.left_at.min()), question="first leaving")[0]["first"]
    if first is None:
        return answer
    end = month_start(month)
    over = max(1, 12 * (end.year - first.year) + end.month - first.month + 1)
    return replace(answer, findings=tuple(_over(finding, over) for finding in answer.findings))


def _over(finding: Finding, months: int) -> Finding:
    return replace(finding, facts={**finding.facts, OVER_MONTHS: months})
