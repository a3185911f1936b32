"""The words of the agenda itself: what changed since the month before, or that nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.findings import Finding
from customerhero.wording import formats
from customerhero.wording.phrases import short_label
from customerhero.wording.words import ENGLISH, Words


def changed_sentence(
    month: str, changed: Sequence[Finding], words: Words = ENGLISH, *, is_compared: bool = True
) -> str:
    """What became worse and what became better since the month before, in one or two sentences."""
    if not changed:
        return quiet_sentence(month, words) if is_compared else alone_sentence(month, words)
    told = [_named(changed, verdict, words) for verdict in ("worse", "better")]
    return " ".join(sentence for sentence in told if sentence)


def quiet_sentence(month: str, words: Words = ENGLISH) -> str:
    """A month in which nothing moved by more than chance explains."""
    return words.tell(
        "Nothing moved in {month:month} by more than chance explains, compared with the months before it.",
        {"month": month},
    )


def alone_sentence(month: str, words: Words = ENGLISH) -> str:
    """A month that could be set beside no earlier one."""
    return words.tell("There is no earlier month that {month:month} can be compared with.", {"month": month})


def few_sentence(of: str, what: str, held: tuple[str, int, int], usual: str, words: Words = ENGLISH) -> str:
    """That a month holds unusually few cases or answers; `held` is that month, its number and the number of all.

    `of` is the month of the agenda: another month than the one told of was passed over for it.
    """
    month, count, total = held
    facts = {"month": month, "n": count, "total": total, "usual": usual, "of": of}
    return words.tell(_few(month == of, usual == of)[what], facts)


def not_whole_sentence(what: str, span: tuple[str, str, int], known: tuple[int, int], words: Words = ENGLISH) -> str:
    """That months of a table are set beside no other: `span` is the first, the last and how many.

    `known` is what the last of them holds, and about how much would be usual.
    """
    first, last, months = span
    facts = {"first": first, "month": last, "months": months, "n": known[0], "usual": known[1]}
    return words.tell((_NOT_WHOLE if months == 1 else _SEVERAL_NOT_WHOLE)[what], facts)


def chosen_sentence(closed_since: str | None, only_closed: bool, words: Words = ENGLISH) -> str:
    """That cases were chosen by their end, and what is not told for it."""
    if closed_since is None:
        return words.tell(_ONLY_CLOSED)
    return words.tell(_CLOSED_SINCE_ONLY if only_closed else _CLOSED_SINCE, {"month": closed_since})


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

_NOT_WHOLE = {
    "cases": ("{month:month} holds {n} cases where about {usual} would be usual: it is set beside no other month."),
    "events": ("{month:month} holds {n} events where about {usual} would be usual: it is set beside no other month."),
    "answers": ("{month:month} holds {n} answers where about {usual} would be usual: it is set beside no other month."),
    "revenue": (
        "{month:month} holds {n} amounts of revenue where about {usual} would be usual"
        ": it is set beside no other month."
    ),
    "leavings": (
        "In {month:month} {n} customers are known to have left where about {usual} would be usual"
        ": in losses it is set beside no other month."
    ),
    "joinings": ("In {month:month} {n} customers are known to have joined where about {usual} would be usual."),
}
_SEVERAL_NOT_WHOLE = {
    "cases": (
        "{months} months from {first:month} to {month:month} hold fewer cases than would be usual"
        ": they are set beside no other month."
    ),
    "events": (
        "{months} months from {first:month} to {month:month} hold fewer events than would be usual"
        ": they are set beside no other month."
    ),
    "answers": (
        "{months} months from {first:month} to {month:month} hold fewer answers than would be usual"
        ": they are set beside no other month."
    ),
    "revenue": (
        "{months} months from {first:month} to {month:month} hold fewer amounts of revenue than would be usual"
        ": they are set beside no other month."
    ),
    "leavings": (
        "In {months} months from {first:month} to {month:month} fewer customers are known to have left than would be "
        "usual: in losses they are set beside no other month."
    ),
    "joinings": (
        "In {months} months from {first:month} to {month:month} fewer customers are known to have joined than would be "
        "usual."
    ),
}
_ONLY_CLOSED = (
    "None of these cases is open though some should be: the newest months hold only those that were quick, and are set "
    "beside no other."
)
_CLOSED_SINCE = (
    "Hardly any of these cases was closed before {month:month} though many were opened: earlier months hold only those "
    "that took long, and are set beside no other."
)
_CLOSED_SINCE_ONLY = (
    "Hardly any of these cases was closed before {month:month}, and none is open: earlier months hold only those that "
    "took long, the newest only those that were quick, and they are set beside no other."
)

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
