"""A base rate is told without alarm: every organisation passes some customers around."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from customerhero.findings import Finding

BASE_RATE: Final = ("organisation", "all")
"""Subject of a finding that states the rate of everybody; other findings about everybody say what stands out."""


def tempered(finding: Finding) -> Finding:
    """The finding; one that only states a rate of the whole organisation hurts only by a change that stands.

    However high it is, it is compared with nothing but its own past: when it got better it is good news, else it is
    worth knowing.
    """
    if finding.tone != "hurt" or (finding.subject.kind, finding.subject.id) != BASE_RATE:
        return finding
    verdict = finding.change.verdict if finding.change else ""
    if verdict == "worse":
        return finding
    return replace(finding, tone="good" if verdict == "better" else "neutral")
