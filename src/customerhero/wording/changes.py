"""What became of a figure since the months before, in words; below the noise it is no change."""

from __future__ import annotations

from typing import Final

from customerhero.findings import Change, Finding, Interval
from customerhero.findings.months import month_name, month_start, months_before
from customerhero.wording import formats
from customerhero.wording.words import ENGLISH, Words

MONTH_BEFORE: Final = "month before"


def change_chip(change: Change, words: Words = ENGLISH) -> str:
    """The verdict in a few words, with the best estimate of the difference where there is one to speak of."""
    if change.verdict not in ("better", "worse"):
        return words.tell(change.verdict)
    facts = {"verdict": words.tell(change.verdict), "since": change.since}
    if change.a_month is not None:
        facts["a_month"] = formats.signed(change.a_month, words.locale)
        return words.tell("{a_month} a month since {since:month}, {verdict}", facts)
    facts["difference"] = formats.signed(change.difference, words.locale)
    if change.since:
        return words.tell("{difference}, {verdict} since {since:month}", facts)
    return words.tell("{difference}, {verdict}", facts)


def change_sentence(finding: Finding, words: Words = ENGLISH) -> str:
    """The figure of the months before, and the difference with its interval; the verdict is the chip's."""
    change = finding.change
    if change is None:
        return words.tell("There is no month before to compare with.")
    facts = {
        "before": compared_with(finding, words),
        "previous": formats.number(change.previous, words.locale, 1),
        "n": change.previous_n,
        "difference": formats.signed(change.difference, words.locale, 1),
        "since": change.since,
    } | _ends(change.interval, words)
    if change.interval is None:
        return words.tell("{before}: {previous} (n = {n}). Difference {difference}.", facts)
    if change.a_month is not None and change.a_month_interval is not None:
        facts |= {"a_month": formats.signed(change.a_month, words.locale, 1)} | _ends(change.a_month_interval, words)
        return words.tell(_DRIFT, facts)
    plain = None if change.plain is None else formats.signed(change.plain, words.locale, 1)
    if plain not in (None, facts["difference"]):
        return words.tell(_ESTIMATE, facts | {"plain": plain})
    message = "{before}: {previous} (n = {n}). Difference {difference}, interval {low} to {high}."
    return words.tell(message, facts)


_ESTIMATE: Final = (
    "{before}: {previous} (n = {n}). The plain difference is {plain}; the best estimate of a difference that is told "
    "for its size is {difference}, interval {low} to {high}."
)
_DRIFT: Final = (
    "{before}: {previous} (n = {n}). About {a_month} a month since {since:month}, interval {low} to {high} a month."
)


def _ends(interval: Interval | None, words: Words) -> dict[str, str]:
    if interval is None:
        return {}
    return {
        "low": formats.signed(interval.low, words.locale, 1),
        "high": formats.signed(interval.high, words.locale, 1),
    }


def compared_with(finding: Finding, words: Words = ENGLISH) -> str:
    """What the change is measured against: the months named in it, or the month before."""
    told, change = finding.facts.get("compared_with"), finding.change
    if isinstance(told, str) and told != MONTH_BEFORE:
        return words.tell(told[:1].upper() + told[1:])
    if change and change.months > 1 and change.base:
        return words.tell("The {months} months from {base:month} on", {"months": change.months, "base": change.base})
    return formats.month((change and change.base) or month_before(finding.month), words.locale)


def base_words(finding: Finding, words: Words = ENGLISH) -> str:
    """The same after "in": September 2026, the 6 months from April 2026 on."""
    told = finding.facts.get("compared_with")
    if isinstance(told, str) and told != MONTH_BEFORE:
        return words.tell(told)
    return base_of(finding.change, finding.month, words)


def base_of(change: Change | None, month: str, words: Words = ENGLISH) -> str:
    """The months before that a change is measured against, after "in"."""
    if change and change.months > 1 and change.base:
        return words.tell("the {months} months from {base:month} on", {"months": change.months, "base": change.base})
    return formats.month((change and change.base) or month_before(month), words.locale)


def month_before(month: str) -> str:
    """The month before one written YYYY-MM, written the same way."""
    return month_name(months_before(month_start(month), 1))
