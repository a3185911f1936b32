"""What stands on the page of an agenda: words, figures, findings in their sections, and what was put aside."""

from __future__ import annotations

from dataclasses import dataclass

from customerhero.findings import Finding
from customerhero.findings.agenda import Agenda, Number, Unanswered
from customerhero.findings.finding import Tone
from customerhero.findings.months import months_of
from customerhero.reports.few import few_lines
from customerhero.web.look.words import words_now
from customerhero.web.runs.dismissing import standing_at
from customerhero.web.runs.models import Dismissal, Run, StoredFinding
from customerhero.web.runs.reading import agenda_of
from customerhero.wording import agenda_sentence, nothing_sentence
from customerhero.wording.agenda_words import since_sentence
from customerhero.wording.insights import question_words
from customerhero.wording.page_words import PageWords, page_words
from customerhero.wording.unrecorded import why_not


@dataclass(frozen=True)
class Row:
    """A finding in the list, with the number of its page."""

    finding: Finding
    pk: int
    place: int | None
    also: tuple[Finding, ...]
    over: str
    """Over how many months it is counted, when more than one."""
    dismissal: Dismissal | None


@dataclass(frozen=True)
class Section:
    """Findings of one tone."""

    tone: Tone
    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tile:
    """A figure of the month with the months before."""

    number: Number
    colour: str
    figures: tuple[float | None, ...]
    since: str


@dataclass(frozen=True)
class Lacking:
    """A question that could not be asked, and what helps."""

    question: str
    why: str
    remedies: tuple[str, ...]


@dataclass(frozen=True)
class Composed:
    """An agenda as its page shows it."""

    run: Run
    agenda: Agenda
    words: PageWords
    lead: str
    nothing: str
    few: tuple[str, ...]
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    further: tuple[Row, ...]
    put_aside: tuple[Row, ...]
    lacking: tuple[Lacking, ...]

    @property
    def count(self) -> int:
        """How many findings stand on it."""
        return sum(len(section.rows) for section in self.sections)


def composed(run: Run) -> Composed:
    """The page of a finished run."""
    agenda, words = agenda_of(run), words_now()
    rows, told = _rows(run, agenda), page_words(words)
    return Composed(
        run=run,
        agenda=agenda,
        words=told,
        lead=agenda_sentence(agenda, words),
        nothing=nothing_sentence(agenda, words),
        few=tuple(few_lines(agenda, words)),
        tiles=tuple(_tile(number) for number in agenda.numbers),
        sections=_sections([row for row in rows if row.place and not row.dismissal], told),
        further=tuple(row for row in rows if not row.place and not row.dismissal),
        put_aside=tuple(row for row in rows if row.dismissal),
        lacking=tuple(_lacking(question, told) for question in agenda.unanswered),
    )


def _rows(run: Run, agenda: Agenda) -> list[Row]:
    numbers = dict(StoredFinding.objects.filter(run=run).values_list("key", "pk"))
    aside = standing_at(run.month, numbers)
    shown = (finding.key for finding in agenda.findings if finding.key not in aside)
    placed = {key: place for place, key in enumerate(shown, start=1)}  # as on paper
    return [
        Row(
            finding=finding,
            pk=numbers[finding.key],
            place=placed.get(finding.key),
            also=agenda.also.get(finding.key, ()),
            over=page_words(words_now()).over_months(months_of(finding)) if months_of(finding) > 1 else "",
            dismissal=aside.get(finding.key),
        )
        for finding in (*agenda.findings, *agenda.further)
    ]


def _sections(rows: list[Row], told: PageWords) -> tuple[Section, ...]:
    made = [
        Section(tone, title, note, tuple(row for row in rows if row.finding.tone == tone))
        for tone, (title, note) in told.sections.items()
    ]
    return tuple(section for section in made if section.rows)


def _tile(number: Number) -> Tile:
    worse = number.change is not None and number.change.verdict == "worse"
    figures = tuple(value for _, value in number.trend)
    return Tile(number, "hurt" if worse else "accent", figures, since_sentence(number, words_now()))


def _lacking(question: Unanswered, told: PageWords) -> Lacking:
    why = told.missing(question.missing) if question.missing else why_not(question.why, told.words)
    return Lacking(question_words(question.insight, told.words), why, tuple(one for one in question.remedies if one))
