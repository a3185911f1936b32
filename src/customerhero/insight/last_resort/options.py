"""What can be set when asking for the last resort; the defaults are the field's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

NAME: Final = "last_resort"
NEEDS: Final = ("events",)


@dataclass(frozen=True)
class Options:
    """Which customers to look at and after how many failures an effort is overdue."""

    month: str | None = None
    """YYYY-MM: customers who gave notice, or failed so often, in that month; None takes all facts."""
    by: Literal["segment"] | None = None
    """Compare groups."""
    failures: int = 3
    """After so many failures an offer, a remedy or an apology is overdue."""
    most_customers: int = 200
    """At most so many customers are listed, those who endured most first."""
    most_evidence: int = 20
    """At most so many customers are named as evidence of a finding."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
