"""Small files to read, and a look at what became of them."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from openpyxl import Workbook

from customerhero.facts.reading import Staged

Sheets = Mapping[str, Sequence[Sequence[object]]]
"""The rows of sheets by their names."""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def workbook(sheets: Sheets) -> bytes:
    return stored(book_of(sheets))


def book_of(sheets: Sheets) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def stored(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table_of(staged: Staged) -> list[list[str | None]]:
    table = pq.read_table(staged.file)
    assert tuple(table.column_names) == staged.columns
    assert table.num_rows == staged.rows
    return [list(row.values()) for row in table.to_pylist()]
