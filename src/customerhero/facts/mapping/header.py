"""The source's header: which of its columns a mapping uses, and which it asks for in vain.

SQL never holds a name that the source or the mapping chose: column number 3 of the file is called `c:3` in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from customerhero.errors import MappingError
from customerhero.facts.columns import alike, numbered
from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.date_forms import Taken
from customerhero.facts.mapping.model import Mapping
from customerhero.facts.mapping.nodes import nearest
from customerhero.facts.twins import text_sql

ABSENT: Final = "CAST(NULL AS VARCHAR)"


@dataclass
class Header:
    """The columns of a staged file with their DuckDB types, and what has been asked of them so far."""

    types: dict[str, str]
    mapping: Mapping
    used: dict[str, None] = field(default_factory=dict)
    absent: dict[str, None] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """Columns that the row mode makes (fields of a field history), and what they are called in SQL."""
    times: dict[str, Taken] = field(default_factory=dict)
    """How times are read, by the key of their value, once all values were looked at."""

    def __post_init__(self) -> None:
        self._alike = {alike(name): name for name in reversed(self.types)}
        self._numbered = {name: numbered(place) for place, name in enumerate(self.types)}

    def find(self, name: str) -> str | None:
        """The header's own spelling of a column: exact, or alike but for case and blanks."""
        if name in self.types:
            return name
        return self._alike.get(alike(name))

    def own(self, name: str) -> str:
        """SQL for a column in the header's own spelling."""
        return self._numbered[name]

    def sql(self, name: str, *, optional: bool = False) -> str:
        """SQL for a column's cleaned text; NULL for an absent optional one, MappingError for an absent needed one."""
        if name in self.made:
            return self.made[name]
        found = self.find(name)
        if found is not None:
            self.used[found] = None
            return self.own(found)
        if optional:
            return ABSENT
        if self.mapping.absent_columns == "missing":
            self.absent[name] = None
            return ABSENT
        raise self.missing(name)

    def missing(self, *names: str) -> MappingError:
        """The error for columns the file does not have."""
        told = ", ".join(cited(name) for name in names[:10])
        remedy = " ".join(nearest(name, tuple(self.types)) for name in names[:3])
        return MappingError(f"The file has no column {told}.", remedy, mapping=self.mapping.name)

    def there(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these columns that are there."""
        return tuple(name for name in names if name in self.made or self.find(name) is not None)

    def cleaned(self, name: str) -> str:
        """SQL for a trimmed column with missing marks as NULL."""
        text = self.own(name)
        if self.types[name] != "VARCHAR":
            return text
        longest = max(len(mark.encode()) for mark in self.mapping.missing)
        marks = ", ".join(text_sql(mark) for mark in ("", *self.mapping.missing))
        # most values are longer than any mark and need not be compared with each
        return f"CASE WHEN strlen({text}) > {longest} THEN {text} WHEN {text} NOT IN ({marks}) THEN {text} END"

    def trimmed(self, name: str) -> str:
        """SQL for a raw column as text without blanks around it."""
        text = self.own(name)
        kind = self.types[name]
        if kind in ("DOUBLE", "FLOAT"):
            return f"regexp_replace(CAST({text} AS VARCHAR), '\\.0$', '')"
        if kind != "VARCHAR":
            return f"CAST({text} AS VARCHAR)"
        return f"trim({text})"

    def cleaned_sql(self, names: Iterable[str], source: str, also: str = "") -> str:
        """SQL for these columns of a source, cleaned, each under what it is called in SQL."""
        listed = list(names)
        raw = ", ".join([*filter(None, [also]), *(f"{self.trimmed(name)} AS {self.own(name)}" for name in listed)])
        clean = ", ".join([*filter(None, [also]), *(f"{self.cleaned(name)} AS {self.own(name)}" for name in listed)])
        return f"SELECT {clean} FROM (SELECT {raw} FROM ({source}))"
