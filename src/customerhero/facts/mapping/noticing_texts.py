"""What is told of a source's texts: what was taken off, words read as missing, names in several spellings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from customerhero.facts.checks import DataNote
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.spelling import told_groups
from customerhero.facts.mapping.texts import Look, Texts

_CODES: Final = 5
"""So many different codes of two letters beside NA are countries or the like."""
_MOST_WORDS: Final = 5


def notes_on_texts(texts: Texts, used: Iterable[str]) -> list[DataNote]:
    """The notes on the columns used, in their order."""
    seen = [(name, texts.seen[name]) for name in used if name in texts.seen]
    return [note for name, look in seen for note in _notes(name, look)]


def _notes(name: str, look: Look) -> list[DataNote]:
    marks = [_mark(name, mark, count) for mark, count in look.marks.items() if mark]
    return [*_taken_off(name, look), *marks, *_codes(name, look), *_nobody(name, look), *_spellings(name, look)]


def _taken_off(name: str, look: Look) -> list[DataNote]:
    notes = []
    if look.tidied:
        told = (
            f"{_values(look.tidied)} of {excerpt(name)} are read without what is not theirs, such as {look.example!a}."
        )
        notes.append(DataNote("tidied", "", name, look.example, look.tidied, told))
    if look.is_whole:
        told = f"All values of {excerpt(name)} are whole numbers with .0 at the end, which is left out: 701.0 is 701."
        notes.append(DataNote("whole_ids", "", name, "", 0, told))
    return notes


def _values(count: int) -> str:
    return f"{count:,} values"


def _mark(name: str, mark: str, count: int) -> DataNote:
    told = f"{cited(mark)} in {excerpt(name)} is read as missing: {count:,} times."
    return DataNote("missing_mark", "", name, excerpt(mark), count, told)


def _codes(name: str, look: Look) -> list[DataNote]:
    if look.codes < _CODES:
        return []
    count = look.marks["NA"]
    told = (
        f"'NA' in {excerpt(name)} is read as missing, {count:,} times, beside {look.codes} other codes of two letters. "
        "If it is a code like them, write `keep: [NA]` into the mapping."
    )
    return [DataNote("kept_word", "", name, "NA", count, told, first=True)]


def _nobody(name: str, look: Look) -> list[DataNote]:
    return [
        DataNote(
            "nobody",
            "",
            name,
            excerpt(word),
            count,
            f"{excerpt(name)} says {cited(word)} in {count:,} rows, which looks like a word for nobody. "
            "If it is one, name it under `missing:` in the mapping.",
        )
        for word, count in list(look.nobody.items())[:_MOST_WORDS]
    ]


def _spellings(name: str, look: Look) -> list[DataNote]:
    notes = []
    if look.joined:
        told = f"{excerpt(name)}: one name in several spellings is read as one: {told_groups(look.joined)}."
        notes.append(DataNote("joined_spellings", "", name, "", len(look.joined), told, first=True))
    if look.several:
        told = (
            f"{excerpt(name)} seems to have one name in several spellings, which count apart: "
            f"{told_groups(look.several)}. To join them write `spellings: {{{excerpt(name)}: joined}}` into the "
            "mapping, or `apart` where they are different things."
        )
        notes.append(DataNote("several_spellings", "", name, "", len(look.several), told, first=True))
    return notes
