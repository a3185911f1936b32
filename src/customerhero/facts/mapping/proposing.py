"""A mapping proposed for a file nobody has mapped yet, with the reason for every guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from customerhero.errors import MappingError
from customerhero.facts.mapping.assumptions import NO_ANSWERS, Assumption, Question
from customerhero.facts.mapping.drafting import Draft, answered, drafts_of, questions_of, text_of_drafts
from customerhero.facts.mapping.fitting import is_plain, preset_for, uses
from customerhero.facts.mapping.guessing import SURE, Pick, candidates, table_of
from customerhero.facts.mapping.loading import load_mapping, preset_text
from customerhero.facts.mapping.model import TO_BE_SAID, Section
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.mapping.sampling import Sampled, sampled
from customerhero.facts.mapping.unread import rows_and_keys, unread
from customerhero.facts.mapping.unused import unused_notes

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
    columns = sampled(staged)
    guessed = _guessed(columns, name, answers, staged)
    if found := preset_for([column.name for column in columns], name, is_known=bool(guessed.tables)):
        preset, section = found
        lost = unread(load_mapping(preset), section, staged)
        if not is_plain(section) or (not lost and _is_better(section, guessed, columns)) or not guessed.tables:
            return _of_preset(preset, section, columns, tuple(lost))
    return guessed


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
    filled = {(entry.table, target) for entry in section.entries for target in entry.columns}
    left = [column for column in columns if column.name not in used]
    told = unused_notes(left, tables, filled, f"the preset {preset} does not read it")
    return Proposal(preset_text(preset), tables, tuple(guesses), preset, section.name, told, unread=lost)


def _guessed(columns: list[Sampled], name: str, answers: Mapping[str, str], staged: Path) -> Proposal:
    found = candidates(columns)
    table = table_of(columns, found)
    all_drafts = [answered(draft, answers) for draft in (drafts_of(table, columns, found) if table else [])]
    drafts = [draft for draft in all_drafts if draft]
    told, drafts = _added_up(drafts, columns, staged)
    text = text_of_drafts(name.split(".")[0] or "mine", drafts, columns)
    guesses = tuple(_guess(column.name, drafts) for column in columns)
    questions = tuple({question.key: question for draft in drafts for question in questions_of(draft)}.values())
    tables = tuple(dict.fromkeys(draft.table for draft in drafts))
    filled = {(draft.table, target) for draft in drafts for target in (*draft.picks, *draft.made)}
    left = [column for column, guess in zip(columns, guesses, strict=True) if not guess.target]
    told += unused_notes(left, tables, filled, "another column is taken for it") if tables else ()
    lost = () if questions or not tables else _lost(text, staged)
    return Proposal(text, tables, guesses, assumptions=told, questions=questions, unread=lost)


def _lost(text: str, staged: Path) -> tuple[str, ...]:
    if TO_BE_SAID in text:
        return ()
    mapping = parse_mapping(text, "proposed")
    return tuple(unread(mapping, mapping.sections[0], staged))


def _added_up(drafts: list[Draft], columns: list[Sampled], staged: Path) -> tuple[tuple[Assumption, ...], list[Draft]]:
    """The drafts, amounts added up where a customer has several in a month; and what is to be said of that."""
    paid = next((draft for draft in drafts if draft.table == "revenue"), None)
    if paid is None or "period" not in paid.picks:
        return (), drafts
    text = text_of_drafts("proposed", [paid], columns).replace(TO_BE_SAID, "XXX")
    try:
        rows, keys = rows_and_keys(parse_mapping(text, "proposed"), staged)
    except MappingError:  # it cannot be tried before more is said
        return (), drafts
    if rows <= keys:
        return (), drafts
    evidence = f"the first {rows:,} rows are of {keys:,} customers and months"
    told = Assumption(
        "rows", paid.picks["amount"].column, "rows of one customer, month and currency are added up", evidence
    )
    return (told,), [replace(draft, summed=True) if draft is paid else draft for draft in drafts]


def _guess(column: str, drafts: list[Draft]) -> Guess:
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
