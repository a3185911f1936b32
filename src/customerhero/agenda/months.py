"""Which month an agenda is of, and whether that month holds as much as usual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.casebook import name_of_month, number_of_month
from customerhero.facts.collect import collect_all
from customerhero.findings.agenda import Held, What
from customerhero.findings.months import is_over, month_name, month_start

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

USUAL_SHARE: Final = 0.25
"""A month holds a usual number from this share of the typical month on: the one the median case or answer lies in."""
Counted = Mapping[What, Mapping[int, int]]
_TOLD: Final[tuple[What, ...]] = ("cases", "answers")
_TIMES: Final = (
    ("customers", "joined_at"), ("customers", "left_at"), ("revenue", "period"), ("cases", "opened_at"),
    ("events", "happened_at"), ("feedback", "happened_at"),
)  # fmt: skip


def month_of(facts: Facts, asked: str | None, counted: Counted) -> tuple[str, tuple[Held, ...]]:
    """The month asked for, or the last complete one with a usual number of cases or answers; and what holds few.

    `counted` are rows by month of each table; customers who left can make a month usual that has no case.

    QuestionError for a month outside the facts, FactsError without any.
    """
    last = last_complete_month(facts)
    if asked is not None:
        refuse_outside(facts, asked)
        _refuse_unfinished(facts, asked)
    named = {what: {name_of_month(number): n for number, n in counted[what].items()} for what in counted}
    usual = {what: _last_usual(named[what], last) for what in (*_TOLD, "leavings") if named.get(what)}
    chosen = asked or max(usual.values(), default=last)
    few = [_held(what, month, named[what], usual[what]) for month in sorted({chosen, asked or last}, reverse=True)
           for what in _TOLD if named.get(what)]  # fmt: skip
    return chosen, tuple(held for held in few if held)


def last_complete_month(facts: Facts) -> str:
    """The newest month of which the last day is known, YYYY-MM; FactsError when there are no facts."""
    if facts.known_until is None:
        raise FactsError("No facts have been imported.", "Start with: hero import FILE --map PRESET, or hero demo.")
    return _last_complete(facts.known_until)


def refuse_outside(facts: Facts, month: str) -> None:
    """QuestionError when the month is not one, or lies before the first or after the last fact."""
    start = month_start(month)
    if month != month_name(start):
        raise QuestionError(f"{month!r} is not a month.", "Write it as YYYY-MM, such as 2026-10.")
    first = _first_month(facts)
    if first is None or facts.known_until is None:
        return
    last = month_name(facts.known_until)
    if not first <= month <= last:
        raise QuestionError(f"There are no facts of {month}.", f"Name a month from {first} to {last}.")


def _refuse_unfinished(facts: Facts, asked: str) -> None:
    """QuestionError for a month that is not over: it would be set beside whole ones."""
    whole = whole_month(facts, asked)
    if whole != asked:
        told = f"{asked} is not over: facts are known until {facts.known_until:%Y-%m-%d}."
        raise QuestionError(told, f"Name a month up to {whole}.")


def whole_month(facts: Facts, asked: str) -> str:
    """The month asked for, or the last one that is over where it is not and facts reach back so far."""
    last = last_complete_month(facts)
    if asked <= last:
        return asked
    first = _first_month(facts)
    return last if first is not None and first <= last else asked


def _last_complete(known_until: datetime) -> str:
    newest = number_of_month(known_until)
    return name_of_month(newest if is_over(newest, known_until.date()) else newest - 1)


def _first_month(facts: Facts) -> str | None:
    asked = {
        f"{table}.{time}": facts.tables[table].aggregate(first=facts.tables[table][time].min())
        for table, time in _TIMES
        if table in facts.present
    }
    known = [rows[0]["first"] for rows in collect_all(asked).values() if rows and rows[0]["first"]]
    return min((month_name(day) for day in known), default=None)


def _last_usual(months: Mapping[str, int], last: str) -> str:
    enough = USUAL_SHARE * _typical(months)
    return max((month for month, count in months.items() if count >= enough and month <= last), default=last)


def _typical(months: Mapping[str, int]) -> int:
    """The size of the month the median case lies in: long thin tails do not make it small."""
    half, reached = sum(months.values()) / 2, 0
    for count in sorted(months.values()):
        reached += count
        if reached >= half:
            return count
    return 0


def _held(what: What, month: str, months: Mapping[str, int], usual: str) -> Held | None:
    count = months.get(month, 0)
    if count >= USUAL_SHARE * _typical(months):
        return None
    return Held(what, month, count, sum(months.values()), usual)
