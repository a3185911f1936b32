"""What can be set when asking for the tug-of-war; the defaults are the field's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

NAME: Final = "tug_of_war"
NEEDS: Final = ("events",)


@dataclass(frozen=True)
class Options:
    """Which asks to look at and from when on asking is a tug-of-war."""

    month: str | None = None
    """YYYY-MM: asks begun in that month, with the trend before it; None takes all facts."""
    by: Literal["segment", "topic"] | None = None
    """Compare groups."""
    ask: Literal["case", "topic"] = "case"
    """The same ask: one case, or all cases of a customer on one topic."""
    refusals: int = 2
    """So many refusals before the grant make a tug-of-war."""
    asked_again: int = 2
    """So many times asked again before the grant make a tug-of-war."""
    most_findings: int = 3
    """At most so many rules, topics and segments each become findings."""
    most_cases: int = 200
    """At most so many asks are listed, those refused most first."""
    most_evidence: int = 20
    """At most so many cases are named as evidence of a finding."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
