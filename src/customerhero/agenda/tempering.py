"""A base rate is told without alarm: every organisation passes some customers around."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from customerhero.findings import Finding

BASE_RATE: Final = ("organisation", "all")
"""Subject of a finding that states the rate of everybody; other findings about everybody say what stands out."""
MOST: Final = 50.0
"""Above so many of a hundred, with the whole interval, a rate is alarming without any comparison."""


def tempered(finding: Finding) -> Finding:
    """The finding; one that hurts but only states a rate of the whole organisation becomes worth knowing.

    It hurts when it got worse, when it is compared with something, or when it meets most of those counted; when it got
    better it is good news.
    """
    if finding.tone != "hurt" or _subject(finding) != BASE_RATE or _alarming(finding):
        return finding
    better = finding.change is not None and finding.change.verdict == "better"
    return replace(finding, tone="good" if better else "neutral")


def _subject(finding: Finding) -> tuple[str, str]:
    return finding.subject.kind, finding.subject.id


def _alarming(finding: Finding) -> bool:
    worse = finding.change is not None and finding.change.verdict == "worse"
    return worse or "compared_with" in finding.facts or _meets_most(finding)


def _meets_most(finding: Finding) -> bool:
    interval = finding.measure.interval
    return finding.measure.unit.startswith("per 100") and interval is not None and interval.low > MOST
