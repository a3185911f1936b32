"""XLSX: one sheet of a workbook, row after row; macros are never run and formulas give their stored values."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Final
from xml.parsers import expat

from customerhero.errors import ReadError
from customerhero.facts.reading.cells import CellTexts
from customerhero.facts.reading.headers import column_names
from customerhero.facts.reading.opening import plain_file
from customerhero.facts.reading.package import Package, Sheet, opened_package
from customerhero.facts.reading.reading import Reading, Staged
from customerhero.facts.reading.shared_texts import shared_texts
from customerhero.facts.reading.sheet import Cells, SheetRows
from customerhero.facts.reading.writing import TextParquet

_TOLD_EACH: Final = 100


def stage_workbook(reading: Reading) -> Staged:
    """The rows of the sheet that was asked for, or else of the first; the first row with a cell is the header."""
    most = min(reading.options.most_unpacked_bytes, reading.options.most_workbook_bytes)
    file = plain_file(reading.with_options(most_unpacked_bytes=most), "unpacked.xlsx")
    with _workbook_faults(reading), opened_package(reading, file) as (package, done):
        sheet, notes = _sheet(package, reading)
        with shared_texts(package, reading) as shared:
            texts = CellTexts(package.styles(), since_1904=package.since_1904)
            rows = SheetRows(shared, texts, reading)
            staged = _staged(rows, _told(rows.rows(package, sheet.part), done, reading), sheet, reading)
    return replace(staged, notes=(*notes, *staged.notes))


def _sheet(package: Package, reading: Reading) -> tuple[Sheet, tuple[str, ...]]:
    sheets, wanted = package.sheets(), reading.options.sheet
    names = [sheet.name for sheet in sheets]
    if not names or (wanted is not None and wanted not in names):
        raise ReadError(
            f"The workbook has no sheet {wanted!r}." if names else "The workbook has no sheet of cells.",
            f"Its sheets are {', '.join(map(repr, names))}." if names else "Save the table as CSV.",
            str(reading.source),
        )
    name = wanted or names[0]
    others = [other for other in names if other != name]
    notes = (f"the sheet {name!r} is read; not read: {', '.join(map(repr, others))}",) if others else ()
    return next(sheet for sheet in sheets if sheet.name == name), notes


def _told(rows: Iterator[tuple[int, Cells]], done: Callable[[], int], reading: Reading) -> Iterator[tuple[int, Cells]]:
    for number, row in enumerate(rows):
        if number % _TOLD_EACH == 0:
            reading.tell(done())
        yield row


def _staged(sheet_rows: SheetRows, rows: Iterator[tuple[int, Cells]], sheet: Sheet, reading: Reading) -> Staged:
    _, header = next(rows, (0, {}))
    if not header:
        raise ReadError("The sheet is empty.", "Name the sheet with the table.", str(reading.source), value=sheet.name)
    columns, changed = column_names([header.get(at) for at in range(1, max(header) + 1)], reading)
    target = reading.work / "staged.parquet"
    with TextParquet(reading.work, columns) as parquet:
        for line, cells in islice(rows, reading.most_rows):
            _check_width(cells, line, len(columns), reading)
            parquet.add({columns[at - 1]: cell for at, cell in cells.items()})
        parquet.finish(target)
    reading.tell(reading.size)
    notes = (*changed, *sheet_rows.notes)
    return Staged(target, reading.source, "xlsx", columns, parquet.rows, notes=notes)


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
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        expat.ExpatError,
        EOFError,
        LookupError,
        NotImplementedError,
        ValueError,
    ) as fault:
        raise ReadError(
            f"The workbook is damaged: {fault}.", "Open it and save it again as .xlsx, or as CSV.", str(reading.source)
        ) from fault
