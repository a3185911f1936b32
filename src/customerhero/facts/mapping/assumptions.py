"""What is taken for granted about a file's values because the values say so, and what only the user can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NO_ANSWERS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Assumption:
    """How values are read where that changes figures, and what in the file speaks for it."""

    key: str
    """What it is about, and of which column where it is of one: `dates:Invoice month`, `decimal`, `metric:Score`."""
    column: str
    taken: str
    """In words: "day before month"."""
    evidence: str
    """In words: "31 values can only be day before month, none only month before day"."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question: what stands in the mapping, what it means, and what speaks for it."""

    value: str
    words: str
    evidence: str = ""


@dataclass(frozen=True)
class Question:
    """What the file leaves open: until it is answered, the mapping holds `???` there and nothing is imported."""

    key: str
    """As of an assumption; the answer is given under it."""
    column: str
    asked: str
    """A whole sentence that ends in a question mark."""
    evidence: str
    choices: tuple[Choice, ...]
    """The likeliest first; empty where the answer is a text of the user's own."""
