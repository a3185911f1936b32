"""Parquet: staged as it is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.errors import ReadError
from customerhero.facts.reading.opening import plain_file
from customerhero.facts.reading.reading import Reading, Staged


def stage_parquet(reading: Reading) -> Staged:
    """A Parquet file as its own staging, unpacked if gzipped; the first rows of it for a sample."""
    file = plain_file(reading, "unpacked.parquet")
    try:
        with pq.ParquetFile(file) as source:
            _check_width(source, reading)
            staged = file if reading.most_rows is None else _first_rows(source, reading)
            columns = tuple(source.schema_arrow.names)
            rows = source.metadata.num_rows
    except (pa.ArrowException, OSError) as fault:
        raise ReadError(
            f"The Parquet file cannot be read: {str(fault).splitlines()[0]}",
            "It may be cut short: fetch or export it again.",
            str(reading.source),
        ) from fault
    return Staged(staged, reading.source, "parquet", columns, min(rows, reading.most_rows or rows))


def _check_width(source: pq.ParquetFile, reading: Reading) -> None:
    if len(source.schema_arrow.names) > reading.options.most_columns:
        raise ReadError(
            f"The file has more than {reading.options.most_columns:,} columns.",
            "Take the columns you need, or raise most_columns.",
            str(reading.source),
        )


def _first_rows(source: pq.ParquetFile, reading: Reading) -> Path:
    target = reading.work / "staged.parquet"
    left = reading.most_rows or 0
    with pq.ParquetWriter(target, source.schema_arrow) as writer:
        for batch in source.iter_batches(batch_size=min(1_024, max(1, left))):
            writer.write_batch(batch.slice(0, left))
            left -= batch.num_rows
            if left <= 0:
                break
    return target
