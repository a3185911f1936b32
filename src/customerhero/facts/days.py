"""How many rows each table has by day, and how long cases took: one count a table, which tells its whole months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import ibis

from customerhero.facts.calendar import day_number, day_of_us, half_month
from customerhero.facts.casebook import casebook
from customerhero.facts.collect import collect
from customerhero.facts.lives import lives

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.collect import Row
    from customerhero.facts.snapshot import Facts

Counted = Literal["cases", "events", "answers", "leavings", "joinings", "revenue"]
AGES: Final = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)
"""The days that a case took are told as the first of these they lie below; longer ones as the next."""
LONGEST: Final = 377


def rows_by_day(facts: Facts) -> dict[Counted, dict[int, int]]:
    """By table (`cases` by opening, `events`, `answers`, `leavings`, `joinings`, `revenue`): rows by day since 1970.

    Revenue counts for the first day of its month. Answers are those told, by the day of the question or else of the
    answer. What nothing is known of is not among them.
    """
    counted: dict[Counted, dict[int, int]] = {}
    for row in cases_by_age(facts):
        days = counted.setdefault("cases", {})
        days[row["day"]] = days.get(row["day"], 0) + row["n"]
    asked = _asked(facts)
    rows = collect(ibis.union(*asked), question="rows by day") if asked else []
    for row in rows:
        counted.setdefault(row["what"], {})[row["day"]] = row["n"]
    return counted


def cases_by_age(facts: Facts) -> list[Row]:
    """Cases by the `day` they were opened, `age`, below how many days they were done (see `AGES`), and `done_half`, the
    half month they were done in; both null while open.
    """
    if not facts.present & {"cases", "events"}:
        return []
    return collect(facts.once("cases by age", lambda: _cases_by_age(facts)), question="cases by age")


def _cases_by_age(facts: Facts) -> ir.Table:
    book = casebook(facts)
    dated = book.filter(book.opened_us.notnull())
    took = day_of_us(dated.done_us - dated.opened_us)
    age = ibis.cases(*((took < limit, limit) for limit in AGES), (took.notnull(), LONGEST)).cast("int64")
    aged = dated.select(day=day_of_us(dated.opened_us), age=age, done_half=half_month(day_of_us(dated.done_us)))
    return aged.group_by("day", "age", "done_half").aggregate(n=aged.count())


def _asked(facts: Facts) -> list[ir.Table]:
    asked = []
    if "events" in facts.present:
        asked.append(_by_day("events", day_of_us(facts.events.at_us), facts.events))
    if "feedback" in facts.present:
        said = facts.feedback.filter(facts.feedback.score.notnull())
        asked.append(_by_day("answers", day_number(ibis.coalesce(said.invited_at, said.happened_at)), said))
    if "customers" in facts.present:
        every = lives(facts)
        asked += [
            _by_day("joinings", day_of_us(every.joined_us), every),
            _by_day("leavings", day_of_us(every.left_us), every),
        ]
    if "revenue" in facts.present:
        asked.append(_by_day("revenue", day_number(facts.revenue.period), facts.revenue))
    return asked


def _by_day(what: str, day: ir.IntegerValue, table: ir.Table) -> ir.Table:
    dated = table.select(day=day.cast("int64")).filter(lambda told: told.day.notnull())
    counted = dated.group_by("day").aggregate(n=dated.count())
    return counted.select("day", "n", what=ibis.literal(what))
