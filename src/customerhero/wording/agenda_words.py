"""The words of the agenda itself: what changed since the month before, or that nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.findings import Finding
from customerhero.findings.agenda import Agenda, Number
from customerhero.wording import formats
from customerhero.wording.changes import month_before
from customerhero.wording.phrases import figure_label, short_label
from customerhero.wording.words import ENGLISH, Words


def agenda_sentence(agenda: Agenda, words: Words = ENGLISH) -> str:
    """What changed, in one or two sentences: of the findings, and of the month's figures that no finding tells."""
    moved = _moved(agenda)
    if not agenda.changed and not moved:
        return quiet_sentence(agenda.month, words) if _is_compared(agenda) else first_sentence(agenda.month, words)
    return _sentences(agenda.month, agenda.changed, moved, words)


def nothing_sentence(agenda: Agenda, words: Words = ENGLISH) -> str:
    """What stands in the place of findings where there are none."""
    if agenda.changed or _moved(agenda):
        return words.tell("Beside what changed, the facts of this month show nothing that needs a decision.")
    return words.tell("The facts of this month show nothing that needs a decision.")


def changed_sentence(month: str, changed: Sequence[Finding], words: Words = ENGLISH) -> str:
    """What became worse and what became better, and against which month, in one or two sentences."""
    return _sentences(month, changed, (), words) if changed else quiet_sentence(month, words)


def quiet_sentence(month: str, words: Words = ENGLISH) -> str:
    """A month in which nothing moved by more than chance explains."""
    facts = {"month": month, "before": month_before(month)}
    return words.tell(
        "Nothing moved in {month:month} by more than chance explains, compared with {before:month}.", facts
    )


def first_sentence(month: str, words: Words = ENGLISH) -> str:
    """A month of which nothing could be set against an earlier one."""
    return words.tell(
        "No figure of {month:month} can be set against an earlier month: what changed cannot be told.", {"month": month}
    )


def few_sentence(of: str, what: str, held: tuple[str, int, int], usual: str, words: Words = ENGLISH) -> str:
    """That a month holds unusually few cases or answers; `held` is that month, its number and the number of all.

    `of` is the month of the agenda: another month than the one told of was passed over for it.
    """
    month, count, total = held
    facts = {"month": month, "n": count, "total": total, "usual": usual, "of": of}
    return words.tell(_few(month == of, usual == of)[what], facts)


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
    told = {(finding.measure.name, finding.measure.value) for finding in agenda.changed}
    return [
        number
        for number in agenda.numbers
        if number.change and number.change.verdict in _MOVED and (number.measure.name, number.measure.value) not in told
    ]


def _is_compared(agenda: Agenda) -> bool:
    """Whether anything on the agenda was set against an earlier month."""
    return any(one.change for one in agenda.numbers) or any(one.change for one in agenda.everything)


_MOVED: Final = {"worse": "Worse: {named}.", "better": "Better: {named}."}

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
