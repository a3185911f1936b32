"""The words of an effect that are no finding: how sure it is, why nothing can be told yet, and what else changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from customerhero.wording import formats
from customerhero.wording.words import ENGLISH, Words

CERTAINTY: Final[dict[str, str]] = {
    "surely": "This is more than chance, as weeks go up and down here.",
    "cannot be told": "Chance alone may make a difference of this size.",
}
_NOT_ENOUGH: Final[dict[str, tuple[str, ...]]] = {
    "weeks after": (
        "Not enough data yet: {weeks_after} whole weeks since the change. There will be enough from "
        "{enough_on:day} on.",
    ),
    "too few after": (
        "Not enough data yet: too few customers since the change. As things go there will be enough from "
        "{enough_on:day} on.",
    ),
    "too few before": ("Not enough data: too few customers before the change. Waiting does not help.",),
    "weeks before": (
        "Not enough data: {weeks_before} whole weeks before the change, where {needed} are needed. Waiting does not "
        "help; a change from {from_day:day} on could be judged.",
        "Not enough data: {weeks_before} whole weeks before the change. Waiting does not help.",
    ),
    "nothing recorded": ("Not enough data: nothing of the kind was ever recorded.",),
}


def certainty_words(certainty: str, words: Words = ENGLISH) -> str:
    """How sure an effect is, in a sentence."""
    return words.tell(CERTAINTY[certainty])


def not_enough_words(numbers: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Why an effect cannot be told, and from when on it can; empty where it can."""
    for message in _NOT_ENOUGH.get(numbers["why"] or "", ()):
        if words.can_tell(message, numbers):
            return words.tell(message, numbers)
    return ""


def alongside_words(row: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """One thing that changed at that time too."""
    if row["day"] is not None:
        return words.tell("{name}: {what} on {day:day}", row)
    interval = {name: formats.signed(row[name], words.locale, 1) for name in ("effect", "low", "high")}
    told = {"name": str(row["name"]).replace("_", " "), "unit": row["unit"], **interval}
    return words.tell("{name}: {effect} {unit}, interval {low} to {high}", told)
