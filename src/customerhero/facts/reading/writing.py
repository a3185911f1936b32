"""Rows of text to Parquet, batch by batch, while columns may still be joining."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

_MOST_ROWS = 16_384
_MOST_CELLS = 500_000
_MOST_TEXT = 16 * 2**20


class TextParquet:
    """A Parquet file of text columns; rows that lack a column have null there."""

    def __init__(self, work: Path, columns: Iterable[str] = ()) -> None:
        self._work = work
        self._columns = dict.fromkeys(columns)
        self._parts: list[Path] = []
        self._writer: pq.ParquetWriter | None = None
        self._batch: list[Mapping[str, str | None]] = []
        self._text = self._cells = 0
        self.rows = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns seen so far, in the order they came."""
        return tuple(self._columns)

    def begin(self, columns: Iterable[str]) -> None:
        """Name columns to come, in their order."""
        self._columns.update(dict.fromkeys(columns))

    def add(self, row: Mapping[str, str | None]) -> None:
        """Add one row; an empty text becomes null."""
        self._batch.append(row)
        self._columns.update(dict.fromkeys(row))
        self._text += sum(len(cell) for cell in row.values() if cell)
        self._cells += len(row)
        self.rows += 1
        full = len(self._batch) >= _MOST_ROWS or self._cells >= _MOST_CELLS
        if full or self._text >= _MOST_TEXT:
            self._flush()

    def finish(self, target: Path) -> None:
        """Write what is left and make `target` of all of it."""
        self._flush()
        self._close()
        if len(self._parts) == 1:
            self._parts[0].replace(target)
        else:
            self._join(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _flush(self) -> None:
        schema = _schema(self.columns)
        if self._writer is None or len(self._writer.schema) != len(schema):
            self._close()
            self._parts.append(self._work / f"part-{len(self._parts)}.parquet")
            self._writer = pq.ParquetWriter(self._parts[-1], schema)
        filled = set().union(*self._batch)
        columns = [self._column(name) if name in filled else self._empty() for name in self._columns]
        self._writer.write_table(pa.table(columns, schema=schema))
        self._batch, self._text, self._cells = [], 0, 0

    def _column(self, name: str) -> pa.Array:
        return pa.array([row.get(name) or None for row in self._batch], pa.string())

    def _empty(self) -> pa.Array:
        return pa.nulls(len(self._batch), pa.string())

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _join(self, target: Path) -> None:
        schema = _schema(self.columns)
        with pq.ParquetWriter(target, schema) as writer:
            for part in self._parts:
                with pq.ParquetFile(part) as file:
                    for group in range(file.num_row_groups):
                        writer.write_table(_widened(file.read_row_group(group), schema))
                part.unlink()


def _schema(columns: Iterable[str]) -> pa.Schema:
    return pa.schema([pa.field(name, pa.string()) for name in columns])


def _widened(table: pa.Table, schema: pa.Schema) -> pa.Table:
    for field in schema:
        if field.name not in table.column_names:
            table = table.append_column(field, pa.nulls(table.num_rows, pa.string()))
    return table.select(schema.names)
