"""What changed this month: only what is more than chance, counting how many changes were looked at."""

from __future__ import annotations

from collections.abc import Iterable
from math import erfc, sqrt
from typing import Final

from customerhero.findings import Change, Finding
from customerhero.findings.intervals import Z95

FALSE_ALARMS: Final = 0.05
"""Expected share of false alarms among the changes told [Benjamini and Hochberg 1995]."""


def what_changed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that moved, the surest first.

    Each finding's own verdict stands at 95 %; when forty are looked at two would move by chance alone. So of those with
    a verdict only the ones that also pass the Benjamini-Hochberg step over all changes looked at are told.
    """
    looked_at = [
        (_chance(finding.change), finding) for finding in findings if finding.change and finding.change.interval
    ]
    looked_at.sort(key=lambda pair: (pair[0], pair[1].key))
    passed = 0
    for place, (chance, _) in enumerate(looked_at, start=1):
        if chance <= FALSE_ALARMS * place / len(looked_at):
            passed = place
    return tuple(finding for _, finding in looked_at[:passed] if _moved(finding))


def _moved(finding: Finding) -> bool:
    return finding.change is not None and finding.change.verdict in ("better", "worse")


def _chance(change: Change | None) -> float:
    """The two-sided chance of such a difference without any change, from its interval's nearer half."""
    if change is None or change.interval is None:
        return 1.0
    low, high = change.interval.low, change.interval.high
    half = change.difference - low if change.difference > 0 else high - change.difference
    if half <= 0:
        return 1.0
    return erfc(Z95 * abs(change.difference) / half / sqrt(2))
