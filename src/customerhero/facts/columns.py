"""A file's columns by name and by place: which names are the same to people, and what SQL calls each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.duck import path_sql
from customerhero.plain_text import printable

_NUMBERS: Final = "file_row_number"
"""What DuckDB calls the numbers of a file's rows; it has none where the file has a column of that name."""


def alike(name: str) -> str:
    """The same for all names of one column: case, blanks and underscores do not matter; no letter steers anything."""
    return re.sub(r"[\s_]+", " ", printable(name).replace("\ufeff", "")).strip().casefold()


def types_of(connection: duckdb.DuckDBPyConnection, staged: Path) -> dict[str, str]:
    """The columns of a staged file, each with its type."""
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({path_sql(staged)})").fetchall()
    return {row[0]: row[1] for row in described}


def numbered(place: int) -> str:
    """SQL for the source's column at that place, from 0."""
    return f'"c:{place}"'


def numbered_rows(staged: Path, columns: Sequence[str], number: str) -> str:
    """SQL for a staged file's rows, its columns called by their places, and their numbers from 0 called `number`."""
    file, names = path_sql(staged), ", ".join(numbered(place) for place in range(len(columns)))
    if _NUMBERS in (name.lower() for name in columns):
        return f'FROM read_parquet({file}) AS "#file"({names}) SELECT *, row_number() OVER () - 1 AS {number}'
    return f'FROM read_parquet({file}, {_NUMBERS}=true) AS "#file"({names}, {number})'
