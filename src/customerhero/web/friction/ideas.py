"""What friction is told as: one idea a screen, each with its rate and the tables beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from customerhero.findings import Change, Interval, Measure

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Idea:
    """One idea: its insight, how its rate is called, and where its `months` table counts."""

    slug: str
    insight: str
    measure: str
    unit: str
    hits: str
    n: str
    listed: str = "listed_cases"
    """The table of those it happened to."""


IDEAS: Final = {
    idea.slug: idea
    for idea in (
        Idea("runaround", "runaround", "runaround_rate", "per 100 cases", "runaround_cases", "cases"),
        Idea("tug-of-war", "tug_of_war", "tug_of_war_rate", "per 100 asks", "tugs", "asks"),
        Idea("last-resort", "last_resort", "last_resort_rate", "per 100 notices", "last_resort", "noticed",
             "listed_customers"),
        Idea("recontact", "recontact", "recontact_rate", "per 100 closed cases", "recontacts", "cases"),
        Idea("promises", "promises", "broken_rate", "per 100 with a promise", "broken", "promised"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """An idea's rate in one month, what became of it, and the months before."""

    measure: Measure
    change: Change | None
    trend: tuple[float | None, ...]
    since: str
    """The first month of the trend, YYYY-MM."""


def rate_of(idea: Idea, months: list[dict[str, Any]], month: str, change: Change | None) -> Rate | None:
    """The rate of the month and what the agenda says became of it; None when nothing was counted in it."""
    rows = {str(row["month"]): row for row in months if str(row["month"]) <= month}
    row = rows.get(month)
    if row is None or row["rate"] is None:
        return None
    interval = Interval(row["low"], row["high"], "Wilson") if row["low"] is not None else None
    measure = Measure(idea.measure, row["rate"], idea.unit, int(row[idea.n]), interval)
    shown = sorted(rows)
    return Rate(measure, change, tuple(rows[name]["rate"] for name in shown), shown[0])
