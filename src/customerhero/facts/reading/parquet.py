"""Parquet: staged as it is, but for names and moments that no engine takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.errors import ReadError
from customerhero.facts.reading.headers import Names
from customerhero.facts.reading.opening import plain_file
from customerhero.facts.reading.reading import Reading, Staged, times

_BATCH: Final = 8_192
_FIRST, _LAST = -9_223_372_022_400_000_000, 2**63 - 2
FINITE: Final[Mapping[str, tuple[int, int]]] = {
    "s": (_FIRST // 10**6 + 1, _LAST // 10**6),
    "ms": (_FIRST // 10**3 + 1, _LAST // 10**3),
    "us": (_FIRST, _LAST),
    "ns": (-(2**63) + 2, 2**63 - 2),
    "day": (-106_751_991, 106_751_990),
}
"""The moments DuckDB knows, by unit since 1970: beyond them it refuses the file, or takes them for an endless time."""
_UNITS: Final = {"seconds": "s", "milliseconds": "ms", "microseconds": "us", "nanoseconds": "ns"}


def stage_parquet(reading: Reading) -> Staged:
    """A Parquet file as its own staging, unpacked if gzipped; the first rows of it for a sample."""
    file = plain_file(reading, "unpacked.parquet")
    try:
        with pq.ParquetFile(file) as source:
            return _staged(source, file, reading)
    except (pa.ArrowException, OSError, ValueError, TypeError, RuntimeError, OverflowError, MemoryError) as fault:
        said = (str(fault) or type(fault).__name__).splitlines()[0]
        raise ReadError(
            f"The Parquet file cannot be read: {said}",
            "It may be cut short: fetch or export it again.",
            str(reading.source),
        ) from fault


@dataclass
class _Copy:
    """How the file is written anew: its columns' names, and the columns whose moments have to be looked at."""

    columns: tuple[str, ...]
    moments: list[int]
    endless: dict[int, int] = field(default_factory=dict)

    def taken(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch under these names, with nothing where a moment cannot be."""
        arrays = [self._finite(at, array) if at in self.moments else array for at, array in enumerate(batch.columns)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema(batch.schema))

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The schema of the copy."""
        return pa.schema([each.with_name(name) for each, name in zip(schema, self.columns, strict=True)])

    @property
    def notes(self) -> tuple[str, ...]:
        """How many moments are missing now."""
        told = "is beyond any calendar and read as missing"
        return tuple(
            f"a time in the column {self.columns[at]!r} {told}: {times(count)}" for at, count in self.endless.items()
        )

    def _finite(self, at: int, array: pa.Array) -> pa.Array:
        first, last = FINITE[_unit(array.type) or "us"]
        whole = pa.int32() if array.type == pa.date32() else pa.int64()
        numbers = array.cast(whole).fill_null(0).to_numpy()
        beyond = (numbers < first) | (numbers > last)
        if not beyond.any():
            return array
        self.endless[at] = self.endless.get(at, 0) + int(beyond.sum())
        absent = beyond | array.is_null().to_numpy(zero_copy_only=False)
        return pa.array(np.where(beyond, 0, numbers), whole, mask=absent).cast(array.type)


def _staged(source: pq.ParquetFile, file: Path, reading: Reading) -> Staged:
    given = source.schema_arrow.names
    _check_width(given, reading)
    names = Names(reading, given)
    columns = tuple(names.take(name) if name else names.make_up(at) for at, name in enumerate(given, start=1))
    moments = [at for at, each in enumerate(source.schema_arrow) if _unit(each.type)]
    copy = _Copy(columns, moments)
    if reading.most_rows is None and list(columns) == given and not _may_be_endless(source):
        return Staged(file, reading.source, "parquet", columns, source.metadata.num_rows)
    target, rows = _copied(source, copy, reading)
    return Staged(target, reading.source, "parquet", columns, rows, notes=(*names.notes, *copy.notes))


def _check_width(names: list[str], reading: Reading) -> None:
    most = reading.options.most_columns
    if not 0 < len(names) <= most:
        raise ReadError(
            f"The file has more than {most:,} columns." if names else "The file has no column.",
            "Take the columns you need, or raise most_columns." if names else "Export it again.",
            str(reading.source),
        )


def _copied(source: pq.ParquetFile, copy: _Copy, reading: Reading) -> tuple[Path, int]:
    target, rows = reading.work / "staged.parquet", 0
    most = source.metadata.num_rows if reading.most_rows is None else reading.most_rows
    with pq.ParquetWriter(target, copy.schema(source.schema_arrow)) as writer:
        for batch in source.iter_batches(batch_size=max(1, min(_BATCH, most))):
            kept = batch.slice(0, most - rows)
            writer.write_batch(copy.taken(kept))
            rows += kept.num_rows
            if rows >= most:
                break
    return target, rows


def _may_be_endless(source: pq.ParquetFile) -> bool:
    """Whether the file's own statistics leave room for a moment beyond what is known; they are there as a rule."""
    places = [(at, _stored_unit(source.schema.column(at).logical_type)) for at in range(len(source.schema))]
    groups = [source.metadata.row_group(number) for number in range(source.metadata.num_row_groups)]
    return any(not _within(group.column(at), FINITE[unit]) for group in groups for at, unit in places if unit)


def _within(column: pq.ColumnChunkMetaData, bounds: tuple[int, int]) -> bool:
    told = column.statistics
    if told is None or not told.has_min_max:
        return bool(told is not None and told.has_null_count and told.null_count == column.num_values)
    lowest, highest = told.min_raw, told.max_raw
    return isinstance(lowest, int) and bounds[0] <= lowest <= highest <= bounds[1]


def _stored_unit(logical: pq.ParquetLogicalType) -> str | None:
    told = json.loads(logical.to_json())
    if told.get("Type") == "Timestamp":
        return _UNITS.get(told.get("timeUnit", ""))
    return "day" if told.get("Type") == "Date" else None


def _unit(kind: pa.DataType) -> str | None:
    if pa.types.is_timestamp(kind):
        return str(kind.unit)
    return {pa.date32(): "day", pa.date64(): "ms"}.get(kind)
