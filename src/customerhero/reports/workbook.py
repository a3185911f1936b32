"""The agenda as a workbook: findings, figures, and every table behind them, safe to open in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from customerhero.charts.columns import pretty
from customerhero.findings import Finding, Table
from customerhero.findings.agenda import Agenda
from customerhero.findings.months import months_of
from customerhero.reports.few import few_lines
from customerhero.reports.rows import write_sheet
from customerhero.wording import (
    ENGLISH,
    Words,
    agenda_sentence,
    caveat_sentence,
    headline,
    measure_label,
    measure_sentence,
    sentence,
    touched_words,
    value_label,
    value_span,
)
from customerhero.wording.changes import compared_with
from customerhero.wording.insights import how_computed, insight_title, question_words
from customerhero.wording.page_words import page_words
from customerhero.wording.unrecorded import why_not

_LONGEST_NAME: Final = 31
_WIDEST: Final = 420
"""Pixels: sentences end in the next cell's way rather than fill the screen."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")


def agenda_xlsx(agenda: Agenda, words: Words = ENGLISH) -> bytes:
    """The agenda as XLSX bytes: a sheet each for what it says, its findings, its figures, and each answer's tables."""
    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(kept, {**options, "nan_inf_to_errors": True}) as book:
        taken: set[str] = set()
        for name, table in _sheets(agenda, words):
            write_sheet(book, _name(name, taken), table.columns, table.rows).autofit(_WIDEST)
    return kept.getvalue()


def _sheets(agenda: Agenda, words: Words) -> Iterable[tuple[str, Table]]:
    tell = words.tell
    yield tell("Agenda"), _agenda(agenda, words)
    yield tell("Findings"), Table(_headings(words), tuple(_finding(agenda, one, words) for one in agenda.everything))
    yield tell("Figures"), _figures(agenda, words)
    for answer in agenda.answers.values():
        for name, table in answer.tables.items():
            if table.rows:
                columns = tuple(pretty(column) for column in table.columns)
                yield f"{insight_title(answer.insight, words)} {pretty(name)}", Table(columns, table.rows)


def _agenda(agenda: Agenda, words: Words) -> Table:
    told = page_words(words)
    lines: list[tuple[str, str]] = [
        (told.eyebrow(agenda.month, agenda.company), ""),
        (told.known_until(agenda.known_until, agenda.zone), ""),
        (agenda_sentence(agenda, words), ""),
        *((line, "") for line in few_lines(agenda, words)),
    ]
    for lacking in agenda.unanswered:
        why = told.missing(lacking.missing) if lacking.missing else why_not(lacking.why, words)
        lines.append((question_words(lacking.insight, words), " ".join([why, *lacking.remedies])))
    lines += [(insight_title(name, words), how_computed(name, words)) for name in agenda.insights]
    lines.append((told.computed, told.weighed))
    return Table((told.title, told.computed), tuple(lines))


def _headings(words: Words) -> tuple[str, ...]:
    named = (
        "Place", "Kind", "Question", "Finding", "Sentence", "Measure", "Figure", "Unit", "n", "From", "To", "How sure",
        "Touched", "Value", "Currency", "What the value is", "Months counted", "Weight", "Set against", "Then",
        "Difference", "Change", "Caveats", "All of them",
        "Cases, a sample", "Customers, a sample", "Key",
    )  # fmt: skip
    return tuple(words.tell(name) for name in named)


def _finding(agenda: Agenda, finding: Finding, words: Words) -> tuple[Any, ...]:
    places = {placed.key: place for place, placed in enumerate(agenda.findings, start=1)}
    measure, interval, change = finding.measure, finding.measure.interval, finding.change
    return (
        places.get(finding.key),
        page_words(words).sections[finding.tone][0],
        question_words(finding.insight, words),
        headline(finding, words),
        sentence(finding, words),
        measure_label(measure, words),
        measure.value,
        measure.unit,
        measure.n,
        interval.low if interval else None,
        interval.high if interval else None,
        measure_sentence(measure, words),
        touched_words(finding, words),
        finding.value.amount if finding.value else None,
        finding.value.currency if finding.value else None,
        f"{value_label(finding, words)} {value_span(finding, words)}" if finding.value else None,
        months_of(finding),
        agenda.weights.get(finding.key),
        compared_with(finding, words) if change else None,
        change.previous if change else None,
        change.difference if change else None,
        words.tell(change.verdict) if change else None,
        " ".join(caveat_sentence(caveat, words) for caveat in finding.caveats),
        finding.evidence.question,
        finding.evidence.cases,
        finding.evidence.customers,
        finding.key,
    )


def _figures(agenda: Agenda, words: Words) -> Table:
    rows = [
        (insight_title(one.insight, words), measure_label(one.measure, words), month, value, one.measure.unit)
        for one in agenda.numbers
        for month, value in one.trend
    ]
    return Table(tuple(words.tell(name) for name in ("Question", "Measure", "Month", "Figure", "Unit")), tuple(rows))


def _name(wanted: str, taken: set[str]) -> str:
    """A name a sheet may have: short, without forbidden signs, and no other's."""
    name = _FORBIDDEN.sub(" ", wanted)[:_LONGEST_NAME].strip()
    number = 2
    while name.lower() in taken:
        end = f" {number}"
        name, number = f"{name.removesuffix(f' {number - 1}')[: _LONGEST_NAME - len(end)]}{end}", number + 1
    taken.add(name.lower())
    return name
