"""What became of a figure since the month before, in words; below the noise it is no change."""

from __future__ import annotations

import re
from typing import Final

from customerhero.findings import Change, Finding
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.wording import formats
from customerhero.wording.words import ENGLISH, Words

MONTH_BEFORE: Final = "month before"
_SEVERAL: Final = r"(\d+) months before"


def change_chip(change: Change, words: Words = ENGLISH) -> str:
    """The verdict in two or three words, with the difference where there is one to speak of."""
    if change.verdict in ("better", "worse"):
        facts = {"difference": formats.signed(change.difference, words.locale), "verdict": words.tell(change.verdict)}
        return words.tell("{difference}, {verdict}", facts)
    return words.tell(change.verdict)


def change_sentence(finding: Finding, words: Words = ENGLISH) -> str:
    """The figure of the month before, and the difference with its interval; the verdict is the chip's."""
    change = finding.change
    if change is None:
        return words.tell("There is no month before to compare with.")
    facts = {
        "before": compared_with(finding, words),
        "previous": formats.number(change.previous, words.locale, 1),
        "n": change.previous_n,
        "difference": formats.signed(change.difference, words.locale, 1),
    }
    if change.interval is None:
        return words.tell("{before}: {previous} (n = {n}). Difference {difference}.", facts)
    facts["low"] = formats.signed(change.interval.low, words.locale, 1)
    facts["high"] = formats.signed(change.interval.high, words.locale, 1)
    message = "{before}: {previous} (n = {n}). Difference {difference}, interval {low} to {high}."
    return words.tell(message, facts)


def compared_with(finding: Finding, words: Words = ENGLISH) -> str:
    """What the change is measured against: the month before, unless the finding says otherwise."""
    told = finding.facts.get("compared_with")
    several = re.fullmatch(_SEVERAL, told) if isinstance(told, str) else None
    if several:
        return words.tell("The {n} months before", {"n": int(several[1])})
    if isinstance(told, str) and told != MONTH_BEFORE:
        return words.tell(told[:1].upper() + told[1:])
    return formats.month(month_before(finding.month), words.locale)


def base_words(finding: Finding, words: Words = ENGLISH) -> str:
    """The same after "in": September 2026, the 6 months before."""
    told = finding.facts.get("compared_with")
    several = re.fullmatch(_SEVERAL, told) if isinstance(told, str) else None
    if several:
        return words.tell("the {n} months before", {"n": int(several[1])})
    return compared_with(finding, words)


def month_before(month: str) -> str:
    """The month before one written YYYY-MM, written the same way."""
    return month_name(months_before(month_start(month), 1))
