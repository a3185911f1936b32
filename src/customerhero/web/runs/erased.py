"""An erasure as every app follows it: when it was, whom the lake knows no longer, and how they were called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Unknown = Callable[[str, set[str]], set[str]]
GONE: Final = "(erased)"
"""What stands where such a word was."""
_TELLING_DIGITS: Final = 5
"""A number of fewer digits is a figure more often than it is a customer."""


@dataclass(frozen=True)
class Erased:
    """An erasure: `unknown` tells which of some ids of a column the lake knows no longer.

    `words` finds the id, the names and the case numbers where a text says them; None when nobody could tell them.
    """

    at: datetime
    unknown: Unknown
    words: re.Pattern[str] | None = None

    def names(self, text: str) -> bool:
        """Whether a text names who was erased."""
        return self.words is not None and bool(self.words.search(text))

    def may_name(self, text: str) -> bool:
        """Whether a text of the program's may name them: any may when nobody could tell the words."""
        return bool(text) and (self.words is None or self.names(text))

    def without(self, text: str) -> str:
        """What somebody typed, without the words."""
        return text if self.words is None else self.words.sub(GONE, text)

    def without_told(self, text: str) -> str:
        """What the program told, without the words; nothing of it when nobody could tell them."""
        return GONE if text and self.words is None else self.without(text)

    def struck(self, rows: Any, field: str, *, told: bool = False) -> None:
        """Write a text of rows again without the words, past the trail."""
        strike = self.without_told if told else self.without
        for pk, text in list(rows.values_list("pk", field)):
            if strike(text) != text:
                rows.model.objects.filter(pk=pk).update(**{field: strike(text)})


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds these words where they stand by themselves; short numbers are taken for figures.

    In names of files an underscore parts words.
    """
    telling = [word for word in words if word and not (word.isdecimal() and len(word) < _TELLING_DIGITS)]
    longest_first = sorted(telling, key=len, reverse=True)
    return re.compile("|".join(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" for word in longest_first) or r"(?!)")
