"""What changed this month: one budget of errors over every change that was looked at, and one verdict for all doors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import erfc, sqrt
from typing import Final

from customerhero.agenda.moving import GROUPS, Judged, judged
from customerhero.agenda.tempering import BASE_RATE
from customerhero.findings import Answer, Change, Finding, Look, Measure, Subject
from customerhero.findings.agenda import Number
from customerhero.findings.budget import beyond_chance, weighed
from customerhero.findings.finding import Tone
from customerhero.findings.intervals import Z95
from customerhero.findings.verdicts import change_of

FALSE_CHANGES: Final = 0.05
"""In so many agendas of a company in which nothing moved a change is told all the same, at most."""
PARTS: Final[Mapping[str, float]] = {"voice": 20.0}
"""What customers say has most of the budget: a fall of fifteen points among three hundred answers must be told."""


@dataclass(frozen=True)
class Verdicts:
    """Of all changes that were looked at in an agenda, which stand."""

    figures: Mapping[str, Judged]
    looks: tuple[Look, ...]

    @classmethod
    def of(cls, answers: Sequence[Answer], findings: Sequence[Finding], month: str) -> Verdicts:
        """The figures of the whole organisation against their past, and the changes that findings bring."""
        figures = judged(answers, month)
        brought = [look for answer in answers for look in answer.looks if look.asks == "change"]
        brought = [look for look in brought if not _is_of(look, figures)]
        keys = {look.key for look in brought} | figures.keys()
        unlooked = [look for finding in findings if finding.key not in keys for look in _look_of(finding)]
        own = [look for one in figures.values() for look in one.looks]
        return cls(figures, (*own, *_as_groups([*brought, *unlooked])))

    @cached_property
    def standing(self) -> frozenset[str]:
        """The keys that stand when all looks are counted together."""
        return beyond_chance(self.looks, FALSE_CHANGES, PARTS)

    def change(self, key: str) -> Change | None:
        """The change of a figure of the whole organisation; None when it is none or has no months to compare with."""
        one = self.figures.get(key)
        return change_of(one.figure, one.movement, self.standing, self._threshold(key)) if one else None

    @property
    def changes(self) -> dict[str, Change]:
        """How each figure of the whole organisation moved, by the key of its finding."""
        known = {key: self.change(key) for key in self.figures}
        return {key: change for key, change in known.items() if change}

    def settled(self, finding: Finding) -> Finding:
        """The finding with the one verdict; a figure of everybody hurts, or is good, only by a change that stands."""
        if finding.key in self.figures:
            change = self.change(finding.key)
            return replace(finding, change=change, tone=_tone(change))
        if not has_moved(finding.change) or finding.change is None or finding.key in self.standing:
            return finding
        still = replace(finding.change, verdict="no detectable change")
        return replace(finding, change=still, tone="neutral" if _is_news_of_change(finding) else finding.tone)

    def unsaid(self, findings: Iterable[Finding], numbers: Iterable[Number], month: str) -> list[Finding]:
        """Findings for tiles that moved of which no finding tells: what a tile says is said in words too."""
        said = {finding.key for finding in findings}
        moved = [number for number in numbers if has_moved(number.change) and number.key not in said]
        return [_finding_of(number, month, self.figures[number.key]) for number in moved]

    def _threshold(self, key: str) -> float:
        """The one-sided chance with which the likeliest look of a figure would have stood beside all others."""
        shares = weighed(self.looks, PARTS)
        whole = sum(look.weight for look in shares)
        likeliest = min((look for look in shares if look.key == key), key=lambda look: look.chance, default=None)
        return FALSE_CHANGES * likeliest.weight / whole if likeliest else FALSE_CHANGES


def what_changed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that moved, the surest first; their verdicts are already those of all looks together."""
    moved = [finding for finding in findings if has_moved(finding.change)]
    return tuple(sorted(moved, key=lambda finding: (_chance(finding.change), finding.key)))


def has_moved(change: Change | None) -> bool:
    """Whether it is told as better or worse."""
    return change is not None and change.verdict in ("better", "worse")


def _is_news_of_change(finding: Finding) -> bool:
    """Whether it says that everybody's figure rose or fell, not that it stands out."""
    whole = finding.subject.kind == BASE_RATE[0]
    return whole and (finding.subject.id != BASE_RATE[1] or finding.tone == "good")


def _is_of(look: Look, figures: Mapping[str, Judged]) -> bool:
    return any(look.key == key or look.key.startswith(f"{key}/") for key in figures)


def _look_of(finding: Finding) -> list[Look]:
    change = finding.change
    return [Look(finding.key, "change", _chance(change))] if change and change.interval else []


def _as_groups(looks: Sequence[Look]) -> list[Look]:
    """The changes of single groups: together they have a small part of their insight's budget."""
    return [replace(look, weight=GROUPS * look.weight / len(looks)) for look in looks]


def _chance(change: Change | None) -> float:
    """The two-sided chance of such a difference without any change; where none is told, from its interval."""
    if change is None or change.interval is None:
        return 1.0
    if change.chance is not None:
        return change.chance
    low, high = change.interval.low, change.interval.high
    half = change.difference - low if change.difference > 0 else high - change.difference
    return erfc(Z95 * abs(change.difference) / half / sqrt(2)) if half > 0 else 1.0


def _tone(change: Change | None) -> Tone:
    if change is None or not has_moved(change):
        return "neutral"
    return "hurt" if change.verdict == "worse" else "good"


def _finding_of(number: Number, month: str, one: Judged) -> Finding:
    insight, kind, name = number.key.split("/", 2)
    counted, n = one.movement.hits, one.movement.n
    return Finding(
        insight=insight,
        subject=Subject(kind, name, number.measure.name if insight == "voice" else ""),
        tone=_tone(number.change),
        month=month,
        measure=Measure(number.measure.name, number.measure.value, number.measure.unit, n, number.measure.interval),
        customers=counted,
        change=number.change,
        facts={"counted": counted, "of": n},
    )
