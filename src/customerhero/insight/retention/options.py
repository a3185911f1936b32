"""What can be chosen when retention is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.errors import QuestionError
from customerhero.facts.lives import GAP_DAYS, refuse_short_gap

NAME: Final = "retention"
NEEDS: Final = ("customers",)
GROUPS: Final = ("segment", "acquired_by")
MONTH_DAYS: Final = 365.25 / 12


@dataclass(frozen=True)
class Options:
    """The month asked for and the thresholds; each default is the documented one."""

    month: str | None = None
    """YYYY-MM: as it was known at that month's end; without it, at the day of the data."""
    by: str | None = None
    """segment (also without it) or acquired_by."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
    horizon_months: int = 36
    """Months over which the expected months kept are counted."""
    delayed_entry: bool = True
    """Customers who joined before the facts begin count only from the facts' first day on."""
    least_lost: int = 5
    """A group of which fewer would be lost if it did as all do is not judged."""
    chance: float = 0.05
    """The probability of chance below which a difference becomes a finding, all groups taken together."""
    gap_days: int = GAP_DAYS
    """Whoever is back within so many days has not left; at least 31, so that nobody leaves and returns in a month."""
    trend_months: int = 13
    """Months of the trend when a month is asked for."""

    def __post_init__(self) -> None:
        """Refuse a grouping that customers do not have, and a gap shorter than a month."""
        if self.by is not None and self.by not in GROUPS:
            known = ", ".join(GROUPS)
            raise QuestionError(f"Retention cannot be asked by {self.by!r}.", f"Ask by {known}.", question=NAME)
        refuse_short_gap(self.gap_days, NAME)

    @property
    def group(self) -> str:
        """The column customers are grouped by."""
        return self.by or "segment"
