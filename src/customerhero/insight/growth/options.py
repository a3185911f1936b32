"""What can be chosen when growth is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.errors import QuestionError

NAME: Final = "growth"
NEEDS: Final = ("revenue",)
LONGEST_TERM: Final = 60
LESS: Final = ("lost", "down", "stopped")
"""What happened to those who pay less than before."""


@dataclass(frozen=True)
class Options:
    """The month asked for and the thresholds; each default is the documented one."""

    month: str | None = None
    """YYYY-MM; without it, the newest month with revenue."""
    by: str | None = None
    """segment; the table by segment is always there."""
    period_months: int = 12
    """The last period is the same month so many months earlier, where that is known; else the month before."""
    term: int | None = None
    """Months a payment pays for where a customer does not pay each month; without it, as gaps between payments tell."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""
    trend_months: int = 13
    """Months of the trend when a month is asked for."""
    chance: float = 0.05
    """The probability of chance below which a difference becomes a finding, all groups taken together."""

    def __post_init__(self) -> None:
        """Refuse a grouping revenue does not have and a period that is none."""
        if self.by not in (None, "segment"):
            raise QuestionError(f"Growth cannot be asked by {self.by!r}.", "Ask by segment.", question=NAME)
        if self.period_months < 1:
            raise QuestionError(f"A period of {self.period_months} months is none.", "Give 1 or more.", question=NAME)
        if self.term is not None and not 2 <= self.term <= LONGEST_TERM:
            told = f"Payments cannot be spread over {self.term} months."
            raise QuestionError(told, f"Give 2 to {LONGEST_TERM}.", question=NAME)
