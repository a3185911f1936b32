"""An agenda as plain data: what `customerhero.agenda` composes, and what can be kept and shown without any engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from customerhero.findings.answer import Answer
from customerhero.findings.finding import Change, Finding
from customerhero.findings.measure import Measure

What = Literal["cases", "events", "answers", "leavings", "joinings", "revenue"]


@dataclass(frozen=True)
class Held:
    """A month that holds few of all cases or answers, and the last month that holds a usual number of them."""

    what: What
    month: str
    count: int
    total: int
    usual: str


@dataclass(frozen=True)
class NotWhole:
    """Months of which clearly less is known than would be usual: they are set beside no other."""

    what: What
    first: str
    """YYYY-MM."""
    last: str
    months: int
    """How many there are, from the first to the last."""
    count: int
    """Rows of the last of them."""
    usual: int
    """About how many would be usual in it."""


@dataclass(frozen=True)
class Chosen:
    """Cases chosen by their end: early months hold those that took long, the newest those that were quick."""

    closed_since: str | None
    """The month (YYYY-MM) from which on cases were closed; None where closing did not choose the early ones."""
    only_closed: bool
    """Whether none is open though some should be."""
    months: int
    """How many months of opening are set beside no other for it."""


@dataclass(frozen=True)
class OtherCurrency:
    """Revenue that no value holds, because it is in another currency and no rate converts it."""

    currency: str
    customers: int
    amount: float | None
    """All of it; None where too few customers are behind it to be told."""
    first: str
    """The first month of it, YYYY-MM."""
    last: str


@dataclass(frozen=True)
class Number:
    """One figure of the month with its trend, for a tile."""

    insight: str
    measure: Measure
    better: Literal["lower", "higher"]
    change: Change | None = None
    trend: tuple[tuple[str, float | None], ...] = ()
    """(month, value), oldest first, the month of the agenda last."""
    key: str = ""
    """Of the finding about it."""
    base: str = ""
    """The month (YYYY-MM) that the figure itself sets the month against; empty for a figure of the month alone."""


@dataclass(frozen=True)
class Unanswered:
    """A question the facts cannot answer, what is missing and how to bring it."""

    insight: str
    missing: tuple[str, ...]
    remedies: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Agenda:
    """The month's agenda, ready for every door."""

    month: str
    known_until: datetime | None
    currency: str | None
    changed: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    """Ranked: what hurts, then good news, then what is worth knowing."""
    further: tuple[Finding, ...] = ()
    """Findings that found no place, in the same order."""
    also: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """By key of a finding: findings that tell the same story and are not listed again."""
    weights: Mapping[str, float] = field(default_factory=dict)
    unanswered: tuple[Unanswered, ...] = ()
    numbers: tuple[Number, ...] = ()
    company: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    zone: str = "UTC"
    """The zone whose days and months these are."""
    few: tuple[Held, ...] = ()
    """What this month, or the last complete one that was passed over for it, holds unusually few of."""

    not_whole: tuple[NotWhole, ...] = ()
    """Months of which clearly less is known than usual, and which nothing was compared with."""
    chosen: Chosen | None = None
    """How cases were chosen by their end, where they were."""
    is_compared: bool = True
    """Whether any figure of the month could be set beside an earlier one."""
    other_currencies: tuple[OtherCurrency, ...] = ()
    """What all values on it leave out."""

    changes: Mapping[str, Change] = field(default_factory=dict)
    """By key of its finding, how each figure of the whole organisation moved: the one verdict of all pages."""

    apart: tuple[Finding, ...] = ()
    """Findings told elsewhere, such as credit to people, which those named see first."""

    @property
    def everything(self) -> tuple[Finding, ...]:
        """All findings: the placed ones, those without a place, and those told within others; not those apart."""
        return (*self.findings, *self.further, *(other for others in self.also.values() for other in others))

    @property
    def insights(self) -> tuple[str, ...]:
        """The insights that answered, in order."""
        return tuple(dict.fromkeys([*self.answers, *(finding.insight for finding in self.findings)]))
