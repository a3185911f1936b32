"""The first rows of a staged file, column by column, as a proposal looks at them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.mapping.clues import DATE_FORMATS
from customerhero.facts.mapping.model import DEFAULT_MISSING
from customerhero.facts.mapping.tidying import tidied
from customerhero.facts.twins import text_sql

SAMPLE: Final = 2_000
MOST: Final = 0.95
"""The share of values that must look like dates or numbers; the others are typing errors."""
_DATED: Final = 500


@dataclass(frozen=True)
class Sampled:
    """A column of the source: its known values in the first rows, and how many rows there were."""

    name: str
    values: tuple[str, ...]
    rows: int
    date_format: str | None
    """The format of its dates: empty for ISO 8601, None when it holds no dates."""

    @property
    def is_key(self) -> bool:
        """Whether nearly every row has a value of its own."""
        return len(set(self.values)) >= MOST * self.rows

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self._share(r"[-+]?[\d.,]+") >= MOST

    @property
    def has_decimal_comma(self) -> bool:
        """Whether its numbers are told as 1.234,50."""
        return self._share(r"[-+]?[\d.]*,\d{1,2}") > self._share(r"[-+]?[\d,]*\.\d{1,2}")

    def _share(self, pattern: str) -> float:
        return sum(bool(re.fullmatch(pattern, value)) for value in self.values) / max(len(self.values), 1)


def sampled(staged: Path) -> list[Sampled]:
    """The columns of a staged file with the values of its first rows."""
    with open_locked(Reach((staged,))) as connection:
        found = connection.execute(f"SELECT * FROM read_parquet({path_sql(staged)}) LIMIT {SAMPLE}")
        names = [described[0] for described in found.description or ()]
        rows = found.fetchall()
        values = {name: _known([row[place] for row in rows]) for place, name in enumerate(names)}
        return [Sampled(name, told, len(rows), _date_format(connection, told)) for name, told in values.items()]


def _known(values: list[object]) -> tuple[str, ...]:
    told = [tidied(str(value)) for value in values if value is not None]
    return tuple(value for value in told if value and value not in DEFAULT_MISSING)


def _date_format(connection: duckdb.DuckDBPyConnection, values: tuple[str, ...]) -> str | None:
    if not values or not re.search(r"\d[-/.: ]\w|^\d{8}$", values[0]):
        return None
    tries = [("", "TRY_CAST(value AS TIMESTAMP)")]
    tries += [(name, f"try_strptime(value, {text_sql(name)})") for name in DATE_FORMATS]
    counts = ", ".join(f"count({sql})" for _, sql in tries)
    looked_at = list(values[:_DATED])
    sql = f"SELECT {counts} FROM (SELECT unnest(?::VARCHAR[]) AS value)"
    fits = connection.execute(sql, [looked_at]).fetchone() or ()
    best = max(zip(fits, (name for name, _ in tries), strict=True), key=lambda fit: fit[0])
    return best[1] if best[0] >= MOST * len(looked_at) else None
