"""A finding: one thing the facts say, with whom it hurt or helped and the way to the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from customerhero.findings.measure import Interval, Measure, Money

Tone = Literal["hurt", "good", "neutral"]
Verdict = Literal["better", "worse", "no detectable change", "not enough data yet"]
Course = Literal["month", "level", "drift"]
PictureKind = Literal["trend", "bars", "curves", "flows", "distribution"]


@dataclass(frozen=True)
class Subject:
    """What a finding is about: a route, rule, reason, segment, topic, ... Never an employee unless the news is good."""

    kind: str
    id: str
    label: str


@dataclass(frozen=True)
class Caveat:
    """What speaks against reading too much into a finding; `wording` turns the code into a sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """The difference to the months before and the verdict on it."""

    previous: float
    previous_n: int
    difference: float
    """The best estimate: of a difference that is told, smaller than the plain one, because it was told for its size."""
    interval: Interval | None
    verdict: Verdict
    months: int = 1
    """How many complete months before it stand for `previous`."""
    base: str = ""
    """YYYY-MM: the first of these months."""
    plain: float | None = None
    """The plain difference, where the best estimate is another."""
    plain_interval: Interval | None = None
    chance: float | None = None
    """The two-sided chance of so large a difference when nothing happened."""
    course: Course = "month"
    """This month alone, a level that holds since an earlier month, or a drift from month to month."""
    since: str = ""
    """YYYY-MM: the first month of a level; the last month before a drift began."""
    a_month: float | None = None
    """Of a drift: by how much a month."""
    a_month_interval: Interval | None = None


@dataclass(frozen=True)
class Evidence:
    """The cases and customers behind a finding: a sample, and the question that lists them all."""

    cases: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    question: str = ""
    """The `hero insight` command that lists all of them."""


@dataclass(frozen=True)
class Picture:
    """The rows a chart is drawn from, and its table twin."""

    kind: PictureKind
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Finding:
    """One thing the facts say. `key` stays the same from month to month: insight, subject kind and subject id."""

    insight: str
    subject: Subject
    tone: Tone
    month: str
    """YYYY-MM."""
    measure: Measure
    customers: int
    """How many customers it touched; findings are ranked by it and by the value."""
    value: Money | None = None
    """Revenue of those customers in the twelve months up to the month's end."""
    change: Change | None = None
    caveats: tuple[Caveat, ...] = ()
    evidence: Evidence = Evidence()
    picture: Picture | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Further figures for the sentence."""

    @property
    def key(self) -> str:
        """The stable name of the finding."""
        return f"{self.insight}/{self.subject.kind}/{self.subject.id}"
