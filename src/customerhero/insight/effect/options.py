"""What can be chosen when the effect of a change is asked for, and the figures it can be asked of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import inf
from typing import Final, Literal

from customerhero.errors import QuestionError

NAME: Final = "effect"
NEEDS: Final[tuple[str, ...]] = ()  # each measure needs its own
COLUMNS: Final = ("topic", "segment", "channel", "team", "rule")
DAYS_OF_WEEK: Final = 7


@dataclass(frozen=True)
class Kind:
    """A figure by week: which part of the question counts it, and how it is made of what that part counted."""

    name: str
    part: Literal["cases", "promises", "recontacts", "answers", "lives"]
    needs: str
    hits: str
    """The column of what is counted; its share of `over` is the figure."""
    over: str
    unit: str
    per: float = 100.0
    more_is_worse: bool = True
    ripens: Literal["", "follow_days", "recontact_days"] = ""
    """The option that says how many days after a week its figure is known."""
    metric: str = ""
    """The survey question, of answers."""
    least: float = 0.0
    most: float = 100.0
    """The figure's own limits, which no band goes beyond."""


MEASURES: Final = {
    kind.name: kind
    for kind in (
        Kind("runaround", "cases", "events", "runaround", "n", "per 100 cases", ripens="follow_days"),
        Kind("refusals", "cases", "events", "refused", "n", "per 100 cases", ripens="follow_days"),
        Kind("hours", "cases", "events", "hours", "timed", "hours", 1.0, ripens="follow_days", most=inf),
        Kind("recontact", "recontacts", "cases", "again", "n", "per 100 closed cases", ripens="recontact_days"),
        Kind("broken_promises", "promises", "events", "broken", "n", "per 100 promises"),
        Kind("satisfaction", "answers", "feedback", "net", "n", "per 100 answers", more_is_worse=False, metric="csat"),
        Kind("nps", "answers", "feedback", "net", "n", "points", more_is_worse=False, metric="nps", least=-100.0),
        Kind("ces", "answers", "feedback", "net", "n", "per 100 answers", more_is_worse=False, metric="ces"),
        Kind("losses", "lives", "customers", "lost", "n", "per 1,000 customers a week", 1000.0, most=1000.0),
    )
}


@dataclass(frozen=True)
class Options:
    """Which change of which measure, and the thresholds; each default is the documented one."""

    measure: str = "runaround"
    """runaround, refusals, hours, recontact, broken_promises, satisfaction, nps, ces or losses."""
    on: str = ""
    """YYYY-MM-DD: the first day on which the change held; weeks are counted from it."""
    where: tuple[tuple[str, str], ...] = ()
    """Whom the change touched: pairs of topic, segment, channel, team or rule and a value; without it, everybody."""
    month: str | None = None
    """Not used: an effect has weeks."""
    doubted: int = 6
    """Weeks just before the change that may stand apart: it may have been made because things were at their worst."""
    left_out: int = 0
    """Weeks just before the change that are left out altogether."""
    most_before: int = 104
    """At most so many weeks before the change are looked at, and those left out besides."""
    most_after: int = 26
    """At most so many weeks after the change are looked at."""
    least_before: int = 12
    """With fewer weeks before the change, besides those doubted, there is not enough data."""
    least_after: int = 6
    """With fewer weeks after the change there is not enough data yet."""
    follow_days: int = 14
    """What happens to a case is counted within so many days of its opening, so that young cases are not flattered."""
    recontact_days: int = 7
    """Coming back within so many days of closing is a re-contact."""
    handoffs: int = 3
    """So many hand-offs make a runaround, beside a ping-pong or a return."""
    most_groups: int = 40
    """At most so many comparison groups are used, the largest."""
    rule_share: float = 0.05
    """A rule touches the topics in which at least this share of the cases before the change named it."""
    sureness: float = 3.0
    """Another figure is told to have changed at that time too when it moved by so many standard errors."""
    most_evidence: int = 20
    """At most so many cases are named as evidence."""
    smallest_group: int = 5
    """No figure about fewer customers than this, nor about a team of fewer people; a week with fewer is left out."""

    def __post_init__(self) -> None:
        """Refuse a measure, a day or a column that does not exist."""
        if self.measure not in MEASURES:
            near = get_close_matches(self.measure.replace("-", "_"), MEASURES, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise QuestionError(
                f"There is no measure {self.measure!r}.", f"{hint}There are: {', '.join(MEASURES)}.", question=NAME
            )
        _day(self.on)
        for column, _ in self.where:
            self._check(column)

    @property
    def kind(self) -> Kind:
        """The figure asked for."""
        return MEASURES[self.measure]

    @property
    def day(self) -> date:
        """The day of the change."""
        return _day(self.on)

    @property
    def rule(self) -> str | None:
        """The rule that changed, where one is named."""
        return next((value for column, value in self.where if column == "rule"), None)

    @property
    def column(self) -> str:
        """The column that tells those touched from the others: empty where everybody was touched."""
        return "topic" if self.rule else next((column for column, _ in self.where), "")

    @property
    def values(self) -> tuple[str, ...]:
        """The values of that column that were touched; empty for a rule, whose topics the facts tell."""
        return () if self.rule else tuple(value for column, value in self.where if column == self.column)

    def among(self) -> dict[str, tuple[str, ...]]:
        """Conditions on further columns, which those touched and the others share."""
        others = dict.fromkeys(
            column for column, _ in self.where if column not in ("rule", "" if self.rule else self.column)
        )
        return {name: tuple(value for column, value in self.where if column == name) for name in others}

    def ripe_days(self, kind: Kind) -> int:
        """Days after the end of a week until the figure is known."""
        return {"": 0, "follow_days": self.follow_days, "recontact_days": self.recontact_days}[kind.ripens]

    def _check(self, column: str) -> None:
        allowed = COLUMNS if self.kind.part != "lives" else ("segment",)
        if column not in allowed:
            near = get_close_matches(column, allowed, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise QuestionError(
                f"{self.measure} cannot be asked where {column!r} is something.",
                f"{hint}It can be where {', '.join(allowed)} is.",
                question=NAME,
            )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        told = f"{text!r} is not a day." if text else "Since when did the change hold?"
        raise QuestionError(told, "Write the day as YYYY-MM-DD, such as --on 2026-03-02.", question=NAME) from wrong
