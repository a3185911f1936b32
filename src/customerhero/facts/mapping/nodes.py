"""Places in a YAML text: every scalar stays the text it is, and every complaint names the entry's path."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from customerhero.errors import MappingError
from customerhero.facts.excerpts import cited, excerpt, listed
from customerhero.facts.mapping.yaml_text import strictly_read

Choice = TypeVar("Choice", bound=str)
_LONGEST_COMPARED: Final = 200
_LONGEST_PATH: Final = 300


@dataclass(frozen=True)
class Node:
    """A place in a YAML document: its value, its path and the mapping's name."""

    value: Any
    path: str
    mapping: str

    def error(self, what: str, remedy: str = "") -> MappingError:
        """A MappingError that points at this place."""
        return MappingError(what, remedy or "See docs/sources/mapping.md.", self.mapping, _shortened(self.path))

    def entries(self, known: tuple[str, ...] = ()) -> dict[str, Node]:
        """The entries of a YAML mapping; an unknown one is an error where the known ones are given."""
        if not isinstance(self.value, dict):
            raise self.error(f"A YAML mapping is needed here, not {_told(self.value)}.")
        for key in self.value:
            if known and key not in known:
                raise self.error(f"There is no entry {cited(key)} here.", nearest(key, known))
        return {key: Node(value, f"{self.path}.{key}".lstrip("."), self.mapping) for key, value in self.value.items()}

    def items(self) -> list[Node]:
        """The items of a YAML list."""
        if not isinstance(self.value, list):
            raise self.error(f"A YAML list is needed here, not {_told(self.value)}.")
        return [Node(value, f"{self.path}[{place}]", self.mapping) for place, value in enumerate(self.value, 1)]

    def some(self) -> list[Node]:
        """The items of a YAML list that is not empty."""
        found = self.items()
        if not found:
            raise self.error("At least one is needed here; the list is empty.")
        return found

    def text(self) -> str:
        """The text here."""
        if not isinstance(self.value, str):
            raise self.error(f"A text is needed here, not {_told(self.value)}.")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """The texts here: one, or a list of them."""
        if isinstance(self.value, str):
            return (self.value,)
        return tuple(item.text() for item in self.items())

    def names(self) -> tuple[str, ...]:
        """The texts here: one or a list of them, but not none."""
        found = self.texts()
        if not found:
            raise self.error("At least one is needed here; the list is empty.")
        return found

    def texts_by_name(self) -> dict[str, str]:
        """A YAML mapping from text to text."""
        return {name: node.text() for name, node in self.entries().items()}

    def flag(self) -> bool:
        """True or false."""
        if self.value not in ("true", "false"):
            raise self.error(f"Either true or false is needed here, not {_told(self.value)}.")
        return bool(self.value == "true")

    def choice(self, choices: tuple[Choice, ...]) -> Choice:
        """One of these words."""
        found = next((choice for choice in choices if choice == self.value), None)
        if found is None:
            raise self.error(f"One of {', '.join(choices)} is needed here, not {_told(self.value)}.")
        return found


def read_yaml(text: str, name: str) -> Node:
    """The document as a node; MappingError when it is not YAML or not a mapping."""
    value = strictly_read(text, name).value
    if not isinstance(value, dict):
        raise MappingError("The YAML is not a mapping.", "Start with `name:` and `tables:`.", mapping=name)
    return Node(value, "", name)


def nearest(word: str, known: tuple[str, ...] | list[str]) -> str:
    """A remedy for a word that is not known: the nearest known ones, or all of them when none is near."""
    known = [name for name in known if len(name) <= _LONGEST_COMPARED]
    if len(word) > _LONGEST_COMPARED:  # comparing takes the square of the length
        return f"Known are: {listed(known, 40)}."
    close = get_close_matches(word, known, n=3, cutoff=0.6) or _alike_in_lower_case(word, known)
    if close:
        return f"Did you mean {' or '.join(repr(name) for name in close)}?"
    return f"Known are: {listed(known, 40)}."


def _alike_in_lower_case(word: str, known: tuple[str, ...] | list[str]) -> list[str]:
    lowered = {name.lower(): name for name in known}
    return [lowered[name] for name in get_close_matches(word.lower(), lowered, n=3, cutoff=0.6)]


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return cited(str(value)) if value else "nothing"


def _shortened(path: str) -> str:
    """A path without the middle of what is too long in it."""
    return path if len(path) <= _LONGEST_PATH else f"{excerpt(path)}{path[-40:]}"
