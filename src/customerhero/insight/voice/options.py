"""What can be chosen when customers' answers are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.errors import QuestionError

NAME: Final = "voice"
NEEDS: Final = ("feedback",)
GROUPS: Final = ("segment", "team", "topic")


@dataclass(frozen=True)
class Options:
    """The month asked for and the thresholds; each default is the documented one."""

    month: str | None = None
    """YYYY-MM; without it, all facts."""
    by: str | None = None
    """segment, team or topic; without it, all three."""
    smallest_group: int = 5
    """No figure about fewer customers than this, nor about a team of fewer people."""
    trend_months: int = 13
    """Months of the trend when a month is asked for."""
    history_months: int = 24
    """Months before the month from which it is read how much scores wander from month to month."""
    least_difference: float = 5.0
    """Points the score of a group must lie below that of all others, however sure the difference is."""
    chance: float = 0.05
    """The probability of chance below which a difference becomes a finding, comparisons of one kind taken together."""
    verbatims: int = 20
    """How many of the latest comments are shown."""

    def __post_init__(self) -> None:
        """Refuse a grouping that answers do not have."""
        if self.by is not None and self.by not in GROUPS:
            raise QuestionError(f"Voice cannot be asked by {self.by!r}.", f"Ask by {', '.join(GROUPS)}.", question=NAME)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The groupings asked for."""
        return (self.by,) if self.by else GROUPS
