"""What can be chosen when losses are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.errors import QuestionError
from customerhero.facts.lives import GAP_DAYS, refuse_short_gap

NAME: Final = "losses"
NEEDS: Final = ("customers",)
GROUPS: Final = ("segment", "reason")


@dataclass(frozen=True)
class Options:
    """The month asked for and the thresholds; each default is the documented one."""

    month: str | None = None
    """YYYY-MM: customers who left in that month; without it, all who ever left."""
    by: str | None = None
    """segment or reason; the tables of both are always there."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
    trend_months: int = 13
    """Months of the trend when a month is asked for."""
    value_months: int = 12
    """A lost customer's value is the revenue of so many months up to the month it left."""
    months_together: int = 6
    """Months up to the one asked for over which segments are compared, and before it that it is set beside."""
    before_days: int = 180
    """Days before leaving in which a runaround, a refusal or a named rule counts as having come before it."""
    handoffs: int = 3
    """Hand-offs of one case that make it a runaround, beside any ping-pong or return."""
    silent_gaps: float = 3.0
    """A customer is silently lost after so many of its own usual gaps without a sign."""
    silent_days: int | None = None
    """Days without a sign after which a customer is silently lost, instead of its own gaps."""
    silent_least_days: int = 30
    """Never silent before so many days, however short the usual gap."""
    silent_history: int = 4
    """Days (or months of revenue) with a sign that are needed to know a usual gap."""
    chance: float = 0.05
    """The probability of chance below which a difference becomes a finding, all comparisons taken together."""
    most_findings: int = 3
    """Findings of one kind (reasons, segments, rules) at most."""
    gap_days: int = GAP_DAYS
    """Whoever is back within so many days has not left; at least 31, so that nobody leaves and returns in a month."""
    most_listed: int = 200
    """Lost customers listed, the most valuable first."""
    most_reasons: int = 5_000
    """Different reasons read, the most frequent first; rarer ones are left out of the tables of reasons."""

    def __post_init__(self) -> None:
        """Refuse a grouping that losses do not have, and a gap shorter than a month."""
        if self.by is not None and self.by not in GROUPS:
            known = ", ".join(GROUPS)
            raise QuestionError(f"Losses cannot be asked by {self.by!r}.", f"Ask by {known}.", question=NAME)
        refuse_short_gap(self.gap_days, NAME)
