"""What can be chosen when bright spots are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from customerhero.errors import QuestionError

NAME: Final = "bright_spots"
NEEDS: Final = ("events",)
Outcome = Literal[
    "satisfaction",
    "resolved_without_return",
    "kept_promise",
    "recovery",
    "retention",
    "helped_by_finding_others",
    "easy",
]
By = Literal["person", "team", "behaviour"]
OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
MIX: Final = ("topic", "priority", "channel", "segment", "failed_before", "month")
"""What cases differ by and nobody chose: people are compared at the same mix of these."""


@dataclass(frozen=True)
class Options:
    """Which outcome, of whom, and how sure; each default is the documented one."""

    month: str | None = None
    """YYYY-MM: the window of months up to that month's end; without it, all facts."""
    outcome: Outcome | None = None
    """One outcome; without it, all that the facts allow."""
    by: By | None = None
    """person (also without it), team, or behaviour: what those named do differently."""
    strict: bool = False
    """Ask for more: allows for difficulty that no column records."""
    people: bool = True
    """Whether persons may be named; off, nothing about a person is computed and teams are asked about instead."""
    smallest_group: int = 5
    """Nobody is named on the word of fewer customers than this, no group of fewer people is told of."""
    window_months: int = 24
    """Months up to the month's end that are looked at together."""
    fewest_people: int = 20
    """Fewer people of one role cannot be told apart."""
    fewest_teams: int = 5
    """Fewer teams cannot be told apart."""
    least_probability: float = 0.8
    """How probable it must be that somebody lies above the bar."""
    false_share: float = 0.1
    """The share of those named who may be expected to lie below it."""
    fewest_of_level: int = 50
    """Topics and other levels of the mix with fewer cases are taken together."""
    return_days: int = 7
    """A case has come back when the customer opens one on the same topic within so many days."""
    unsolved: tuple[str, ...] = ("not solved", "unsolved", "not resolved", "unresolved")
    """Words of a case's outcome that say it was closed without a solution."""
    machines: tuple[str, ...] = ()
    """Accounts that are machines or shared, whatever they look like: they have no part in any credit."""
    persons: tuple[str, ...] = ()
    """Accounts that are persons, though they look like machines: they are thanked like everybody."""
    most_evidence: int = 20
    """At most so many cases are named as evidence."""

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        for name, given, known in (("outcome", self.outcome, OUTCOMES), ("grouping", self.by, get_args(By))):
            if given is not None and given not in known:
                raise QuestionError(
                    f"Bright spots have no {name} {given!r}.", f"Choose one of {', '.join(known)}.", question=NAME
                )

    @property
    def of_people(self) -> bool:
        """Whether persons are compared."""
        return self.people and self.by != "team"

    @property
    def holder(self) -> Literal["person_id", "team_id"]:
        """The column that says who acted."""
        return "person_id" if self.of_people else "team_id"

    @property
    def fewest(self) -> int:
        """How many must be compared so that they can be told apart."""
        return self.fewest_people if self.of_people else self.fewest_teams

    def asks_for(self, outcome: str) -> bool:
        """Whether the outcome is wanted."""
        return self.outcome in (None, outcome)
