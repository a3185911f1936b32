"""Which months may be set beside each other: those that are whole, and whose cases nobody chose by their end.

This is the one place where months are kept out of comparisons: what insights counted by month goes through it before
they judge, so that such a month is neither the month told of, nor the one before, nor part of a baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from customerhero.agenda.months import last_complete_month
from customerhero.facts.casebook import name_of_month, number_of_month
from customerhero.facts.days import AGES, LONGEST, cases_by_age, rows_by_day
from customerhero.findings import Answer, Table
from customerhero.findings.agenda import Chosen, NotWhole, What
from customerhero.findings.months import first_day_of, month_of_day, month_start
from customerhero.findings.selection import Cases, Selected, selected
from customerhero.findings.whole import (
    LEAST_SHARE,
    LEAST_SHARE_OF_FEW,
    Days,
    Lacking,
    lacking_of_months,
    months_lacking,
)

if TYPE_CHECKING:
    from customerhero.facts.collect import Row
    from customerhero.facts.snapshot import Facts

COUNTED: Final[Mapping[str, tuple[What, ...]]] = {
    "runaround": ("cases", "events"),
    "tug_of_war": ("cases", "events"),
    "last_resort": ("events",),
    "recontact": ("cases",),
    "promises": ("cases", "events"),
    "losses": ("leavings",),
    "growth": ("revenue",),
    "retention": ("leavings",),
    "voice": ("answers",),
}
"""By insight: the tables whose months it sets beside each other."""
_TOLD_ONLY: Final[Mapping[str, tuple[What, ...]]] = {"losses": ("joinings",), "growth": ("joinings",)}
"""By insight: tables whose months are told where they are not whole, though they are compared all the same."""
_FEW_MONTHS: Final = 3
_MOST_WHO_LEAVE: Final = 0.5
"""More than this share of the customers who are there is not expected to leave in a month."""
OF_CASES: Final = ("runaround", "tug_of_war", "recontact", "promises")
"""The insights that compare cases by the month they were opened in."""
SHOWN_MONTHS: Final = 13
_YEARS: Final = 6
"""Months longer ago than so many years say nothing of those that are compared now."""
_OWN_MONTHS: Final = ("growth", "retention", "bright_spots", "effect")
"""Insights that keep such months out themselves, or compare no months."""
_LATER: Final = ("leavings", "events")
"""What may begin to be recorded later than the customers or cases it happens to."""
_OUTCOMES: Final = ("leavings", "joinings")


@dataclass(frozen=True)
class Months:
    """The months of each table that are not whole, how cases were chosen, and how many rows there are by month."""

    lacking: Mapping[What, Mapping[int, Lacking]]
    chosen: Selected | None
    counted: Mapping[What, Mapping[int, int]]

    def unfit(self, insight: str) -> frozenset[int]:
        """The months that this insight must set beside no other, since year 0."""
        months = {month for what in COUNTED.get(insight, ()) for month in self.lacking.get(what, {})}
        return frozenset(months | (self.chosen.months if self.chosen and insight in OF_CASES else set()))

    def not_whole(self, month: str, until: str, insights: Iterable[str]) -> tuple[NotWhole, ...]:
        """What is to be said of them at the head of an agenda: of those that its trends show and those passed over.

        These lie after the month told of, until that month.
        """
        first, last = (number_of_month(month_start(told)) for told in (month, until))
        answered = set(insights)
        asked = {what for name in answered for what in (*COUNTED.get(name, ()), *_TOLD_ONLY.get(name, ()))}
        told = []
        for what in (what for what in self.lacking if what in asked):
            begins = max(min(self.counted[what]), first - SHOWN_MONTHS + 1)
            shown = [number for number in sorted(self.lacking[what]) if begins <= number <= last]
            if shown and not self._is_said(what, shown, asked):
                told.append(_told(what, [self.lacking[what][number] for number in shown]))
        return tuple(told)

    def _is_said(self, what: What, shown: list[int], asked: set[What]) -> bool:
        """Whether it goes without saying: the events of missing cases, or that a list of customers is closed."""
        if what == "joinings":
            return len(shown) > _FEW_MONTHS
        return what == "events" and "cases" in asked and set(shown) <= self.lacking.get("cases", {}).keys()

    def selection(self, month: str, insights: Iterable[str]) -> Chosen | None:
        """That cases were chosen by their end, where any of these insights compares cases of months up to that one."""
        if self.chosen is None or not set(insights) & set(OF_CASES):
            return None
        if min(self.chosen.months, default=0) > number_of_month(month_start(month)):
            return None
        since = self.chosen.closed_since
        since_month = None if since is None else name_of_month(month_of_day(since))
        return Chosen(since_month, self.chosen.only_closed, len(self.chosen.months))


NO_MONTHS: Final = Months({}, None, {})
"""Nothing is known that keeps any month out of a comparison."""


def months_of(facts: Facts) -> Months:
    """The months of all tables, judged up to the last one that is over; FactsError when there are no facts."""
    rows, number = rows_by_day(facts), number_of_month(month_start(last_complete_month(facts)))
    at_work = {day for what, days in rows.items() if what != "revenue" for day in days}
    lacking = {what: _lacking(what, days, at_work, number) for what, days in _recent(rows, number).items()}
    if "leavings" in lacking:
        lacking["leavings"] = _possible(lacking["leavings"], rows)
    ages = cases_by_age(facts)
    chosen = selected(Cases.of(ages, (*AGES, LONGEST))) if ages else None
    return Months(lacking, chosen, {what: _by_month(days) for what, days in rows.items()})


def only_comparable(insight: str, rows: Mapping[str, list[Row]], month: str | None, months: Months) -> dict[str, Any]:
    """What was asked, without the months that may not be set beside the one asked for; all of it without one."""
    unfit = months.unfit(insight)
    if month is None or not unfit or insight in _OWN_MONTHS:
        return dict(rows)
    asked = number_of_month(month_start(month))
    return {name: _kept(name, part, asked, unfit) for name, part in rows.items()}


def with_comparable_months(answer: Answer, month: str | None, months: Months) -> Answer:
    """The answer whose table of months holds only those that may be set beside each other; it says the others."""
    unfit = months.unfit(answer.insight)
    if not unfit or "months" not in answer.tables:
        return answer
    table = answer.tables["months"]
    if month is not None and answer.insight != "growth":
        asked = number_of_month(month_start(month))
        kept = [row for row in table.records() if _stays(_number(row), asked, unfit)]
        table = Table.of(kept, table.columns)
    last = number_of_month(month_start(month)) if month else max(unfit)
    shown = {name for row in answer.tables["months"].records() if (name := row.get("month"))}
    told = [name_of_month(number) for number in sorted(unfit) if last - SHOWN_MONTHS < number <= last]
    told = [name for name in told if month is not None or name in shown]
    said = {"set_beside_no_other": ", ".join(told)} if told else {}
    return replace(answer, numbers={**answer.numbers, **said}, tables={**answer.tables, "months": table})


def _lacking(what: What, days: Mapping[int, int], at_work: set[int], last: int) -> dict[int, Lacking]:
    share = LEAST_SHARE_OF_FEW if what in _OUTCOMES else LEAST_SHARE
    if what == "revenue":
        return lacking_of_months(_by_month(days), last, share)
    begins = max(min(at_work), _first_recent(last)) if what in _LATER else None
    return months_lacking(Days(days, at_work, last, begins), share)


def _possible(lacking: dict[int, Lacking], rows: Mapping[What, Mapping[int, int]]) -> dict[int, Lacking]:
    """Without the months in which too few customers were there for as many to leave as later."""
    joined, left = (rows.get(what, {}) for what in ("joinings", "leavings"))
    found = {}
    for month, told in lacking.items():
        there = sum(count for day, count in joined.items() if day < first_day_of(month))
        there -= sum(count for day, count in left.items() if day < first_day_of(month))
        if not joined or told.usual <= _MOST_WHO_LEAVE * there:
            found[month] = told
    return found


def _recent(rows: Mapping[What, Mapping[int, int]], last: int) -> dict[What, dict[int, int]]:
    first = _first_recent(last)
    return {what: {day: count for day, count in days.items() if day >= first} for what, days in rows.items()}


def _first_recent(last: int) -> int:
    return first_day_of(last + 1 - 12 * _YEARS)


def _by_month(days: Mapping[int, int]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for day, count in days.items():
        month = month_of_day(day)
        counted[month] = counted.get(month, 0) + count
    return counted


def _told(what: What, months: list[Lacking]) -> NotWhole:
    first, last = months[0], months[-1]
    return NotWhole(what, name_of_month(first.month), name_of_month(last.month), len(months), last.count, last.usual)


def _kept(name: str, part: list[Row], asked: int, unfit: frozenset[int]) -> list[Row]:
    """The rows of months that may be set beside the one asked for."""
    may_look_back = _stays(asked - 1, asked, unfit)
    if name == "before":
        return part if may_look_back else []
    kept = [row for row in part if _stays(_number(row), asked, unfit)]
    if may_look_back:
        return kept
    return [
        {key: None if key.startswith("before_") else value for key, value in row.items()}
        for row in kept
        if row.get("period") != "before"
    ]


def _number(row: Row) -> int | None:
    """The month a row is of, since year 0; None where it is of none."""
    told = row.get("month_no", row.get("month"))
    if isinstance(told, str):
        return number_of_month(month_start(told)) if told else None
    return told if isinstance(told, int) else None


def _stays(month: int | None, asked: int, unfit: frozenset[int]) -> bool:
    return month is None or month == asked or not (month in unfit or asked in unfit)
