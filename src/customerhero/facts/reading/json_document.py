"""A JSON document that is one array of objects, or an object that holds one: its objects one after the other.

The text is passed over as it streams, so that memory holds one object at a time.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from customerhero.errors import ReadError
from customerhero.facts.reading.reading import DEEPEST, Found, Reading
from customerhero.facts.reading.utf8 import bounded_lines, open_text

_PIECE: Final = 2**18
_TOKEN: Final = re.compile(r'["{}\[\],:]|\\.')
_LINES: Final = (".jsonl", ".ndjson")
_IDS: Final = frozenset(("id", "key", "uuid", "number"))
"""What an object has that is a row itself, and no wrapper around a list of rows."""
_MOST_TOLD: Final = 8

Element = tuple[str, str]
"""The list an object stands in, by the keys to it with dots between, and its text."""


@dataclass(frozen=True)
class Document:
    """The list of a document whose objects are its rows."""

    path: str
    found: tuple[Found, ...] = ()


def document_of(reading: Reading, encoding: str) -> Document | None:
    """The list in a document that holds its rows; None for a file of JSON lines."""
    with open_text(reading.quiet(), encoding) as text:
        beginning = text.read(_PIECE).lstrip()
    if beginning.startswith("["):
        return Document("")
    if not beginning.startswith("{") or _is_lines(reading, encoding):
        return None
    with open_text(reading.quiet(), encoding) as text:
        counts = Counter(path for path, _ in elements(text, reading))
    return _chosen(counts, reading)


def elements(text: TextIO, reading: Reading) -> Iterator[Element]:
    """Every object in a list of objects that stands in no other list, with the list it stands in."""
    return _Scan(reading).of(text)


def _is_lines(reading: Reading, encoding: str) -> bool:
    """Whether the first line is an object of its own, and a row rather than what is around all rows."""
    name = reading.source.name.lower().removesuffix(".gz")
    with open_text(reading.quiet(), encoding) as text:
        lines = [line for line in islice(bounded_lines(text, reading), 10) if line.strip()][:2]
    try:
        first = json.loads(lines[0]) if lines else None
    except (ValueError, RecursionError):  # no JSON, or a number of more digits than are read
        return Path(name).suffix in _LINES
    if not isinstance(first, dict) or len(lines) > 1 or Path(name).suffix in _LINES:
        return True
    holds = any(_holds_rows(value) for value in first.values())
    return not holds or any(key.casefold() in _IDS for key in first)


def _holds_rows(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_rows(inner) for inner in value.values())
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _chosen(counts: Counter[str], reading: Reading) -> Document:
    wanted = reading.options.sheet
    told = ", ".join(f"{path!r} ({count:,})" for path, count in counts.most_common(_MOST_TOLD))
    if not counts:
        raise ReadError(
            "The JSON document holds no list of objects.",
            'Rows are objects, one a line, or in one list: [{"id": 1}, {"id": 2}].',
            str(reading.source),
        )
    if wanted is not None and wanted not in counts:
        raise ReadError(f"The document has no list {wanted!r}.", f"Its lists are {told}.", str(reading.source))
    if wanted is None and len(counts) > 1:
        raise ReadError(
            f"The document holds several lists of objects: {told}.",
            f"Name the one to be read, such as --sheet {counts.most_common(1)[0][0]}.",
            str(reading.source),
        )
    path = wanted or next(iter(counts))
    evidence = f"it is the list of objects that was asked for; there are {told}" if wanted else "it is the only one"
    return Document(path, (Found("rows", f"the {counts[path]:,} objects in the list {path!r} are the rows", evidence),))


@dataclass
class _Scan:
    """Where in a document the reading is: within which keys, in a text or not, and since when in an object."""

    reading: Reading
    stack: list[str] = field(default_factory=list)
    """For each object and list that is open, the bracket and, after it, the key in it."""
    key: str = ""
    begun: int = -1
    """Where the object that is being taken begins; negative while none is."""
    depth: int = 0
    quoted: int = -1
    """Where the text that is being read begins; negative outside of texts."""
    waiting: str = ""
    ready: list[Element] = field(default_factory=list)

    def of(self, text: TextIO) -> Iterator[Element]:
        at = 0
        while piece := text.read(_PIECE):
            self.waiting += piece
            at = self._pass_over(at)
            yield from self.ready
            self.ready = []
            at -= self._forget(at)
        if self.stack or self.quoted >= 0:
            raise self._broken("The JSON document ends before its lists and objects do.")

    def _pass_over(self, at: int) -> int:
        # an escape is one token with what follows it, so that its end may wait for the next piece
        end = len(self.waiting) - 1 if self.waiting.endswith("\\") else len(self.waiting)
        for token in _TOKEN.finditer(self.waiting, at, end):
            letter = token[0]
            if self.quoted >= 0:
                if letter == '"':
                    self._end_text(token.start())
            elif letter == '"':
                self.quoted = token.start()
            elif letter in "{[":
                self._open(letter, token.start())
            elif letter in "}]":
                self._close(letter, token.end())
        return end

    def _end_text(self, at: int) -> None:
        if self.begun < 0:
            self.key = self.waiting[self.quoted + 1 : at]
        self.quoted = -1

    def _open(self, letter: str, at: int) -> None:
        if self.begun >= 0:
            self.depth += 1
            return
        is_in_one_list = [each[0] for each in self.stack].count("[") == 1 and self.stack[-1].startswith("[")
        if letter == "{" and is_in_one_list:
            self.begun, self.depth = at, 1
            return
        if len(self.stack) >= DEEPEST:
            raise self._broken(f"Lists or objects are nested more than {DEEPEST} deep.")
        self.stack.append(letter + self.key)
        self.key = ""

    def _close(self, letter: str, at: int) -> None:
        if self.begun < 0:
            if not self.stack or self.stack.pop()[0] != {"}": "{", "]": "["}[letter]:
                raise self._broken("The brackets of the JSON document do not fit together.")
            return
        self.depth -= 1
        if self.depth == 0:
            path = ".".join(each[1:] for each in self.stack if each[1:])
            self.ready.append((path, self.waiting[self.begun : at]))
            self.begun = -1

    def _forget(self, at: int) -> int:
        """Drop what is done; how many letters that were."""
        begins = [place for place in (self.begun, self.quoted) if place >= 0]
        done = min([at, *begins])
        if len(self.waiting) - done > self.reading.options.most_line_bytes:
            most = self.reading.options.most_line_bytes
            raise self._broken(f"An object or text of the JSON document is longer than {most:,} letters.")
        self.waiting = self.waiting[done:]
        self.begun -= done if self.begun >= 0 else 0
        self.quoted -= done if self.quoted >= 0 else 0
        return done

    def _broken(self, what: str) -> ReadError:
        remedy = "Export it again, as JSON lines: one object a line."
        return ReadError(what, remedy, str(self.reading.source))
