"""Small files to read, and a look at what became of them."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pyarrow.parquet as pq

from customerhero.facts.reading import Staged


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def table_of(staged: Staged) -> list[list[str | None]]:
    table = pq.read_table(staged.file)
    assert tuple(table.column_names) == staged.columns
    assert table.num_rows == staged.rows
    return [list(row.values()) for row in table.to_pylist()]
