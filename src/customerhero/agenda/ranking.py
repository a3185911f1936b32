"""Which findings come first: those that hurt most customers and touch most value.

The weight of a finding is the mean of two shares: its customers of the most customers any finding of the agenda
touches, and its value of the most value any of them touches. A finding whose value is not known is weighed by its
customers alone; one counted over several months by what it makes a month. Hurt comes before good news, good news
before what is only worth knowing; equal weights are ordered by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from customerhero.findings import Finding
from customerhero.findings.finding import Tone
from customerhero.findings.months import months_of

PLACES_FOR_GOOD_NEWS: Final = 2
TONES: Final[tuple[Tone, ...]] = ("hurt", "good", "neutral")
SAME_CASES: Final = 0.6
"""Two findings whose samples of cases or customers share this much of the smaller one are one story told twice."""
FEWEST_TO_COMPARE: Final = 5
_DIGITS: Final = 9
"""Sums of money differ in their last digits by the order of adding: a tie must be a tie on every engine."""
WHOLE: Final = "organisation"
"""The kind of subject that stands for everybody: two findings about everybody are two findings."""


def weights(findings: Iterable[Finding]) -> dict[str, float]:
    """The weight of each finding by key, between 0 and 1."""
    listed = list(findings)
    most_customers = max((_customers(finding) for finding in listed), default=0) or 1
    most_value = max((_amount(finding) for finding in listed), default=0.0) or 1.0
    return {finding.key: round(_weight(finding, most_customers, most_value), _DIGITS) for finding in listed}


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """All findings: hurt, good news, worth knowing; the heaviest first within each."""
    listed = list(findings)
    heavy = weights(listed)
    return sorted(listed, key=lambda found: (TONES.index(found.tone), -heavy[found.key], found.key))


def chosen(findings: Sequence[Finding], most: int, places_for_good: int = PLACES_FOR_GOOD_NEWS) -> list[Finding]:
    """At most `most` of ranked findings: places are kept for good news; what is only worth knowing fills the rest."""
    by_tone = {tone: [finding for finding in findings if finding.tone == tone] for tone in TONES}
    kept = min(len(by_tone["good"]), places_for_good, max(0, most - 1) if by_tone["hurt"] else most)
    hurt = by_tone["hurt"][: most - kept]
    good = by_tone["good"][: most - len(hurt)]
    return [*hurt, *good, *by_tone["neutral"][: most - len(hurt) - len(good)]]


def told_once(findings: Sequence[Finding]) -> tuple[list[Finding], dict[str, tuple[Finding, ...]]]:
    """Findings without repetition, and by key those that tell the same story less heavily."""
    first: list[Finding] = []
    again: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        same = next((earlier for earlier in first if _same_story(earlier, finding)), None)
        if same is None:
            first.append(finding)
        else:
            again[same.key] = (*again.get(same.key, ()), finding)
    return first, again


def _weight(finding: Finding, most_customers: float, most_value: float) -> float:
    customers = _customers(finding) / most_customers
    return customers if finding.value is None else (customers + _amount(finding) / most_value) / 2


def _customers(finding: Finding) -> float:
    return finding.customers / months_of(finding)


def _amount(finding: Finding) -> float:
    return max(0.0, finding.value.amount) / months_of(finding) if finding.value else 0.0


def _same_story(one: Finding, other: Finding) -> bool:
    if one.tone != other.tone or one.key == other.key:
        return one.key == other.key
    if WHOLE in (one.subject.kind, other.subject.kind):
        return False
    return _same_subject(one, other) or _same_segment(one, other) or _same_evidence(one, other)


def _same_subject(one: Finding, other: Finding) -> bool:
    return (one.subject.kind, one.subject.id) == (other.subject.kind, other.subject.id)


def _same_segment(one: Finding, other: Finding) -> bool:
    """That a segment leaves, sooner, for a reason, or pays less, is one story; so is all that is told of a segment."""
    mine, theirs = _segment_of(one), _segment_of(other)
    return mine != "" and mine == theirs


def _segment_of(finding: Finding) -> str:
    """The segment a finding is about, or the one its subject stands out in."""
    return finding.subject.id if finding.subject.kind == "segment" else str(finding.facts.get("segment") or "")


def _same_evidence(one: Finding, other: Finding) -> bool:
    """Mostly the same cases, or the same customers."""
    cases = _overlap(one.evidence.cases, other.evidence.cases)
    return max(cases, _overlap(one.evidence.customers, other.evidence.customers)) >= SAME_CASES


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    fewer = min(len(set(one)), len(set(other)))
    return len(set(one) & set(other)) / fewer if fewer >= FEWEST_TO_COMPARE else 0.0


def by_key(findings: Iterable[Finding]) -> Mapping[str, Finding]:
    """Findings by their stable key; of two with one key the first is kept."""
    found: dict[str, Finding] = {}
    for finding in findings:
        found.setdefault(finding.key, finding)
    return found
