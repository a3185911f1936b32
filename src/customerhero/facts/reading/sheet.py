"""The rows of a sheet as they stand in its XML, none dropped and none made up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.reading.cells import CellTexts, UnreadableDateError
from customerhero.facts.reading.package import Attributes, Package
from customerhero.facts.reading.reading import (
    DEEPEST,
    LONGEST_CELL,
    MOST_SHEET_COLUMNS,
    MOST_SHEET_ROWS,
    Reading,
    times,
)
from customerhero.facts.reading.shared_texts import SharedTexts
from customerhero.facts.reading.xml_stream import fed, local, new_parser, too_deep

Cells = dict[int, str]
"""The filled cells of a row, by their column from 1."""

_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_AGAIN: Final = "Open it and save it again as .xlsx, or as CSV."


class SheetRows:
    """The filled rows of a sheet, with what is odd about them told in `notes`."""

    def __init__(self, shared: SharedTexts, texts: CellTexts, reading: Reading) -> None:
        self._shared = shared
        self._texts = texts
        self._reading = reading
        self._columns: dict[str, int] = {}
        self._odd: dict[str, tuple[str, int]] = {}
        self._ready: list[tuple[int, Cells]] = []
        self._depth = 0
        self._row = self._highest = 0
        self._row_text = "0"
        self._in_row = False
        self._cells: Cells = {}
        self._letters_of_row = 0
        self._column = 0
        self._place = ""
        self._kind = self._style = ""
        self._found: list[str] = []
        self._letters = 0
        self._takes = self._pronounced = False
        self._calculated = self._hidden = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd: each kind once, with the first place and how often."""
        return tuple(f"{told} ({times(count)})" for told, count in self._odd.values())

    def rows(self, package: Package, part: str) -> Iterator[tuple[int, Cells]]:
        """The number of each filled row and its cells, in the order of the sheet."""
        parser = new_parser(self._reading)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._take
        with closing(package.open(part)) as stream:
            for _ in fed(parser, stream, self._reading):
                ready, self._ready = self._ready, []
                yield from ready

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise too_deep(self._reading)
        name = local(tag)
        if name == "c":
            if self._in_row:
                self._open_cell(attributes)
        elif name in ("v", "t"):
            self._takes = bool(self._column) and not self._pronounced
            if name == "v":
                self._found, self._letters = [], 0
        elif name == "f":
            self._calculated = True
        elif name == "row":
            self._open_row(attributes.get("r"))
            self._hidden = attributes.get("hidden", "") in ("1", "true")
        elif name == "rPh":
            self._pronounced = True

    def _end(self, tag: str) -> None:
        self._depth -= 1
        name = local(tag)
        if name in ("v", "t"):
            self._takes = False
        elif name == "c":
            if self._found:
                self._close_cell()
            elif self._calculated and self._kind != "str":
                raise self._never_calculated()
        elif name == "row":
            self._close_row()
        elif name == "rPh":
            self._pronounced = False

    def _take(self, text: str) -> None:
        if self._takes:
            self._letters += len(text)
            if self._letters > LONGEST_CELL:
                raise self._too_long()
            self._found.append(text)

    def _open_row(self, told: str | None) -> None:
        number = _row_number(told) if told is not None else self._row + 1
        if number is None or not 0 < number <= MOST_SHEET_ROWS:
            raise self._refused(
                f"The sheet has a row numbered {told or number}, where XLSX has rows 1 to {MOST_SHEET_ROWS:,}.", _AGAIN
            )
        if number <= self._highest:
            self._note(
                "order", f"row {number} of the sheet stands below row {self._highest}: rows are read as they stand"
            )
        self._row, self._row_text, self._highest = number, str(number), max(number, self._highest)
        self._in_row, self._cells, self._letters_of_row, self._column = True, {}, 0, 0

    def _close_row(self) -> None:
        if self._cells:
            if self._hidden:
                self._note("hidden", f"row {self._row} of the sheet is hidden, perhaps by a filter: it is read too")
            self._ready.append((self._row, self._cells))
        self._in_row, self._cells, self._column = False, {}, 0

    def _open_cell(self, attributes: Attributes) -> None:
        self._place = attributes.get("r", "")
        self._column = self._column_of(self._place) if self._place else self._column + 1
        if self._column > MOST_SHEET_COLUMNS:
            raise self._refused(
                f"The cell {self._place or self._column} stands beyond the {MOST_SHEET_COLUMNS:,} columns of XLSX.",
                _AGAIN,
            )
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._found, self._letters, self._calculated = [], 0, False

    def _column_of(self, place: str) -> int:
        parts = _PLACE.fullmatch(place) or _PLACE.fullmatch(place.replace("$", "").upper())
        if parts is None:
            raise self._refused(f"A cell is said to stand at {place[:20]!r}, which is no place.", _AGAIN)
        letters, row = parts.groups()
        if row != self._row_text:
            self._note("place", f"the cell {place} stands in row {self._row} and is read there")
        if letters not in self._columns:
            self._columns[letters] = _column_number(letters)
        return self._columns[letters]

    def _close_cell(self) -> None:
        found, self._found = "".join(self._found), []
        text = self._shared_text(found) if self._kind == "s" else self._own_text(found)
        if not text:
            return
        if self._kind == "e":
            self._note("error", f"the cell {self._spoken_place()} holds the error {text[:20]}: it is read as missing")
            return
        if self._column in self._cells:
            self._note("twice", f"the cell {self._spoken_place()} is given more than once: the last value is kept")
        self._cells[self._column] = text
        self._letters_of_row += len(text)
        if self._column > self._reading.options.most_columns or self._letters_of_row > self._most_letters:
            raise self._too_much()

    @property
    def _most_letters(self) -> int:
        return self._reading.options.most_line_bytes

    def _own_text(self, found: str) -> str:
        try:
            return self._texts.of(self._kind, self._style, found)
        except UnreadableDateError:
            self._note(
                "date", f"the cell {self._spoken_place()} is marked as a date and is none: its value is kept as it is"
            )
            return found

    def _shared_text(self, found: str) -> str:
        number = int(found) if found.isdecimal() and len(found) < 10 else len(self._shared)
        if number >= len(self._shared):
            raise self._refused(f"The cell {self._spoken_place()} names a shared text that is not there.", _AGAIN)
        if self._shared.is_too_long(number):
            raise self._too_long()
        return self._shared.text(number)

    def _spoken_place(self) -> str:
        return self._place[:20] or f"{self._column} of row {self._row}"

    def _note(self, kind: str, told: str) -> None:
        first, count = self._odd.get(kind, (told, 0))
        self._odd[kind] = (first, count + 1)

    def _never_calculated(self) -> ReadError:
        return self._refused(
            f"The cell {self._spoken_place()} holds a formula whose result is not stored in the file.",
            "Open the workbook and save it once in a spreadsheet, or put the values in the place of the formulas.",
        )

    def _too_long(self) -> ReadError:
        return self._refused(
            f"The cell {self._spoken_place()} holds more than {LONGEST_CELL:,} letters, the most in XLSX.",
            "Shorten it, or save the sheet as CSV.",
        )

    def _too_much(self) -> ReadError:
        most = self._reading.options.most_columns
        if self._column > most:
            return self._refused(
                f"A row has more than {most:,} columns.", "Take the columns you need, or raise most_columns."
            )
        return self._refused(f"A row holds more than {self._most_letters:,} letters.", "Take the columns you need.")

    def _refused(self, what: str, remedy: str) -> ReadError:
        return ReadError(what, remedy, str(self._reading.source), self._row or None)


def _row_number(told: str) -> int | None:
    whole = told[:-2] if told.endswith(".0") else told
    return int(whole) if whole.isdecimal() and len(whole) < 16 else None


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number
