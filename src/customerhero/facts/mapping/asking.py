"""What a proposal asks of a file whose columns leave it open: the day of leaving, the month, the kinds of events."""

from __future__ import annotations

from typing import Final

from customerhero.facts.contracts import EVENT_KINDS
from customerhero.facts.excerpts import cited, listed
from customerhero.facts.mapping.assumptions import Choice, Question
from customerhero.facts.mapping.leaving import left_values
from customerhero.facts.mapping.sampling import Sampled

NOT_WANTED: Final = "none"
"""The answer that leaves a column out."""
BY_WORDS: Final = "words"
"""The answer that takes the words of a column for the kinds of events."""
_EXAMPLES: Final = 5


def question_of_leaving(flag: Sampled) -> Question:
    """On which day the customers left of whom only is said that they did."""
    left = [value for value, has in left_values(flag).items() if has]
    count = sum(value in left for value in flag.values)
    return Question(
        "left_at",
        flag.name,
        f"On which day did those leave who have {listed(left, _EXAMPLES)} in {flag.name}?",
        f"{count:,} of {len(flag.values):,} rows say that a customer left, and no column says when. Give one day for "
        "all of them, such as that of the export (2026-01-31).",
        (Choice(NOT_WANTED, "leave it out: nobody has left"),),
    )


def question_of_month(amount: str) -> Question:
    """Of which month the amounts are that stand beside customers."""
    return Question(
        "period",
        amount,
        f"Of which month are the amounts in {amount}?",
        "No column says it. Give the month of the export, such as 2026-01.",
        (Choice(NOT_WANTED, "leave the amounts out"),),
    )


def question_of_kinds(activity: Sampled) -> Question:
    """What the activities of a log mean."""
    values = sorted(set(activity.values), key=lambda value: -activity.values.count(value))
    known = sum(value.casefold() in EVENT_KINDS for value in values)
    told = ", ".join(cited(value) for value in values[:_EXAMPLES])
    return Question(
        "kind",
        activity.name,
        f"What do the values of {activity.name} mean?",
        f"Of {len(values):,} different ones ({told}, ...) {known:,} are kinds of events.",
        (
            Choice(
                BY_WORDS, "go by their words, as in event logs: Register is opened, Reject is refused; else replied"
            ),
            Choice("replied", "each row only says that somebody worked on it"),
        ),
    )
