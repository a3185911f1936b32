"""What changed this month: only what is more than chance, counting how many changes were looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import erfc, sqrt
from typing import Final

from customerhero.agenda.tempering import BASE_RATE
from customerhero.findings import Change, Finding
from customerhero.findings.intervals import Z95

FALSE_ALARMS: Final = 0.05
"""Expected share of false alarms among the changes told [Benjamini and Hochberg 1995]."""


def what_changed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that moved, the surest first; their verdicts are already those of all looks together."""
    moved = [finding for finding in findings if _moved(finding.change)]
    return tuple(sorted(moved, key=lambda finding: (_chance(finding.change), finding.key)))


def surely(changes: Iterable[Change | None]) -> float:
    """The largest chance that still counts as a change among all these looked at; none does when it is negative.

    Each change's own verdict stands at 95 %; when forty are looked at two would move by chance alone. So a verdict must
    also pass the Benjamini-Hochberg step over all of them.
    """
    chances = sorted(_chance(change) for change in changes if change and change.interval)
    passed = [chance for place, chance in enumerate(chances, 1) if chance <= FALSE_ALARMS * place / len(chances)]
    return max(passed, default=-1.0)


def settled(change: Change | None, limit: float) -> Change | None:
    """The change with the one verdict every door tells: what does not pass among all looks is no detectable change."""
    if change is None or not _moved(change) or _chance(change) <= limit:
        return change
    return replace(change, verdict="no detectable change")


def with_one_verdict(finding: Finding, limit: float) -> Finding:
    """The finding with its change settled; one that is news only by a change that did not pass is no news."""
    change = settled(finding.change, limit)
    if change == finding.change:
        return finding
    return replace(finding, change=change, tone="neutral" if _is_news_of_change(finding) else finding.tone)


def _is_news_of_change(finding: Finding) -> bool:
    """Whether it says that everybody's figure rose or fell, not that it stands out."""
    whole = finding.subject.kind == BASE_RATE[0]
    return whole and (finding.subject.id != BASE_RATE[1] or finding.tone == "good")


def _moved(change: Change | None) -> bool:
    return change is not None and change.verdict in ("better", "worse")


def _chance(change: Change | None) -> float:
    """The two-sided chance of such a difference without any change, from its interval's nearer half."""
    if change is None or change.interval is None:
        return 1.0
    low, high = change.interval.low, change.interval.high
    half = change.difference - low if change.difference > 0 else high - change.difference
    if half <= 0:
        return 1.0
    return erfc(Z95 * abs(change.difference) / half / sqrt(2))
