"""The careful reading of a CSV, row by row: for the first rows, for odd files, and to name the row that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

from customerhero.errors import ReadError
from customerhero.facts.reading.layout import Layout, spoken
from customerhero.facts.reading.reading import Reading
from customerhero.facts.reading.utf8 import bounded_lines

_TITLE = "If a title stands above the header, delete it; otherwise name the delimiter."
_MIXED = "Perhaps two files were put together: split them and import each."


def checked_rows(text: TextIO, layout: Layout, reading: Reading) -> Iterator[list[str]]:
    """The data rows, each as wide as the header; ReadError names the first that is not, or a stray quotation mark."""
    csv.field_size_limit(reading.options.most_line_bytes)
    lines = _Lines(islice(bounded_lines(text, reading), layout.skip, None), layout, reading)
    reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    width = len(layout.columns)
    number, begun = 0, 1
    for row in _told(reader, layout, reading):
        lines.letters = 0
        if row or width == 1:
            if number > 0:
                _check(row or [""], number, begun + layout.skip, layout, reading)
                yield row[:width] or [""]
            number += 1
        begun = reader.line_num + 1


def repeated_header(number: int, layout: Layout, reading: Reading) -> ReadError:
    """The header found again among the rows; `number` counts data rows from 1."""
    return ReadError(
        "The header stands there a second time.", _MIXED, str(reading.source), number, value=layout.header[0]
    )


class _Lines:
    """The lines of a CSV, no row of them longer than a row may be: a quoted text may go on over many lines."""

    def __init__(self, lines: Iterator[str], layout: Layout, reading: Reading) -> None:
        self.letters = 0
        self._lines = enumerate(lines, start=layout.skip + 1)
        self._reading = reading

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        self.letters += len(line)
        if self.letters > self._reading.options.most_line_bytes:
            raise ReadError(
                f"The row that reaches line {number} is longer than {self._reading.options.most_line_bytes:,} letters.",
                "A quotation mark may be missing before it.",
                str(self._reading.source),
            )
        return line


def _told(reader: Iterator[list[str]], layout: Layout, reading: Reading) -> Iterator[list[str]]:
    begun = 1
    try:
        for row in reader:
            begun = reader.line_num + 1  # type: ignore[attr-defined]
            yield row
    except csv.Error as fault:
        raise ReadError(
            f"The row that begins in line {begun + layout.skip} cannot be split: {fault}.",
            "Check its quotation marks: a mark inside a quoted text has to be doubled.",
            str(reading.source),
        ) from fault


def _check(row: list[str], number: int, line: int, layout: Layout, reading: Reading) -> None:
    width = len(layout.columns)
    if len(row) >= width and not any(row[width:]):
        return  # some programs end every row with delimiters too many; DuckDB lets them pass too
    raise ReadError(
        f"The row in line {line} has {len(row)} fields where the header has {width}.",
        _TITLE if width == 1 else f"{_MIXED} Otherwise quote texts that hold {spoken(layout.delimiter)}.",
        str(reading.source),
        number,
        value=layout.delimiter.join(row)[:120],
    )
