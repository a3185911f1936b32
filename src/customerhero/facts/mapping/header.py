"""The source's header: which of its columns a mapping uses, and which it asks for in vain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from customerhero.errors import MappingError
from customerhero.facts.mapping.model import Mapping
from customerhero.facts.mapping.nodes import nearest
from customerhero.facts.twins import quoted, text_sql

ABSENT = "CAST(NULL AS VARCHAR)"


@dataclass
class Header:
    """The columns of a staged file with their DuckDB types, and what has been asked of them so far."""

    types: dict[str, str]
    mapping: Mapping
    used: dict[str, None] = field(default_factory=dict)
    absent: dict[str, None] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    """Columns that the row mode makes (fields of a field history)."""

    def __post_init__(self) -> None:
        self._alike = {_plain(name): name for name in reversed(self.types)}

    def find(self, name: str) -> str | None:
        """The header's own spelling of a column: exact, or alike but for case and blanks."""
        if name in self.types:
            return name
        return self._alike.get(_plain(name))

    def sql(self, name: str, *, optional: bool = False) -> str:
        """SQL for a column's cleaned text; NULL for an absent optional one, MappingError for an absent needed one."""
        if name in self.made:
            return quoted(name)
        found = self.find(name)
        if found is not None:
            self.used[found] = None
            return quoted(found)
        if optional:
            return ABSENT
        if self.mapping.absent_columns == "missing":
            self.absent[name] = None
            return ABSENT
        raise self.missing(name)

    def missing(self, *names: str) -> MappingError:
        """The error for columns the file does not have."""
        told = ", ".join(repr(name) for name in names)
        remedy = " ".join(nearest(name, tuple(self.types)) for name in names[:3])
        return MappingError(f"The file has no column {told}.", remedy, mapping=self.mapping.name)

    def there(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these columns that are there."""
        return tuple(name for name in names if name in self.made or self.find(name) is not None)

    def cleaned(self, name: str) -> str:
        """SQL for a trimmed column with missing marks as NULL."""
        text = quoted(name)
        if self.types[name] != "VARCHAR":
            return text
        longest = max(len(mark.encode()) for mark in self.mapping.missing)
        marks = ", ".join(text_sql(mark) for mark in ("", *self.mapping.missing))
        # most values are longer than any mark and need not be compared with each
        return f"CASE WHEN strlen({text}) > {longest} THEN {text} WHEN {text} NOT IN ({marks}) THEN {text} END"

    def trimmed(self, name: str) -> str:
        """SQL for a raw column as text without blanks around it."""
        text = quoted(name)
        kind = self.types[name]
        if kind in ("DOUBLE", "FLOAT"):
            return f"regexp_replace(CAST({text} AS VARCHAR), '\\.0$', '')"
        if kind != "VARCHAR":
            return f"CAST({text} AS VARCHAR)"
        return f"trim({text})"

    def cleaned_sql(self, names: Iterable[str], source: str, also: str = "") -> str:
        """SQL for these columns of a source, cleaned, under their own names."""
        listed = list(names)
        raw = ", ".join([*filter(None, [also]), *(f"{self.trimmed(name)} AS {quoted(name)}" for name in listed)])
        clean = ", ".join([*filter(None, [also]), *(f"{self.cleaned(name)} AS {quoted(name)}" for name in listed)])
        return f"SELECT {clean} FROM (SELECT {raw} FROM ({source}))"


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name.replace("\ufeff", "")).strip().casefold()
