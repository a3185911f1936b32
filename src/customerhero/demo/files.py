"""The company's files: one per canonical table, Parquet or CSV, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from customerhero.demo.columns import Columns
from customerhero.facts.contracts import TABLES
from customerhero.facts.schemas import source_schema

FileFormat = Literal["parquet", "csv"]
FORMATS: Final = ("parquet", "csv")


class TableFile:
    """One table on its way into a file."""

    def __init__(self, path: Path, writer: pq.ParquetWriter | csv.CSVWriter, schema: pa.Schema) -> None:
        self.path, self.rows = path, 0
        self._writer, self._schema = writer, schema

    def write(self, columns: Columns) -> None:
        """Add rows; columns that are not given are empty."""
        count = len(next(iter(columns.values())))
        arrays = [columns[f.name] if f.name in columns else pa.nulls(count, f.type) for f in self._schema]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self.rows += count

    def write_rows(self, rows: list[dict[str, Any]]) -> None:
        """Add rows given as dictionaries."""
        self._writer.write_table(pa.Table.from_pylist(rows, schema=self._schema))
        self.rows += len(rows)


@contextmanager
def table_files(folder: Path, file_format: FileFormat) -> Iterator[Mapping[str, TableFile]]:
    """A file for every table under a passing name; they get their names together when all is written."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {name: folder / f".{name}.{file_format}.part" for name in TABLES}
    try:
        with ExitStack() as stack:
            files = {name: _opened(stack, name, part, file_format) for name, part in parts.items()}
            yield files
        for file, part in zip(files.values(), parts.values(), strict=True):
            part.replace(file.path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _opened(stack: ExitStack, name: str, part: Path, file_format: FileFormat) -> TableFile:
    # The files hold the contract's columns: `event_seq` is the place in the file and is given by the reader.
    schema = pa.schema([field for field in source_schema(TABLES[name]) if field.name in TABLES[name].names])
    writer = (
        csv.CSVWriter(part, schema)
        if file_format == "csv"
        else pq.ParquetWriter(part, schema, compression="zstd", compression_level=1)
    )
    return TableFile(part.with_name(f"{name}.{file_format}"), stack.enter_context(writer), schema)
