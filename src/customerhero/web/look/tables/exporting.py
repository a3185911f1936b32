"""All rows of a table as a file: CSV, XLSX or Parquet, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from customerhero.findings import Table
from customerhero.reports.rows import safe_cell, write_rows
from customerhero.web.look.tables.columns import Column, Row

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def exported(name: str, kind: str, columns: Sequence[Column], rows: Iterable[Row]) -> HttpResponseBase:
    """The rows as a file to keep; columns are named as in the facts, so that files can be joined."""
    cells = ([column.exported(row) for column in columns] for row in rows)
    names = [column.name for column in columns]
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_lines(names, cells), content_type=TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    return _file(name, kind, Table(tuple(names), tuple(tuple(row) for row in cells)))


def _lines(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield _line(names)
    yield from (_line(row) for row in rows)


def _line(cells: Sequence[Any]) -> str:
    text = StringIO()
    csv.writer(text).writerow([_text(value) for value in cells])
    return text.getvalue()


def _text(value: Any) -> Any:
    safe = safe_cell(value)
    return safe.isoformat() if isinstance(safe, datetime | date) else safe


def _file(name: str, kind: str, table: Table) -> FileResponse:
    with NamedTemporaryFile(suffix=f".{kind}", delete=False) as kept:
        path = Path(kept.name)
    try:
        (_write_parquet if kind == "parquet" else write_rows)(table, path)
        opened = path.open("rb")  # closed by the response; the name goes now, the bytes with the last reader
    finally:
        path.unlink(missing_ok=True)
    return FileResponse(opened, as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES[kind])


def _write_parquet(table: Table, path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415  # heavy, and few pages need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = {name: _array(pa, values) for name, values in zip(table.columns, columns, strict=True)}
    pq.write_table(pa.table(arrays), path, compression="zstd")


def _array(pa: Any, values: Sequence[Any]) -> Any:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # values of several kinds stand together as text
        return pa.array([None if value is None else str(value) for value in values])
