"""The words of the agenda itself: what changed since the month before, or that nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.findings import Finding
from customerhero.findings.agenda import Agenda, Number
from customerhero.wording import formats
from customerhero.wording.phrases import figure_label, short_label
from customerhero.wording.words import ENGLISH, Words


def agenda_sentence(agenda: Agenda, words: Words = ENGLISH) -> str:
    """What changed, in one or two sentences: of the findings, and of the month's figures that no finding tells."""
    moved = _moved(agenda)
    if not agenda.changed and not moved:
        return quiet_sentence(agenda.month, words) if agenda.is_compared else alone_sentence(agenda.month, words)
    return _sentences(agenda.month, agenda.changed, moved, words)


def nothing_sentence(agenda: Agenda, words: Words = ENGLISH) -> str:
    """What stands in the place of findings where there are none."""
    if agenda.changed or _moved(agenda):
        return words.tell("Beside what changed, the facts of this month show nothing that needs a decision.")
    return words.tell("The facts of this month show nothing that needs a decision.")


def changed_sentence(
    month: str, changed: Sequence[Finding], words: Words = ENGLISH, *, is_compared: bool = True
) -> str:
    """What became worse and what became better, and against which month, in one or two sentences."""
    if not changed:
        return quiet_sentence(month, words) if is_compared else alone_sentence(month, words)
    return _sentences(month, changed, (), words)


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


def since_sentence(number: Number, words: Words = ENGLISH) -> str:
    """Between which figures a trend lay, and since when; or against which month the figure stands."""
    trend = number.trend
    if number.base:
        return words.tell("{month:month} against {base:month}", {"month": trend[-1][0], "base": number.base})
    known = [(month, value) for month, value in trend if value is not None]
    if len(known) < 2:
        return words.tell("No months before to compare with")
    figures = [value for _, value in known]
    low, high = (formats.number(end(figures), words.locale, 1) for end in (min, max))
    return words.tell("{low} to {high} since {month:month}", {"month": known[0][0], "low": low, "high": high})


def _sentences(month: str, changed: Sequence[Finding], moved: Sequence[Number], words: Words) -> str:
    told = []
    for verdict in ("worse", "better"):
        named = [short_label(one, words) for one in changed if one.change and one.change.verdict == verdict]
        named += [figure_label(one, month, words) for one in moved if one.change and one.change.verdict == verdict]
        told += [words.tell(_MOVED[verdict], {"named": "; ".join(named)})] if named else []
    return " ".join(told)


def _moved(agenda: Agenda) -> list[Number]:
    """The month's figures that moved and are not those of a finding that is told to have changed."""
    told = {finding.key for finding in agenda.changed}
    return [
        number
        for number in agenda.numbers
        if number.change and number.change.verdict in _MOVED and number.key not in told
    ]


_MOVED: Final = {"worse": "Worse: {named}.", "better": "Better: {named}."}

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
