"""What a proposal asks and takes for granted about names in several spellings, and what it writes into the mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from customerhero.facts.columns import alike
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.model import DEFAULT_MISSING, TO_BE_SAID
from customerhero.facts.mapping.sampling import Sampled
from customerhero.facts.mapping.spelling import (
    Group,
    groups,
    joins,
    near_misses,
    same_but_for_case,
    same_but_for_marks,
    told_groups,
)
from customerhero.facts.mapping.texts import NAMES, TEAMS
from customerhero.facts.mapping.tidying import tidied

_MOST_NAMES: Final = 400
_YES: Final = ("joined", "yes", "ja")
_NO: Final = ("apart", "no", "nein")
_ENDLESS: Final = 1_000_000_000


@dataclass(frozen=True)
class Spellings:
    """What is known of the spellings in one column, with the answers given so far."""

    column: str
    said: Mapping[str, str] | str = ""
    """What stands in the mapping: which text is read as which, `apart`, or `???`; empty for nothing."""
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()


def spellings_in(columns: Iterable[Sampled], taken: Mapping[str, str], answers: Mapping[str, str]) -> list[Spellings]:
    """Of each column that holds names; `taken` says what a column of the source is taken for."""
    return [
        _spellings(column, taken[column.name] in TEAMS, answers)
        for column in columns
        if taken.get(column.name) in NAMES
    ]


def with_spellings(text: str, found: Iterable[Spellings]) -> str:
    """The YAML of a proposal with what is said of spellings."""
    said = {_yaml_name(one.column): one.said for one in found if one.said}
    if not said:
        return text
    told = yaml.safe_dump({"spellings": said}, default_flow_style=False, width=_ENDLESS, allow_unicode=True)
    return text.replace("\ntables:\n", f"\n{told}tables:\n", 1)


def _yaml_name(name: str) -> str:
    # what YAML would write out stands in the header's name too; both are alike
    return name if name.isprintable() else alike(name)


def _spellings(column: Sampled, is_team: bool, answers: Mapping[str, str]) -> Spellings:
    found = Counter(text for value in column.values if (text := tidied(value)) not in DEFAULT_MISSING)
    if len(found) > _MOST_NAMES or not found:
        return Spellings(column.name)
    alone = groups(found, same_but_for_case) if is_team else []
    others = {text: count for text, count in found.items() if text not in joins(alone)}
    asked = groups(others, same_but_for_marks)
    near = near_misses({text: count for text, count in others.items() if text not in joins(asked)})
    return _said(column.name, (alone, asked, near), answers)


def _said(name: str, found: tuple[list[Group], list[Group], list[Group]], answers: Mapping[str, str]) -> Spellings:
    alone, asked, near = found
    answer, nearly = (answers.get(f"{key}:{name}", "").strip().casefold() for key in ("spelling", "nearly"))
    joined = joins(asked) if answer in _YES else {}
    joined |= joins(near) if nearly in _YES else {}
    questions = (_question(name, asked),) if asked and answer not in (*_YES, *_NO) else ()
    said: Mapping[str, str] | str = TO_BE_SAID if questions else joined or ("apart" if answer in _NO and asked else "")
    assumptions = [_taken(name, alone)] if alone else []
    assumptions += [_kept_apart(name, near)] if near and nearly not in _YES else []
    return Spellings(name, said, tuple(assumptions), questions)


def _question(name: str, asked: list[Group]) -> Question:
    evidence = f"They differ only by letter case, blanks, marks or the writing of umlauts: {told_groups(asked)}."
    usual = ", ".join(excerpt(group[0].text) for group in asked[:3])
    return Question(
        f"spelling:{name}",
        name,
        f"Are these names in {excerpt(name)} the same, only spelled differently?",
        evidence,
        (Choice("joined", f"yes: each is read as its most frequent spelling ({usual})"), Choice("apart", "no")),
    )


def _taken(name: str, alone: list[Group]) -> Assumption:
    evidence = "they differ only by letter case or blanks"
    return Assumption(f"spelling:{name}", name, f"one team each: {told_groups(alone)}", evidence)


def _kept_apart(name: str, near: list[Group]) -> Assumption:
    pairs = told_groups(near).replace(" = ", " and ")
    evidence = f'nothing says that one is a typing error; --answer "nearly:{name}=joined" joins them'
    return Assumption(f"nearly:{name}", name, f"different things: {pairs}", evidence)
