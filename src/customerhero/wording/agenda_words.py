"""The words of the agenda itself: what changed since the month before, or that nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.findings import Finding
from customerhero.wording import formats
from customerhero.wording.phrases import short_label
from customerhero.wording.words import ENGLISH, Words


def changed_sentence(month: str, changed: Sequence[Finding], words: Words = ENGLISH) -> str:
    """What became worse and what became better since the month before, in one or two sentences."""
    if not changed:
        return quiet_sentence(month, words)
    told = [_named(changed, verdict, words) for verdict in ("worse", "better")]
    return " ".join(sentence for sentence in told if sentence)


def quiet_sentence(month: str, words: Words = ENGLISH) -> str:
    """A month in which nothing moved by more than chance explains."""
    return words.tell(
        "Nothing moved in {month:month} by more than chance explains, compared with the months before it.",
        {"month": month},
    )


def few_sentence(of: str, what: str, held: tuple[str, int, int], usual: str, words: Words = ENGLISH) -> str:
    """That a month holds unusually few cases or answers; `held` is that month, its number and the number of all.

    `of` is the month of the agenda: another month than the one told of was passed over for it.
    """
    month, count, total = held
    facts = {"month": month, "n": count, "total": total, "usual": usual, "of": of}
    return words.tell(_few(month == of, usual == of)[what], facts)


def since_sentence(trend: Sequence[tuple[str, float | None]], words: Words = ENGLISH) -> str:
    """Between which figures a trend lay, and since when."""
    known = [(month, value) for month, value in trend if value is not None]
    if len(known) < 2:
        return words.tell("No months before to compare with")
    figures = [value for _, value in known]
    low, high = (formats.number(end(figures), words.locale, 1) for end in (min, max))
    return words.tell("{low} to {high} since {month:month}", {"month": known[0][0], "low": low, "high": high})


def _named(changed: Sequence[Finding], verdict: str, words: Words) -> str:
    named = [short_label(finding, words) for finding in changed if finding.change and finding.change.verdict == verdict]
    if not named:
        return ""
    return words.tell(_MOVED[verdict], {"named": "; ".join(named)})


_MOVED: Final = {"worse": "Worse than before: {named}.", "better": "Better than before: {named}."}

_LAST = {
    "cases": "{month:month} holds {n} of {total} cases; {usual:month} was the last month with a usual number.",
    "answers": "{month:month} holds {n} of {total} answers; {usual:month} was the last month with a usual number.",
}
_SHOWN = {
    "cases": (
        "{month:month} holds {n} of {total} cases; this is {of:month}, the last complete month with a usual number."
    ),
    "answers": (
        "{month:month} holds {n} of {total} answers; this is {of:month}, the last complete month with a usual number."
    ),
}
_ALONE = {
    "cases": "{month:month} holds {n} of {total} cases.",
    "answers": "{month:month} holds {n} of {total} answers.",
}


def _few(is_told_of_itself: bool, is_usual: bool) -> dict[str, str]:
    """The sentences on a month of few facts: alone, beside the month shown instead, or beside the last usual one."""
    if not is_usual:
        return _LAST
    return _ALONE if is_told_of_itself else _SHOWN
