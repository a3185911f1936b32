"""Times as the organisation's clock shows them, so that days and months are its own.

Facts are kept in UTC. What falls into a month, a week or a shift is asked of times turned to the clock of one zone,
with the rules of the IANA database written into the question: every engine then finds the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import ibis

from customerhero.facts.calendar import DAY_US
from customerhero.facts.contracts import KEPT_TABLES
from customerhero.facts.keeping import named

if TYPE_CHECKING:
    import ibis.expr.types as ir

_STAYS: Final = ("at_us", "until_us")
Rules = Sequence[tuple[datetime, int]]


@dataclass(frozen=True)
class Clock:
    """A zone's clock, and the years whose changes are known: before and after, the nearest rule holds."""

    zone: str
    first_year: int
    last_year: int


def on_clock(name: str, table: ir.Table, clock: Clock) -> ir.Table:
    """A table of facts or of stays with its times, and their microseconds, as the clock of a zone shows them.

    A time at midnight UTC is a day without a time and stays that day. What spans a change of the clock seems an hour
    longer or shorter.
    """
    rules = changes_of(clock)
    if name not in KEPT_TABLES:
        return named(table.mutate(**{column: _turned(table[column], rules) for column in _STAYS}))
    turned: dict[str, ir.Value] = {}
    for column in KEPT_TABLES[name].columns:
        if column.type == "time":
            time = table[column.name]
            turned[column.name] = _turned_time(time, rules)
            if column.twin:
                turned[column.twin] = _turned(table[column.twin], rules)
    return named(table.mutate(**turned)) if turned else table


@cache
def changes_of(told: Clock) -> Rules:
    """From when on (naive UTC) how many seconds a zone's clock is ahead of UTC, oldest first."""
    clock, day = ZoneInfo(told.zone), datetime(told.first_year, 1, 1, tzinfo=UTC)
    found = [(day, _ahead(day, clock))]
    while day.year <= told.last_year:
        after = day + timedelta(days=1)
        if _ahead(after, clock) != found[-1][1]:
            change = _change(day, after, clock)
            found.append((change, _ahead(change, clock)))
        day = after
    return tuple((at.replace(tzinfo=None), seconds) for at, seconds in found)


def _change(before: datetime, after: datetime, clock: ZoneInfo) -> datetime:
    """The first second at which the clock shows something else than before."""
    first = _ahead(before, clock)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if _ahead(middle, clock) == first else (before, middle)
    return after


def _ahead(moment: datetime, clock: ZoneInfo) -> int:
    return int((moment.astimezone(clock).utcoffset() or timedelta()).total_seconds())


def _turned(us: ir.IntegerValue, rules: Rules) -> ir.IntegerValue:
    starts = [_us_of(at) for at, _ in rules]
    ahead = _among(us, starts, [1_000_000 * seconds for _, seconds in rules])
    return ibis.ifelse(us % DAY_US == 0, us, us + ahead)


def _turned_time(time: ir.TimestampValue, rules: Rules) -> ir.TimestampValue:
    ahead = _among(time, [ibis.literal(at) for at, _ in rules], [seconds for _, seconds in rules])
    return ibis.ifelse(time.truncate("D") == time, time, time + ahead.as_interval("s"))


def _among(value: ir.Value, starts: Sequence[object], told: Sequence[int]) -> ir.IntegerValue:
    """What is told from the last start on that the value has reached; halves are compared, so few comparisons do."""
    if len(set(told)) == 1:
        return ibis.literal(told[0], "int64")
    half = len(told) // 2
    return ibis.ifelse(
        value < starts[half], _among(value, starts[:half], told[:half]), _among(value, starts[half:], told[half:])
    )


def _us_of(at: datetime) -> int:
    return (at - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001  # naive UTC, as everywhere in facts
