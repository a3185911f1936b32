"""Over how many months a finding counts: what is a year's must not outrank what happened in one month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from customerhero.facts.collect import collect
from customerhero.facts.lives import lives
from customerhero.findings import Answer, Finding, Money
from customerhero.findings.months import (
    MOST_VALUE_MONTHS,
    OVER_MONTHS,
    VALUE_MONTHS,
    month_name,
    month_start,
    months_before,
    months_between,
)

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def with_period(facts: Facts, answer: Answer, month: str, options: object) -> Answer:
    """The answer; its findings tell over how many months their customers and their value are counted.

    Those of retention count everybody who ever left, those of growth what became of customers since the month it is
    set against, bright spots the work of their window; all others are of one month. Where revenue is known of fewer
    than twelve months, each value is that of as many.
    """
    if not answer.findings:
        return answer
    over = _over(facts, answer, month, options)
    worth = _months_of_revenue(facts, month) if any(finding.value for finding in answer.findings) else 0
    return replace(answer, findings=tuple(_told(finding, over, worth) for finding in answer.findings))


def _over(facts: Facts, answer: Answer, month: str, options: object) -> int:
    if answer.insight == "growth":
        base = answer.numbers.get("base_month")
        return max(1, months_between(base, answer.numbers["month"])) if base else 1
    if answer.insight == "bright_spots":
        first = _first_of_work(facts)
        window = int(getattr(options, "window_months", 1))
        return max(1, min(window, months_between(first, month) + 1 if first else window))
    if answer.insight == "retention":
        every = lives(facts)
        first = collect(every.aggregate(first=every.left_at.min()), question="first leaving")[0]["first"]
        return 1 if first is None else max(1, months_between(month_name(first), month) + 1)
    return 1


def _first_of_work(facts: Facts) -> str:
    found = collect(facts.events.aggregate(first=facts.events.happened_at.min()), question="first work")[0]["first"]
    return month_name(found) if found else ""


def _months_of_revenue(facts: Facts, month: str) -> int:
    """In how many of the twelve months up to this one there is revenue of anybody."""
    after = months_before(month_start(month), -1)
    first = date(after.year - 1, after.month, 1)
    period = facts.revenue.period
    within = (period >= first) & (period < after)
    found = collect(facts.revenue.aggregate(months=period.nunique(where=within)), question="months of revenue")
    return int(found[0]["months"])


def _told(finding: Finding, over: int, worth: int) -> Finding:
    facts: dict[str, Any] = {} if over == 1 else {OVER_MONTHS: over}
    value = finding.value
    if value and 0 < worth < MOST_VALUE_MONTHS:
        facts[VALUE_MONTHS] = worth
        if finding.insight == "growth":  # a month's loss, told for as many months as every other value
            value = Money(value.amount * worth / MOST_VALUE_MONTHS, value.currency)
    return replace(finding, value=value, facts={**finding.facts, **facts}) if facts else finding
