"""JSON: an object a line or in one list, nested objects flattened with dots, lists kept as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TextIO

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import Names, name_too_long
from customerhero.facts.reading.json_document import Document, document_of, elements
from customerhero.facts.reading.reading import DEEPEST, LONGEST_NAME, Reading, Staged
from customerhero.facts.reading.utf8 import bounded_lines, encoding_of_head, open_text
from customerhero.facts.reading.writing import TextParquet
from customerhero.plain_text import shortened

MOST_VALUES: Final = 500_000
"""In one line, counted by the commas and brackets before anything is made of them."""

Pairs = list[tuple[str, Any]]

_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class _Number(str):
    """A number as it was written, so that no digit is lost."""

    __slots__ = ()


def stage_json_lines(reading: Reading) -> Staged:
    """The objects of a JSON file as rows; the columns are the union of their keys."""
    encoding = encoding_of_head(reading)
    document = document_of(reading, encoding.name)
    parquet, columns = TextParquet(reading.work), _Columns(reading)
    target = reading.work / "staged.parquet"
    with open_text(reading, encoding.name) as text, parquet:
        objects = _objects(text, columns, reading) if document is None else _listed(text, document, columns, reading)
        for number, row in islice(objects, reading.most_rows):
            parquet.add(columns.row(row, number))
        if not parquet.columns:
            raise ReadError("The file holds no JSON object with a key.", "Export it again.", str(reading.source))
        parquet.finish(target)
    notes = (*encoding.notes, *columns.notes)
    found = (*encoding.found, *(document.found if document else ()))
    return Staged(
        target, reading.source, "jsonl", parquet.columns, parquet.rows, encoding.name, notes=notes, found=found
    )


class _Columns:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._names = Names(reading)
        self._known: dict[str, str] = {}
        self._twice: tuple[str, int] = ("", 0)
        self._repeated: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """Names that had to be changed, and keys that were given twice."""
        told, count = self._twice
        times = "one row" if count == 1 else f"{count:,} rows"
        return (*self._names.notes, *((f"{told} (in {times})",) if count else ()))

    def pairs(self, pairs: Pairs) -> dict[str, Any]:
        """The pairs of an object, the last of those with the same key."""
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            self._repeated.append(next(key for key in found if names.count(key) > 1))
        return found

    def row(self, found: Mapping[str, Any], number: int) -> dict[str, str | None]:
        """The row of an object: a cell a key, those of nested objects with dots between."""
        row: dict[str, str | None] = {}
        for key, cell in _flat(found, "", self._reading):
            column = self._of(key)
            if column in row:
                self._repeated.append(key)
            row[column] = cell
        if self._repeated:
            first, count = self._twice
            told = f"row {number} gives the key {shortened(self._repeated[0], 80)!r} more than once: the last is kept"
            self._twice, self._repeated = (first or told, count + 1), []
        return row

    def _of(self, key: str) -> str:
        if key not in self._known:
            self._known[key] = self._names.take(key) if key else self._names.make_up(1)
            if len(self._known) > self._reading.options.most_columns:
                raise too_many_columns(self._reading)
        return self._known[key]


def too_many_columns(reading: Reading) -> ReadError:
    """More names than a table may have columns."""
    return ReadError(
        f"The rows have more than {reading.options.most_columns:,} different names.",
        "Ids may stand where names should; take the names you need, or raise most_columns.",
        str(reading.source),
    )


def _objects(text: TextIO, columns: _Columns, reading: Reading) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(bounded_lines(text, reading), start=1):
        if line.strip():
            yield number, _object(line, number, columns, reading)


def _listed(
    text: TextIO, document: Document, columns: _Columns, reading: Reading
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    wanted = (element for path, element in elements(text, reading) if path == document.path)
    for number, element in enumerate(wanted, start=1):
        yield number, _object(element, number, columns, reading)


def _object(line: str, number: int, columns: _Columns, reading: Reading) -> Mapping[str, Any]:
    if sum(map(line.count, ",[{")) > MOST_VALUES:
        raise _bad_line(f"The line holds more than {MOST_VALUES:,} values.", line, number, reading)
    try:
        found = json.loads(
            line,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
            object_pairs_hook=columns.pairs,
        )
    except (json.JSONDecodeError, RecursionError) as fault:
        reason = getattr(fault, "msg", "nested too deeply")
        raise _bad_line(f"The line is not JSON: {reason}.", line, number, reading) from fault
    if _depth(found) > DEEPEST:
        raise _bad_line(f"Lists or objects are nested more than {DEEPEST} deep.", line, number, reading)
    if _HALF.search(line) and not _writable(found):
        raise _bad_line("The line holds half of a surrogate pair, which is no letter.", line, number, reading)
    if not isinstance(found, dict):
        raise _bad_line("The line is JSON but no object.", line, number, reading)
    return found


def _depth(found: object) -> int:
    """How deep lists and objects stand within each other; no further than one beyond what is allowed."""
    level, depth = [found], 0
    while depth <= DEEPEST:
        level = [item for each in level if isinstance(each, dict | list) for item in _within(each)]
        if not level:
            break
        depth += 1
    return depth


def _within(found: dict[str, Any] | list[Any]) -> Iterable[Any]:
    items = found.values() if isinstance(found, dict) else found
    return items if found else (None,)


def _writable(found: object) -> bool:
    try:
        _json(found).encode()
    except UnicodeEncodeError:
        return False
    return True


def _bad_line(what: str, line: str, number: int, reading: Reading) -> ReadError:
    remedy = 'JSON lines hold one object a line, such as {"id": 1, "team": "Billing"}, or one list of them.'
    return ReadError(what, remedy, str(reading.source), number, value=line.strip()[:120])


def _flat(row: Mapping[str, Any], prefix: str, reading: Reading) -> Iterator[tuple[str, str | None]]:
    for key, cell in row.items():
        if len(prefix) + len(key) > LONGEST_NAME:
            raise name_too_long(f"{prefix}{key}", reading)
        if isinstance(cell, dict):
            yield from _flat(cell, f"{prefix}{key}.", reading)
        else:
            yield f"{prefix}{key}", _cell(cell)


def _cell(value: object) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    if isinstance(value, _Number):
        return value
    if isinstance(value, list):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(str(key))}: {_json(item)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
