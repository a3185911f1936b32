"""Months as findings name them: YYYY-MM."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from customerhero.errors import QuestionError
from customerhero.findings.finding import Finding

WRITTEN: Final = "[12][0-9]{3}-(?:0[1-9]|1[0-2])"
"""How a month is written, as a pattern."""
_EPOCH: Final = date(1970, 1, 1).toordinal()
OVER_MONTHS: Final = "over_months"
"""The fact of a finding that tells over how many months its customers and its value are counted."""


VALUE_MONTHS: Final = "value_months"
"""The fact of a finding that tells of how many months its value is revenue, where fewer than twelve are known."""
MOST_VALUE_MONTHS: Final = 12


def month_start(month: str) -> date:
    """The first day of a month written YYYY-MM; QuestionError when it is not one."""
    if not re.fullmatch(WRITTEN, month):
        raise QuestionError(f"{month!r} is not a month.", "Write it as YYYY-MM, such as 2026-10.")
    return date.fromisoformat(f"{month}-01")


def number_of(month: str) -> int:
    """A month written YYYY-MM as months since year 0."""
    start = month_start(month)
    return start.year * 12 + start.month - 1


def months_before(month: date, count: int) -> date:
    """The first day of the month `count` months before; negative counts go forward."""
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def month_name(day: date) -> str:
    """The month of a day as YYYY-MM."""
    return f"{day.year:04d}-{day.month:02d}"


def month_of_day(day: int) -> int:
    """The month, since year 0, of a day since 1970."""
    told = date.fromordinal(day + _EPOCH)
    return told.year * 12 + told.month - 1


def first_day_of(month: int) -> int:
    """The first day, since 1970, of a month since year 0."""
    return date(month // 12, month % 12 + 1, 1).toordinal() - _EPOCH


def is_over(month: int, known_until: date | None) -> bool:
    """Whether the last day of that month, since year 0, is known."""
    return known_until is None or first_day_of(month + 1) <= known_until.toordinal() - _EPOCH + 1


def months_of(finding: Finding) -> int:
    """Over how many months the customers and the value of a finding are counted."""
    return int(finding.facts.get(OVER_MONTHS, 1))


def months_of_value(finding: Finding) -> int:
    """Of how many months the value of a finding is revenue."""
    return int(finding.facts.get(VALUE_MONTHS, MOST_VALUE_MONTHS))


def months_between(first: str, last: str) -> int:
    """How many months lie between two written YYYY-MM; of a month and itself none."""
    start, end = month_start(first), month_start(last)
    return 12 * (end.year - start.year) + end.month - start.month
