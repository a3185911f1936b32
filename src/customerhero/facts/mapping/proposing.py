"""A mapping proposed for a file nobody has mapped yet, with the reason for every guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from customerhero.facts.mapping.assumptions import NO_ANSWERS, Assumption, Question
from customerhero.facts.mapping.dates_written import with_answers, written_dates, zone_said
from customerhero.facts.mapping.drafting import Draft, answered, dated, drafts_of, questions_of, text_of_drafts
from customerhero.facts.mapping.fitting import preset_for, uses
from customerhero.facts.mapping.guessing import candidates, table_of
from customerhero.facts.mapping.loading import preset_text
from customerhero.facts.mapping.model import TO_BE_SAID, Section
from customerhero.facts.mapping.sampling import Sampled, sampled

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
    """The shipped mapping that knows the file, if any."""
    section: str = ""
    """Which file of that mapping it is."""
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    """What is left open; without any, and with its tables told, a file can be imported with it."""

    @property
    def table(self) -> str:
        """The table a row of the file is a row of; empty when the columns do not tell."""
        return self.tables[0] if self.tables else ""

    @property
    def is_complete(self) -> bool:
        """Whether a file can be imported with it as it stands."""
        return bool(self.tables) and not self.questions and TO_BE_SAID not in self.text

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
    if found := preset_for(header, name):
        return _of_preset(*found, header)
    return _guessed(columns, name, answers)


def _of_preset(preset: str, section: Section, header: list[str]) -> Proposal:
    used = uses(section, header)
    guesses = [Guess(name, used.get(name, ""), f"the preset {preset} says so", 1.0) for name in header]
    tables = tuple(dict.fromkeys(entry.table for entry in section.entries))
    return Proposal(preset_text(preset), tables, tuple(guesses), preset, section.name)


def _guessed(columns: list[Sampled], name: str, answers: Mapping[str, str]) -> Proposal:
    found = candidates(columns)
    table = table_of(columns, found)
    drafts = [answered(draft, answers) for draft in (drafts_of(table, columns, found) if table else [])]
    zone = zone_said(answers)
    dates = written_dates(columns, dated(drafts) or [column.name for column in columns if not drafts])
    text = text_of_drafts(name.split(".")[0] or "mine", drafts, columns, zone)
    guesses = tuple(_guess(column.name, drafts, dates.clock_of(column.name)) for column in columns)
    questions = tuple({question.key: question for draft in drafts for question in questions_of(draft)}.values())
    questions += tuple(dates.questions())
    tables = tuple(dict.fromkeys(draft.table for draft in drafts))
    return Proposal(text, tables, guesses, assumptions=tuple(dates.assumptions(zone)), questions=questions)


def _guess(column: str, drafts: list[Draft], clock_of: str = "") -> Guess:
    if clock_of:
        return replace(_guess(clock_of, drafts), column=column, reason=f"it has the times of the days in {clock_of!r}")
    taken = [
        (f"{draft.table}.{target}" if len(drafts) > 1 else target, pick)
        for draft in drafts
        for target, pick in draft.picks.items()
        if pick.column == column
    ]
    if not taken:
        return Guess(column, "", _UNKNOWN, 0.0)
    _, pick = taken[0]
    return Guess(column, ", ".join(dict.fromkeys(target for target, _ in taken)), pick.reason, pick.sure)
