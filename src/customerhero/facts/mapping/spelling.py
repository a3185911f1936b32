"""One name in several spellings: what differs only by letter case and blanks, by marks and umlauts, or by a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.tidying import tidied

MOST_SPELLINGS: Final = 3_000
"""A column with more different texts holds no names but free text or ids, and is not looked at."""
_NEAR: Final = 88.0
"""Of rapidfuzz's ratio (0 to 100): one letter of eight may differ."""
_LEAST_LETTERS: Final = 5
_UMLAUTS: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe"}


@dataclass(frozen=True)
class Spelled:
    """One text and how often it stands in a column."""

    text: str
    count: int

    def __str__(self) -> str:
        """As sentences tell it."""
        return f"{excerpt(self.text)} ({self.count:,})"


Group = tuple[Spelled, ...]
"""Spellings of one name, the most frequent first."""


def same_but_for_case(text: str) -> str:
    """The same for all texts that differ only by letter case and blanks: they are never two things."""
    return " ".join(unicodedata.normalize("NFKC", tidied(text)).casefold().split())


def same_but_for_marks(text: str) -> str:
    """The same for texts that differ by letter case, blanks, marks, accents or the writing of umlauts too."""
    plain = "".join(_UMLAUTS.get(letter, letter) for letter in same_but_for_case(text))
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    apart = re.sub(r"(?<=\d)\W+(?=\d)", ".", bare)  # 1.1 is not 11
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", apart) if re.search(r"[^\W_]{2}", bare) else bare


def groups(found: Mapping[str, int], same: Callable[[str], str]) -> list[Group]:
    """The names that stand in several spellings."""
    by_name: dict[str, list[Spelled]] = {}
    for text, count in found.items():
        by_name.setdefault(same(text), []).append(Spelled(text, count))
    several = [spellings for name, spellings in by_name.items() if name and len(spellings) > 1]
    return [tuple(sorted(spellings, key=_usual)) for spellings in several]


def joins(grouped: Iterable[Group]) -> dict[str, str]:
    """Each spelling that is not the most frequent one, and that one."""
    return {other.text: group[0].text for group in grouped for other in group[1:]}


def near_misses(found: Mapping[str, int]) -> list[Group]:
    """Pairs of names that differ by so little that one may be a typing error: offered, never taken for granted."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only a proposal needs it

    usual = {
        same_but_for_marks(text): Spelled(text, count) for text, count in sorted(found.items(), key=lambda f: f[1])
    }
    names = [name for name in usual if len(name) >= _LEAST_LETTERS]
    pairs = []
    for place, name in enumerate(names):
        close = process.extract(name, names[:place], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3)
        pairs += [(usual[name], usual[other]) for other, _, _ in close if _digits(name) == _digits(other)]
    return [tuple(sorted(pair, key=_usual)) for pair in pairs]


def told_groups(grouped: Iterable[Group], most: int = 5) -> str:
    """Some groups in words."""
    told = [" = ".join(map(str, group)) for group in grouped]
    return "; ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "")


def _usual(spelled: Spelled) -> tuple[int, str]:
    return -spelled.count, spelled.text


def _digits(name: str) -> list[str]:
    """Team 1 and Team 2 are no misspellings of each other."""
    return re.findall(r"\d+", name)
