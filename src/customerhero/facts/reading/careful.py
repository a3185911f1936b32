"""The careful reading of a CSV, row by row: for the first rows, for odd files, and to name the row that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

from customerhero.errors import ReadError
from customerhero.facts.reading.layout import Layout, spoken
from customerhero.facts.reading.reading import Reading
from customerhero.facts.reading.table_place import WithoutRemarks
from customerhero.facts.reading.utf8 import bounded_lines

_TITLE = "If a title stands above the header, delete it; otherwise name the delimiter."
_MIXED = "Perhaps two files were put together: split them and import each."


class CarefulRows:
    """The data rows, each as wide as the header; ReadError names the first that is not, or a stray quotation mark.

    Remarks below the last row and the header that stands again among the rows are left out and told in `notes`.
    """

    def __init__(self, layout: Layout, reading: Reading) -> None:
        self._layout = layout
        self._reading = reading
        self._remarks = WithoutRemarks[list[str]](len(layout.columns), lambda row: row)
        self._again: list[int] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, once all rows were read."""
        if not (lines := self._again):
            return self._remarks.notes
        more = f" and {len(lines) - 1:,} more" if len(lines) > 1 else ""
        again = f"the header stands again in line {lines[0]}{more}, as where exports were put together: left out"
        return (*self._remarks.notes, again)

    def of(self, text: TextIO) -> Iterator[list[str]]:
        """The rows of the text in their order."""
        width = len(self._layout.columns)
        header = self._padded(list(self._layout.header))
        for number, (line, row) in enumerate(self._remarks.of(self._below_header(text)), start=1):
            if width > 1 and row[0] == header[0] and self._padded(row) == header:
                self._again.append(line)
                continue
            _check(row, number, line, self._layout, self._reading)
            yield row[:width]

    def _padded(self, row: list[str]) -> list[str]:
        """A row as wide as the table, without what is empty beyond it."""
        width = len(self._layout.columns)
        return row[:width] if len(row) >= width and not any(row[width:]) else row

    def _below_header(self, text: TextIO) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(self._reading.options.most_line_bytes)
        layout = self._layout
        lines = _Lines(islice(bounded_lines(text, self._reading), layout.skip, None), layout, self._reading)
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        left, begun = 1 + layout.below, 1
        for row in _told(reader, layout, self._reading):
            lines.letters = 0
            if left:
                left -= bool(row)
            else:
                yield begun + layout.skip, row if row or len(layout.columns) > 1 else [""]
            begun = reader.line_num + 1


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
