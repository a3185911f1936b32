"""XLSX: one sheet of a workbook, row after row; macros are never run and formulas give their stored values."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, cast
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import column_names
from customerhero.facts.reading.opening import plain_file
from customerhero.facts.reading.reading import Reading, Staged
from customerhero.facts.reading.writing import TextParquet

_SHARED = "xl/sharedStrings.xml"


def stage_workbook(reading: Reading) -> Staged:
    """The rows of the sheet that was asked for, or else of the first; the first row with a cell is the header."""
    file = plain_file(reading, "unpacked.xlsx")
    with _workbook_faults(reading), file.open("rb") as stream:
        _check_package(file, reading)
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            sheet, notes = _sheet(book, reading)
            return _staged(sheet, notes, stream, reading)
        finally:
            book.close()


def _check_package(file: Path, reading: Reading) -> None:
    with zipfile.ZipFile(file) as package:
        sizes = {part.filename: part.file_size for part in package.infolist()}
    options, name = reading.options, str(reading.source)
    if "xl/workbook.bin" in sizes:
        raise ReadError("The file is a binary workbook (.xlsb).", "Save it as .xlsx.", name)
    if "xl/workbook.xml" not in sizes:
        raise ReadError("The file is a zip archive and no XLSX workbook.", "Unpack it, give a file of it.", name)
    if sum(sizes.values()) > options.most_workbook_bytes or sizes.get(_SHARED, 0) > options.most_shared_text_bytes:
        raise ReadError(
            f"The workbook unpacks to {sum(sizes.values()):,} bytes, which is too much to be taken for a table.",
            "Save the sheet as CSV: that is read however large it is.",
            name,
        )


def _sheet(book: Workbook, reading: Reading) -> tuple[Worksheet, tuple[str, ...]]:
    names = [sheet.title for sheet in book.worksheets]
    wanted = reading.options.sheet
    if not names or (wanted is not None and wanted not in names):
        raise ReadError(
            f"The workbook has no sheet {wanted!r}." if names else "The workbook has no sheet of cells.",
            f"Its sheets are {', '.join(map(repr, names))}." if names else "Save the table as CSV.",
            str(reading.source),
        )
    name = wanted or names[0]
    others = [other for other in names if other != name]
    notes = (f"the sheet {name!r} is read; not read: {', '.join(map(repr, others))}",) if others else ()
    return cast("Worksheet", book[name]), notes


def _staged(sheet: Worksheet, notes: tuple[str, ...], stream: IO[bytes], reading: Reading) -> Staged:
    # some programs write a wrong extent, which would cut or pad the rows
    cast("ReadOnlyWorksheet", sheet).reset_dimensions()
    rows = _filled_rows(sheet, reading)
    _, header = next(rows, (0, ()))
    if not header:
        raise ReadError("The sheet is empty.", "Name the sheet with the table.", str(reading.source), value=sheet.title)
    columns, changed = column_names(header)
    target = reading.work / "staged.parquet"
    with TextParquet(reading.work, columns) as parquet:
        for line, row in islice(rows, reading.most_rows):
            _check_width(row, line, columns, reading)
            parquet.add(dict(zip(columns, row, strict=False)))
            reading.tell(stream.tell())
        parquet.finish(target)
    reading.tell(reading.size)
    return Staged(target, reading.source, "xlsx", columns, parquet.rows, notes=(*notes, *changed))


def _filled_rows(sheet: Worksheet, reading: Reading) -> Iterator[tuple[int, list[str | None]]]:
    for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = _cells(row)
        if len(cells) > reading.options.most_columns:
            raise ReadError(
                f"A row has more than {reading.options.most_columns:,} columns.",
                "Take the columns you need, or raise most_columns.",
                str(reading.source),
                line,
            )
        if cells:
            yield line, cells


def _cells(row: Sequence[object]) -> list[str | None]:
    cells = [_cell(value) for value in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _check_width(row: Sequence[str | None], line: int, columns: Sequence[str], reading: Reading) -> None:
    if len(row) > len(columns):
        raise ReadError(
            f"The row in line {line} of the sheet has {len(row)} cells where the header has {len(columns)}.",
            "Give every column a name in the header, or clear what stands beside the table.",
            str(reading.source),
            line,
            value=row[-1],
        )


@contextmanager
def _workbook_faults(reading: Reading) -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        zlib.error,
        EOFError,
        NotImplementedError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        RuntimeError,
    ) as fault:
        raise ReadError(
            f"The workbook is damaged: {fault}.", "Open it and save it again as .xlsx, or as CSV.", str(reading.source)
        ) from fault
