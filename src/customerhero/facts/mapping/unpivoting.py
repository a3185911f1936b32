"""Columns that are months become rows: one for each row of the source and each of these columns that is filled."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.facts.checks import DataNote
from customerhero.facts.columns import numbered_rows
from customerhero.facts.excerpts import cited, listed
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import Unpivot
from customerhero.facts.mapping.months import month_columns
from customerhero.facts.twins import text_sql

_BATCH = 50_000
_MOST_TOLD = 12


def unpivoted(
    connection: duckdb.DuckDBPyConnection, staged: Path, header: Header, unpivot: Unpivot, into: Path
) -> tuple[Path, list[DataNote]]:
    """The staged file with a row for each column that is turned, in the folder `into`, and what is told of that.

    MappingError where one of the columns is not there.
    """
    turned = {_found(header, name): told for name, told in unpivot.columns.items()}
    rest = [name for name in header.types if name not in turned]
    kept = ", ".join([*(header.own(name) for name in rest)])
    names = ", ".join(text_sql(told) for told in turned.values())
    values = ", ".join(f"nullif({header.trimmed(name)}, '')" for name in turned)
    source = numbered_rows(staged, tuple(header.types), '"#row"')
    turns = f'unnest([{names}]) AS "#name", unnest([{values}]) AS "#value"'
    each = f"SELECT {', '.join([*filter(None, [kept]), turns])} FROM ({source})"
    found = connection.execute(f'SELECT * FROM ({each}) WHERE "#value" IS NOT NULL').to_arrow_reader(_BATCH)
    target = into / "unpivoted.parquet"
    _write(found, [*rest, unpivot.name, unpivot.value], target)
    return target, _told(staged, target, header, turned)


def _write(found: pa.RecordBatchReader, names: list[str], target: Path) -> None:
    fields = [field.with_name(name) for field, name in zip(found.schema, names, strict=True)]
    schema = pa.schema(fields)
    with pq.ParquetWriter(target, schema) as writer:
        for batch in found:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))


def _found(header: Header, name: str) -> str:
    found = header.find(name)
    if found is None:
        raise header.missing(name)
    return found


def _told(staged: Path, target: Path, header: Header, turned: dict[str, str]) -> list[DataNote]:
    rows, made = (_rows(file) for file in (staged, target))
    empty = rows * len(turned) - made
    told = f"Each of {rows:,} rows has {len(turned)} columns that become rows of their own: {made:,} rows"
    cells = "1 empty cell" if empty == 1 else f"{empty:,} empty cells"
    notes = [DataNote("unpivoted", "", "", "", made, f"{told}, {cells} left out.", first=True)]
    left = [name for name in month_columns(header.types) if name not in turned]
    if left:
        cited_names = listed([cited(name) for name in left], _MOST_TOLD)
        more = f"{cited_names} look like months too and are not read: name them under `unpivot:`."
        notes.append(DataNote("month_not_read", "", left[0], "", len(left), more, first=True))
    return notes


def _rows(file: Path) -> int:
    return int(pq.read_metadata(file).num_rows)
