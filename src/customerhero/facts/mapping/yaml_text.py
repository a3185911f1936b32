"""YAML read strictly: texts, lists and mappings only, each entry once, no aliases, nothing deep or huge.

It is built from the parser's events, one after the other: whatever was written, it ends soon and within little memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from customerhero.errors import MappingError
from customerhero.facts.excerpts import cited, excerpt

MOST_LETTERS: Final = 1_000_000
_DEEPEST: Final = 20
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Written in C where there is one: many times as fast."""


@dataclass
class YamlText:
    """What a YAML text says, and on which line each of its entries stands."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    """By path, such as `tables[2].columns.score`; lines are counted from 1."""

    def line_of(self, entry: str) -> int | None:
        """The line of an entry, or of the last part of its path that is there."""
        while entry and entry not in self.lines:
            entry = entry[: max(entry.rfind("."), entry.rfind("["), 0)]
        return self.lines.get(entry)


def strictly_read(text: str, name: str) -> YamlText:
    """The YAML of the mapping called `name`; MappingError with the line of what is wrong."""
    if len(text) > MOST_LETTERS:
        what = f"The mapping is {len(text):,} letters long, more than the {MOST_LETTERS:,} that are read."
        raise MappingError(what, "Shorten it, or split it into several mappings.", mapping=name)
    _check_letters(text, name)
    try:
        return _Reading(name).read(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise _wrong(name, line, f"This is not YAML: {broken.problem or broken.context}.") from broken
    except yaml.YAMLError as broken:
        raise _wrong(name, 1, f"This is not YAML: {excerpt(str(broken).splitlines()[0])}.") from broken


def _check_letters(text: str, name: str) -> None:
    for line, told in enumerate(text.split("\n"), 1):
        if "\0" in told or not _is_text(told):
            raise _wrong(name, line, "This is not YAML: it holds a character that no text has.")


def _is_text(told: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in told) if not told.isascii() else True


def _wrong(name: str, line: int, what: str, remedy: str = "") -> MappingError:
    return MappingError(what, remedy or "See docs/sources/mapping.md.", mapping=name, entry=f"line {line}")


@dataclass
class _Open:
    """A list or mapping that is being read."""

    value: Any
    path: str
    key: str | None = None
    """In a mapping, the entry whose value comes next."""

    @property
    def place(self) -> str:
        """The path of what comes next."""
        if isinstance(self.value, list):
            return f"{self.path}[{len(self.value) + 1}]"
        return f"{self.path}.{self.key}".lstrip(".")


class _Reading:
    def __init__(self, name: str) -> None:
        self._name = name
        self._open: list[_Open] = []
        self._read = YamlText()
        self._documents = 0

    def read(self, events: Iterator[Any]) -> YamlText:
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    raise _wrong(self._name, line, "The mapping ends here and another document begins.")
            elif isinstance(event, yaml.AliasEvent):
                raise _wrong(
                    self._name, line, f"Aliases such as *{excerpt(str(event.anchor))} are not read; write it out."
                )
            elif isinstance(event, yaml.NodeEvent):
                self._take(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
        return self._read

    def _take(self, event: Any, line: int) -> None:
        around = self._open[-1] if self._open else None
        if around and isinstance(around.value, dict) and around.key is None:
            around.key = self._key(event, around, line)
            self._read.lines[around.place] = line
            return
        place = around.place if around else ""
        self._read.lines.setdefault(place, line)
        value = self._value(event, line)
        if around is None:
            self._read.value = value
        elif isinstance(around.value, list):
            around.value.append(value)
        else:
            around.value[around.key] = value
            around.key = None
        if not isinstance(event, yaml.ScalarEvent):
            self._go_into(value, place, line)

    def _key(self, event: Any, around: _Open, line: int) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise _wrong(self._name, line, "A list or mapping cannot be the name of an entry.")
        key = self._text(event, line)
        if key in around.value:
            raise _wrong(self._name, line, f"The entry {cited(key)} stands here twice.", "Remove one of them.")
        return key

    def _value(self, event: Any, line: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event, line)
        return [] if isinstance(event, yaml.SequenceStartEvent) else {}

    def _text(self, event: Any, line: int) -> str:
        text = str(event.value)
        if not _is_text(text):
            raise _wrong(self._name, line, "This holds a character that no text has.")
        return text

    def _go_into(self, value: Any, place: str, line: int) -> None:
        if len(self._open) >= _DEEPEST:
            raise _wrong(self._name, line, f"More than {_DEEPEST} lists and mappings stand within each other here.")
        self._open.append(_Open(value, place))
