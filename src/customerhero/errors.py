"""The few kinds of error a user can meet: each carries its facts and says what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from customerhero.plain_text import fit_to_show, printable, shortened

LONGEST_VALUE: Final = 120
"""Of a value that is quoted; what is longer is cut."""
_LONGEST_SENTENCE: Final = 2_000


@dataclass
class HeroError(Exception):
    """What happened and what to do next; every kind below is one of these."""

    what: str
    remedy: str = ""

    def __post_init__(self) -> None:
        """Write out what a terminal would obey: the words may quote a file, and are shown and logged as they are."""
        self.what = shortened(fit_to_show(self.what), _LONGEST_SENTENCE)
        self.remedy = shortened(fit_to_show(self.remedy), _LONGEST_SENTENCE)

    def __str__(self) -> str:
        """Join what happened, where, and the remedy into one readable message."""
        parts = [self.what, self.where()]
        sentence = " ".join(part for part in parts if part)
        return f"{sentence}\n{self.remedy}" if self.remedy else sentence

    def where(self) -> str:
        """The place the error speaks of, in words; empty when there is none."""
        return ""


@dataclass
class ReadError(HeroError):
    """A file that cannot be read as what it claims to be."""

    file: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def where(self) -> str:
        """File, row, column and value, as far as they are known."""
        named = [("file", printable(self.file)), ("row", self.row)]
        named += [("column", _quoted(self.column)), ("value", _quoted(self.value))]
        told = ", ".join(f"{name} {value!s}" for name, value in named if value not in (None, ""))
        return f"({told})" if told else ""


@dataclass
class MappingError(HeroError):
    """A mapping that does not fit its file or its own rules."""

    mapping: str = ""
    entry: str = ""

    def where(self) -> str:
        """The mapping and the entry in it."""
        told = ", ".join(printable(part) for part in (self.mapping, self.entry) if part)
        return f"(mapping {told})" if told else ""


@dataclass
class StrangersError(MappingError):
    """A file whose customers meet none, or hardly any, of those that are known: spelled otherwise, or others."""


@dataclass
class LakeError(HeroError):
    """A lake that is missing, damaged, busy or out of space."""

    path: str = ""

    def where(self) -> str:
        """The lake's directory."""
        return f"(lake {printable(self.path)})" if self.path else ""


@dataclass
class ChangesError(HeroError):
    """An import that would change totals that are known already, by more than it may without being asked."""

    changes: tuple[Mapping[str, str], ...] = ()
    """Each with table, month (2026-03), currency (of revenue), and the total before and after, as text."""


@dataclass
class FactsError(HeroError):
    """Facts that break their contract or are missing for a question."""

    table: str = ""
    column: str = ""

    def where(self) -> str:
        """The table and column."""
        told = ".".join(printable(part) for part in (self.table, self.column) if part)
        return f"({told})" if told else ""


@dataclass
class QuestionError(HeroError):
    """A question that was asked in a way that cannot be answered."""

    question: str = ""


def _quoted(text: str | None) -> str:
    return shortened(printable(text or ""), LONGEST_VALUE)
