"""Rows into a file others can open: CSV or XLSX, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import xlsxwriter

from customerhero.errors import QuestionError
from customerhero.findings import Table

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_XLSX_ROWS: Final = 1_048_575
Cell = str | int | float | bool | datetime | date | None


def write_rows(rows: Table, path: Path) -> None:
    """Write a table as .csv or .xlsx; QuestionError for another ending. The file is there whole or not at all.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise QuestionError(f"Rows cannot be written as {path.name!r}.", "Name the file .csv or .xlsx.")
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as kept:
        unfinished = Path(kept.name)
    try:
        writer(rows.columns, rows.rows, unfinished)
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def safe_cell(value: object) -> Cell:
    """A value as a spreadsheet may have it: text that starts like a formula is text, numbers are numbers."""
    if value is None or isinstance(value, bool | int | float | datetime | date):
        return value
    if isinstance(value, Decimal):
        return float(value)
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_sheet(book: Any, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """Add a sheet to an xlsxwriter workbook: a bold line of names that stays, then rows as safe cells; the sheet."""
    day, time = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [safe_cell(name) for name in columns], book.add_format({"bold": True}))
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, (line, place), safe_cell(value), (day, time))
    return sheet


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe_cell(name) for name in columns])
        writer.writerows([_csv_cell(value) for value in row] for row in rows)


def _csv_cell(value: object) -> Cell | str:
    safe = safe_cell(value)
    return safe.isoformat() if isinstance(safe, datetime | date) else safe


def _write_xlsx(columns: Sequence[str], rows: Sequence[Sequence[Any]], path: Path) -> None:
    if len(rows) > MOST_XLSX_ROWS:
        raise QuestionError(f"A sheet holds {MOST_XLSX_ROWS:,} rows, not {len(rows):,}.", "Write a .csv file instead.")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(str(path), {**options, "nan_inf_to_errors": True}) as book:
        write_sheet(book, "rows", columns, rows)


def _write_cell(sheet: Any, place: tuple[int, int], value: Cell, formats: tuple[Any, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(*place, value, formats[1])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, formats[0])
    elif isinstance(value, str):
        sheet.write_string(*place, value)
    elif value is not None:
        sheet.write(*place, value)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
