"""What hurts is told only where it is more than chance among everything this agenda looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from customerhero.findings import Finding, Look
from customerhero.findings.budget import beyond_chance

FALSE_HURTS: Final = 0.1
"""In so many agendas of a company in which nothing is the matter a finding hurts all the same, at most."""


def standing(findings: Iterable[Finding], looks: Sequence[Look]) -> list[Finding]:
    """The findings without those that hurt and do not stand among all looks; one that was not looked at stays."""
    asked = [look for look in looks if look.asks == "hurt"]
    stands, tested = beyond_chance(asked, FALSE_HURTS), {look.key for look in asked}
    return [finding for finding in findings if _stays(finding, stands, tested)]


def _stays(finding: Finding, stands: frozenset[str], tested: set[str]) -> bool:
    return finding.tone != "hurt" or finding.key not in tested or finding.key in stands
