"""The agenda in a terminal: headlines, ranked, with bars for the customers they touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from customerhero.agenda import Agenda, Number, months_of
from customerhero.findings import Change, Finding
from customerhero.plain_text import printable
from customerhero.reports.few import few_lines
from customerhero.wording import (
    ENGLISH,
    Words,
    agenda_sentence,
    caveat_sentence,
    change_chip,
    headline,
    measure_label,
    measure_sentence,
    measure_short,
    nothing_sentence,
    sentence,
    touched_words,
    value_words,
)
from customerhero.wording.agenda_words import since_sentence
from customerhero.wording.insights import question_words
from customerhero.wording.page_words import PageWords, page_words
from customerhero.wording.unrecorded import why_not

_COLOURS: Final = {"hurt": "red", "good": "green", "neutral": "blue"}
_VERDICTS: Final = {"worse": "red", "better": "green"}
BAR: Final = 16


def agenda_text(agenda: Agenda, words: Words = ENGLISH) -> RenderableType:
    """The agenda as something rich can print; text of users is never read as markup."""
    told = page_words(words)
    parts: list[RenderableType] = [
        _said(told.eyebrow(agenda.month, agenda.company), style="bold"),
        _said(agenda_sentence(agenda, words)),
        *(_said(line, style="yellow") for line in few_lines(agenda, words)),
        Text(),
    ]
    if agenda.numbers:
        parts += [_numbers(agenda, words), Text()]
    parts += _findings(agenda, told) if agenda.findings else [_said(nothing_sentence(agenda, words))]
    parts += _unanswered(agenda, told)
    return Group(*parts)


def show(agenda: Agenda, console: Console | None = None, words: Words = ENGLISH) -> None:
    """Print the agenda to a terminal."""
    (console or Console()).print(agenda_text(agenda, words))


def _numbers(agenda: Agenda, words: Words) -> Table:
    table = Table.grid(padding=(0, 2))
    for number in agenda.numbers:
        table.add_row(*_number(number, words))
    return table


def _number(number: Number, words: Words) -> tuple[Text, ...]:
    figure = _said(measure_short(number.measure, words), style="bold")
    sure = _said(measure_sentence(number.measure, words), style="dim")
    beside = _said(since_sentence(number, words), style="dim") if number.base else _moved(number.change, words)
    return _said(measure_label(number.measure, words)), figure, beside, sure


def _moved(change: Change | None, words: Words) -> Text:
    return _said(change_chip(change, words), style=_VERDICTS.get(change.verdict, "dim")) if change else Text()


def _findings(agenda: Agenda, told: PageWords) -> list[RenderableType]:
    most = max(finding.customers for finding in agenda.findings) or 1
    listed: list[RenderableType] = []
    for rank, finding in enumerate(agenda.findings, start=1):
        if rank == 1 or agenda.findings[rank - 2].tone != finding.tone:
            listed.append(_said(told.sections[finding.tone][0], style=f"bold {_COLOURS[finding.tone]}"))
        listed.append(_finding(rank, finding, finding.customers / most, agenda.also.get(finding.key, ()), told))
    return listed


def _finding(rank: int, finding: Finding, share: float, also: Sequence[Finding], told: PageWords) -> RenderableType:
    words, colour = told.words, _COLOURS[finding.tone]
    first = Text.assemble((f"{rank:>2}  ", "dim"), (printable(headline(finding, words)), "bold"))
    bar = _said("━" * max(1, round(BAR * share)), style=colour)
    touched = [part for part in (touched_words(finding, words), value_words(finding, words)) if part]
    figures = Text.assemble(bar, "  ", printable(" · ".join(touched)), "  ", _moved(finding.change, words))
    sure = f"{measure_short(finding.measure, words)} ({measure_sentence(finding.measure, words)})"
    lines = [_said(sentence(finding, words)), figures, _said(sure, style="dim")]
    if months_of(finding) > 1:
        lines.append(_said(told.over_months(months_of(finding)), style="dim italic"))
    lines += [_said(caveat_sentence(caveat, words), style="dim italic") for caveat in finding.caveats]
    lines += [_said(told.seen_also(headline(other, words)), style="dim") for other in also]
    if finding.evidence.question:
        lines.append(_said(finding.evidence.question, style="cyan"))
    return Group(first, Padding(Group(*lines), (0, 0, 1, 4)))


def _unanswered(agenda: Agenda, told: PageWords) -> list[RenderableType]:
    if not agenda.unanswered:
        return []
    lines: list[RenderableType] = [_said(told.unanswered, style="bold")]
    for question in agenda.unanswered:
        missing = told.missing(question.missing) if question.missing else why_not(question.why, told.words)
        lines.append(_said(f"    {question_words(question.insight, told.words)} {missing}"))
        lines += [_said(f"    {remedy}", style="dim") for remedy in question.remedies if remedy]
    return lines


def _said(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)
