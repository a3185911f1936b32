"""JSON lines: an object a line, nested objects flattened with dots, lists kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TextIO

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import Names
from customerhero.facts.reading.reading import Reading, Staged
from customerhero.facts.reading.utf8 import encoding_of_head, open_text
from customerhero.facts.reading.writing import TextParquet

_DEEPEST = 50


class _Number(str):
    """A number as it was written, so that no digit is lost."""

    __slots__ = ()


def stage_json_lines(reading: Reading) -> Staged:
    """The objects of a JSON lines file as rows; the columns are the union of their keys."""
    encoding = encoding_of_head(reading)
    parquet, columns = TextParquet(reading.work), _Columns(reading)
    target = reading.work / "staged.parquet"
    with open_text(reading, encoding.name) as text, parquet:
        for row in islice(_objects(text, reading), reading.most_rows):
            parquet.add({columns.of(key): cell for key, cell in _flat(row, "", reading)})
        if not parquet.columns:
            raise ReadError("The file holds no JSON object with a key.", "Export it again.", str(reading.source))
        parquet.finish(target)
    return Staged(target, reading.source, "jsonl", parquet.columns, parquet.rows, encoding.name, notes=encoding.notes)


class _Columns:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._names = Names()
        self._known: dict[str, str] = {}

    def of(self, key: str) -> str:
        if key not in self._known:
            self._known[key] = self._names.take(key or "column_1")
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


def _objects(text: TextIO, reading: Reading) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(_lines(text, reading), start=1):
        if line.strip():
            yield _object(line, number, reading)


def _lines(text: TextIO, reading: Reading) -> Iterator[str]:
    most = reading.options.most_line_bytes
    while line := text.readline(most):
        if len(line) == most and not line.endswith("\n"):
            raise ReadError(
                f"A line is longer than {most:,} letters.", "Put each object on its own line.", str(reading.source)
            )
        yield line


def _object(line: str, number: int, reading: Reading) -> Mapping[str, Any]:
    try:
        found = json.loads(line, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
    except (json.JSONDecodeError, RecursionError) as fault:
        reason = getattr(fault, "msg", "nested too deeply")
        raise _bad_line(f"The line is not JSON: {reason}.", line, number, reading) from fault
    if "\\ud" in line and not _writable(found):
        raise _bad_line("The line holds half of a surrogate pair, which is no letter.", line, number, reading)
    if not isinstance(found, dict):
        raise _bad_line("The line is JSON but no object.", line, number, reading)
    return found


def _writable(found: object) -> bool:
    try:
        _json(found).encode()
    except UnicodeEncodeError:
        return False
    return True


def _bad_line(what: str, line: str, number: int, reading: Reading) -> ReadError:
    remedy = 'JSON lines hold one object a line, such as {"id": 1, "team": "Billing"}; an array has to be unrolled.'
    return ReadError(what, remedy, str(reading.source), number, value=line.strip()[:120])


def _flat(row: Mapping[str, Any], prefix: str, reading: Reading, depth: int = 0) -> Iterator[tuple[str, str | None]]:
    if depth > _DEEPEST:
        raise ReadError(f"Objects are nested more than {_DEEPEST} deep.", "Flatten them.", str(reading.source))
    for key, cell in row.items():
        if isinstance(cell, dict):
            yield from _flat(cell, f"{prefix}{key}.", reading, depth + 1)
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
