"""XLSX: one sheet of a workbook, row after row; macros are never run and formulas give their stored values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.reading.cells import CellTexts
from customerhero.facts.reading.headers import column_names
from customerhero.facts.reading.merged import merged_cells
from customerhero.facts.reading.opening import plain_file
from customerhero.facts.reading.package import DAMAGED, Package, Sheet, opened_package
from customerhero.facts.reading.reading import Reading, Staged
from customerhero.facts.reading.shared_texts import SharedTexts, shared_texts
from customerhero.facts.reading.sheet import Cells, SheetRows
from customerhero.facts.reading.sheet_table import SheetTable, listed
from customerhero.facts.reading.sheets import Chosen, Look, chosen_sheets
from customerhero.facts.reading.table_place import LOOKED_AT, header_at
from customerhero.facts.reading.writing import TextParquet

_TOLD_EACH: Final = 100
_HEAD: Final = 2**14
_DIMENSION: Final = re.compile(rb"dimension ref=[\"'][A-Z]{1,3}\d{1,7}:[A-Z]{1,3}(\d{1,7})[\"']")
"""Where a sheet says at its head how far it reaches."""


def stage_workbook(reading: Reading) -> Staged:
    """The rows of the sheets that were asked for, or else of the first that can be seen and holds a table."""
    most = min(reading.options.most_unpacked_bytes, reading.options.most_workbook_bytes)
    file = plain_file(reading.with_options(most_unpacked_bytes=most), "unpacked.xlsx")
    with _workbook_faults(reading), opened_package(reading, file) as (package, done):
        sheets = package.sheets()
        with shared_texts(package, reading) as shared:
            texts = CellTexts(package.styles(), since_1904=package.since_1904)
            book = _Book(package, done, shared, texts, reading)
            chosen = chosen_sheets(sheets, book.look, reading)
            staged = _staged(book, chosen, reading)
    return replace(staged, notes=(*chosen.notes, *staged.notes), found=chosen.found)


@dataclass
class _Book:
    """An opened workbook and how its sheets are read."""

    package: Package
    done: Callable[[], int]
    shared: SharedTexts
    texts: CellTexts
    reading: Reading

    def look(self, sheet: Sheet) -> Look:
        """A sheet by its first rows."""
        rows = SheetRows(self.shared, self.texts, self.reading.quiet())
        first = list(islice(rows.rows(self.package, sheet.part), LOOKED_AT))
        texts = [listed(cells) for _, cells in first]
        place = header_at(texts)
        header = tuple(" ".join(cell.split()) for cell in texts[place]) if texts else ()
        is_table = sum(len(cells) > 1 for _, cells in first) > 1
        return Look(sheet, header, self._rows_told(sheet, len(first) - place - 1), is_table)

    def table(self, sheet: Sheet) -> SheetTable:
        """A sheet as a table."""
        rows = SheetRows(self.shared, self.texts, self.reading)
        merged = merged_cells(self.package, sheet.part)
        return SheetTable(self._telling(rows.rows(self.package, sheet.part)), rows, merged, self.reading)

    def _rows_told(self, sheet: Sheet, seen: int) -> int | None:
        if seen + 1 < LOOKED_AT // 2:
            return max(seen, 0)
        with closing(self.package.open(sheet.part)) as stream:
            found = _DIMENSION.search(stream.read(_HEAD))
        return int(found[1]) - 1 if found else None

    def _telling(self, rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
        for number, row in enumerate(rows):
            if number % _TOLD_EACH == 0:
                self.reading.tell(self.done())
            yield row


def _staged(book: _Book, chosen: Chosen, reading: Reading) -> Staged:
    target = reading.work / "staged.parquet"
    columns: tuple[str, ...] = ()
    extra = ""
    notes: list[str] = []
    with TextParquet(reading.work) as parquet:
        for sheet in chosen.sheets:
            table = book.table(sheet)
            if not table.header:
                what = "The sheet is empty."
                raise ReadError(what, "Name the sheet with the table.", str(reading.source), value=sheet.name)
            names, changed = column_names(table.header, reading)
            if len(chosen.sheets) > 1:
                extra = extra or _free(names)
            also = {extra: sheet.name} if extra else {}
            columns = columns or (*names, *also)
            parquet.begin(columns)
            left = None if reading.most_rows is None else reading.most_rows - parquet.rows
            for line, cells in islice(table.rows(), left):
                _check_width(cells, line, len(names), reading)
                parquet.add({names[at - 1]: cell for at, cell in cells.items()} | also)
            notes += [
                note if len(chosen.sheets) == 1 else f"{sheet.name!r}: {note}" for note in (*changed, *table.notes)
            ]
        parquet.finish(target)
    reading.tell(reading.size)
    return Staged(target, reading.source, "xlsx", columns, parquet.rows, notes=tuple(notes))


def _free(columns: tuple[str, ...]) -> str:
    """The name of the column that says which sheet a row stood in: none that the table has in any case of letters."""
    taken = {name.casefold() for name in columns}
    return next(name for name in ("sheet", "sheet name", "sheet it stood in") if name not in taken)


def _check_width(cells: Cells, line: int, width: int, reading: Reading) -> None:
    last = max(cells)
    if last > width:
        raise ReadError(
            f"The row in line {line} of the sheet has {last} cells where the header has {width}.",
            "Give every column a name in the header, or clear what stands beside the table.",
            str(reading.source),
            line,
            value=cells[last],
        )


@contextmanager
def _workbook_faults(reading: Reading) -> Iterator[None]:
    try:
        yield
    except DAMAGED as fault:
        raise ReadError(
            f"The workbook is damaged: {fault}.", "Open it and save it again as .xlsx, or as CSV.", str(reading.source)
        ) from fault
