"""A mapping proposed for a file nobody has mapped yet, with the reason for every guess."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from customerhero.facts.mapping.asking_spellings import spellings_in, with_spellings
from customerhero.facts.mapping.assumptions import NO_ANSWERS, Assumption, Question
from customerhero.facts.mapping.counting import counting
from customerhero.facts.mapping.dates_written import with_answers, written_dates, zone_said
from customerhero.facts.mapping.drafting import Draft, answered, dated, drafts_of, questions_of, text_of_drafts
from customerhero.facts.mapping.fitting import is_plain, preset_for, uses
from customerhero.facts.mapping.guessing import SURE, Pick, candidates, table_of
from customerhero.facts.mapping.loading import load_mapping, preset_text
from customerhero.facts.mapping.model import TO_BE_SAID, FromColumns, Section
from customerhero.facts.mapping.money import decimal_told, money_told
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.mapping.sampling import Sampled, sampled
from customerhero.facts.mapping.summing import repeats, with_sums
from customerhero.facts.mapping.surveys import why_no_scores
from customerhero.facts.mapping.traces import NAME, names_of_traces, question_of_traces
from customerhero.facts.mapping.unread import unread
from customerhero.facts.mapping.unused import unused_notes
from customerhero.facts.mapping.wide import Wide, wide_of

_UNKNOWN: Final = "nothing in its name or values says what it is"


@dataclass(frozen=True)
class Guess:
    """What a column of the source is taken for, why, and how sure that is (0 to 1)."""

    column: str
    target: str
    """Columns of ours; empty when it is not used."""
    reason: str
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """A mapping to start from."""

    text: str
    """The YAML; of the preset where one fits."""
    tables: tuple[str, ...]
    """What a row of the file becomes, its own table first; empty when the columns do not tell."""
    guesses: tuple[Guess, ...]
    preset: str = ""
    """The shipped mapping that knows the file, if any; the text is word for word its own then."""
    section: str = ""
    """Which file of that mapping it is."""
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    """What is left open; without any, and with its tables told, a file can be imported with it."""
    unread: tuple[str, ...] = ()
    """Columns of ours of which it reads too few values of the file to be imported as it stands."""

    @property
    def table(self) -> str:
        """The table a row of the file is a row of; empty when the columns do not tell."""
        return self.tables[0] if self.tables else ""

    @property
    def is_complete(self) -> bool:
        """Whether a file can be imported with it as it stands."""
        return bool(self.tables) and not self.questions and not self.unread and TO_BE_SAID not in self.text

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns of the source that become nothing."""
        return tuple(guess.column for guess in self.guesses if not guess.target)


def propose(staged: Path, name: str = "mine", answers: Mapping[str, str] = NO_ANSWERS) -> Proposal:
    """A mapping for a staged file: the preset that knows it, or one guessed from the names and values of its columns.

    `name` is the file's name, which names the mapping and tells files with the same header apart. `answers` are those
    to the questions of an earlier proposal, by their keys.
    """
    columns = with_answers(sampled(staged), answers)
    header = [column.name for column in columns]
    if could := names_of_traces(staged, tuple(header)):
        return _of_log(header, *question_of_traces(could, answers))
    if (wide := wide_of(columns, answers)) and (proposal := _of_months(wide, staged, name, answers, header)):
        return proposal
    guessed = _guessed(staged, columns, name, answers)
    if found := preset_for(header, name, is_known=bool(guessed.tables)):
        preset, section = found
        mapping = load_mapping(preset)
        lost = unread(mapping, section, staged)
        if (
            not is_plain(section)
            or not guessed.tables
            or (not lost and _is_better(section, guessed, columns) and not repeats(staged, mapping, section).repeated)
        ):
            return _with_mark(_of_preset(preset, section, columns, lost), section, columns, answers)
    return guessed


def _of_months(wide: Wide, staged: Path, name: str, answers: Mapping[str, str], header: list[str]) -> Proposal | None:
    """What is proposed once each month is a row; None where that is still no table of ours."""
    narrow = wide.narrowed(staged)
    guessed = _guessed(narrow, with_answers(sampled(narrow), answers), name, answers)
    if not {"revenue", "feedback"}.intersection(guessed.tables):
        return None
    guesses = {guess.column: guess for guess in guessed.guesses}
    value = guesses[list(guesses)[-1]]
    months = {month: replace(value, column=month, reason="its name is a month") for month in wide.unpivot.columns}
    return replace(
        guessed,
        text=wide.written(guessed.text),
        guesses=tuple(months.get(column) or guesses[column] for column in header),
        assumptions=(*wide.assumptions, *guessed.assumptions),
        questions=(*wide.questions, *guessed.questions),
    )


def _is_better(section: Section, guessed: Proposal, columns: list[Sampled]) -> bool:
    """Whether a plain preset uses as many columns of a file as a guess does."""
    header = [column.name for column in columns]
    sure = [guess for guess in guessed.guesses if guess.target and guess.confidence > SURE]
    return len(uses(section, header)) >= len(sure)


def _of_preset(preset: str, section: Section, columns: list[Sampled], lost: tuple[str, ...]) -> Proposal:
    used = uses(section, [column.name for column in columns])
    why = f"the preset {preset} says so"
    guesses = [Guess(column.name, used.get(column.name, ""), why, 1.0) for column in columns]
    tables = tuple(dict.fromkeys(entry.table for entry in section.entries))
    filled = {(table, target) for told in used.values() for table, _, target in _split(told)}
    left = [column for column in columns if column.name not in used]
    told = unused_notes(left, tables, filled, f"the preset {preset} does not read it")
    return Proposal(preset_text(preset), tables, tuple(guesses), preset, section.name, told, unread=lost)


def _split(told: str) -> list[tuple[str, str, str]]:
    return [use.partition(".") for use in told.split(", ")]


def _of_log(header: list[str], name: str, questions: list[Question]) -> Proposal:
    """The preset for event logs, its cases called by another attribute of their traces."""
    text = preset_text("xes").replace(json.dumps(NAME), json.dumps(TO_BE_SAID if questions else name))
    used = uses(load_mapping("xes").sections[0], [*header, NAME])
    used[name] = used.pop(NAME)
    because = "it is an event log, as the preset xes knows it"
    guesses = [Guess(one, used.get(one, ""), because if one in used else "", 1.0) for one in header]
    evidence = "no trace has a concept:name, and no value of this attribute comes again in a later trace"
    taken = () if questions else (Assumption("case_id", name, "it names the trace, which is a case", evidence),)
    return Proposal(text, ("cases", "events"), tuple(guesses), assumptions=taken, questions=tuple(questions))


def _with_mark(proposal: Proposal, section: Section, columns: list[Sampled], answers: Mapping[str, str]) -> Proposal:
    """The preset as it is, or a copy of it with the decimal mark that the file's amounts have."""
    used = [value for entry in section.entries for name, value in entry.columns.items() if name == "amount"]
    named = {name for value in used if isinstance(value, FromColumns) for name in value.columns}
    decimal, taken, asked = decimal_told(named, columns, answers)
    if decimal in ("", "."):
        return proposal
    text = re.sub(r"^(tables|files):", f'decimal: "{decimal}"\n\\1:', proposal.text, count=1, flags=re.MULTILINE)
    return replace(proposal, text=text, preset="", assumptions=(*proposal.assumptions, *taken), questions=tuple(asked))


def _guessed(staged: Path, columns: list[Sampled], name: str, answers: Mapping[str, str]) -> Proposal:
    found = candidates(columns)
    table = table_of(columns, found)
    money = money_told(drafts_of(table, columns, found) if table else [], columns, answers)
    all_drafts = [answered(draft, answers) for draft in money.drafts]
    drafts, summed = with_sums(staged, [draft for draft in all_drafts if draft], columns, answers)
    counted = counting(staged, drafts, columns, answers)
    drafts = counted.drafts
    zone = zone_said(answers)
    dates = written_dates(columns, dated(drafts) or [column.name for column in columns if not drafts])
    told = (
        *dates.assumptions(zone),
        *money.assumptions,
        *summed,
        *counted.assumptions,
        *(taken for draft in drafts for taken in draft.taken),
    )
    told += tuple(note for column in columns if (note := why_no_scores(column)))
    text = text_of_drafts(name.split(".")[0] or "mine", drafts, columns, zone, money.decimal)
    taken = {pick.column: target for draft in reversed(drafts) for target, pick in draft.picks.items()}
    spelled = spellings_in(columns, taken, answers)
    text = with_spellings(text, spelled)
    guesses = tuple(_guess(column.name, drafts, dates.clock_of(column.name)) for column in columns)
    asked = [*(question for draft in drafts for question in questions_of(draft)), *money.questions]
    asked += counted.questions
    questions = tuple({question.key: question for question in asked}.values())
    questions += (*dates.questions(), *(question for one in spelled for question in one.questions))
    tables = tuple(dict.fromkeys(draft.table for draft in drafts))
    told += tuple(assumed for one in spelled for assumed in one.assumptions)
    filled = {(draft.table, target) for draft in drafts for target in (*draft.picks, *draft.made)}
    left = [column for column, guess in zip(columns, guesses, strict=True) if not guess.target]
    told += unused_notes(left, tables, filled, "another column is taken for it") if tables else ()
    lost = () if questions or not tables else _lost(text, staged)
    return Proposal(text, tables, guesses, assumptions=told, questions=questions, unread=lost)


def _lost(text: str, staged: Path) -> tuple[str, ...]:
    if TO_BE_SAID in text:
        return ()
    mapping = parse_mapping(text, "proposed")
    return unread(mapping, mapping.sections[0], staged)


def _guess(column: str, drafts: list[Draft], clock_of: str = "") -> Guess:
    if clock_of:
        return replace(_guess(clock_of, drafts), column=column, reason=f"it has the times of the days in {clock_of!r}")
    taken = [
        (f"{draft.table}.{target}" if len(drafts) > 1 else target, pick)
        for draft in drafts
        for target, pick in draft.picks.items()
        if pick.column == column
    ]
    told = [
        (f"{draft.table}.{target}" if len(drafts) > 1 else target, Pick(column, 0.9, "its values say so"))
        for draft in drafts
        for target, name in draft.told_by.items()
        if name == column
    ]
    if not taken and not told:
        return Guess(column, "", _UNKNOWN, 0.0)
    _, pick = (told or taken)[0]
    targets = dict.fromkeys(target for target, _ in (*told, *taken))
    return Guess(column, ", ".join(targets), pick.reason, pick.sure)
