"""The first rows of a staged file, column by column, as a proposal looks at them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.mapping.dates_of_file import dates_of
from customerhero.facts.mapping.dates_proposed import ColumnDates
from customerhero.facts.mapping.model import DEFAULT_MISSING
from customerhero.facts.mapping.tidying import tidied

SAMPLE: Final = 2_000
MOST: Final = 0.95
"""The share of values that must look like dates or numbers; the others are typing errors."""


@dataclass(frozen=True)
class Sampled:
    """A column of the source: its known values in the first rows, and how many rows there were."""

    name: str
    values: tuple[str, ...]
    rows: int
    dates: ColumnDates | None = None
    """How its dates are read; None when it holds no dates."""

    @property
    def date_format(self) -> str | None:
        """The format of its dates: empty for ISO 8601, None when it holds no dates."""
        return None if self.dates is None else next(iter(self.dates.formats), "")

    @property
    def is_key(self) -> bool:
        """Whether nearly every row has a value of its own."""
        return len(set(self.values)) >= MOST * self.rows

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self._share(r"[-+]?[\d.,]+") >= MOST

    def _share(self, pattern: str) -> float:
        return sum(bool(re.fullmatch(pattern, value)) for value in self.values) / max(len(self.values), 1)


def sampled(staged: Path) -> list[Sampled]:
    """The columns of a staged file with the values of its first rows."""
    with open_locked(Reach((staged,))) as connection:
        found = connection.execute(f"SELECT * FROM read_parquet({path_sql(staged)}) LIMIT {SAMPLE}")
        names = [described[0] for described in found.description or ()]
        rows = found.fetchall()
        values = {name: _known([row[place] for row in rows]) for place, name in enumerate(names)}
        dates = dates_of(connection, staged, values)
        return [Sampled(name, told, len(rows), dates.get(name)) for name, told in values.items()]


def _known(values: list[object]) -> tuple[str, ...]:
    told = [tidied(str(value)) for value in values if value is not None]
    return tuple(value for value in told if value and value not in DEFAULT_MISSING)
