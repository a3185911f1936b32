"""What can be set when asking for re-contact; the defaults are the field's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

NAME: Final = "recontact"
NEEDS: Final = ("cases",)


@dataclass(frozen=True)
class Options:
    """Which cases to look at and how soon coming back counts."""

    month: str | None = None
    """YYYY-MM: cases opened in that month, with the trend before it; None takes all facts."""
    by: Literal["segment", "topic"] | None = None
    """Compare groups."""
    days: int = 7
    """Coming back within so many days of closing is a re-contact."""
    most_findings: int = 3
    """At most so many topics become findings."""
    most_cases: int = 200
    """At most so many cases are listed, the soonest first."""
    most_evidence: int = 20
    """At most so many cases are named as evidence of a finding."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
