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
from customerhero.facts.mapping.spelling import joins
from customerhero.facts.mapping.texts import Look, Texts, marks_of
from customerhero.facts.mapping.tidying import is_untidy_sql, tidied_sql
from customerhero.facts.twins import text_sql

ABSENT: Final = "CAST(NULL AS VARCHAR)"


@dataclass
class Header:
    """The columns of a staged file with their DuckDB types, and what has been asked of them so far."""

    types: dict[str, str]
    mapping: Mapping
    texts: Texts | None = None
    """What was seen in the columns; without it every text is treated as if it needed everything."""
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
        """SQL for a tidied column with missing marks as NULL, and one spelling of a name that has several."""
        text = self.own(name)
        if self.types[name] != "VARCHAR":
            return text
        marks = ", ".join(map(text_sql, self._marks(name)))
        return self._spelled(name, f"CASE WHEN {text} NOT IN ({marks}) THEN {text} END")

    def trimmed(self, name: str) -> str:
        """SQL for a raw column as text without what does not belong to it."""
        text = self.own(name)
        kind = self.types[name]
        if kind in ("DOUBLE", "FLOAT"):
            return f"regexp_replace(CAST({text} AS VARCHAR), '\\.0$', '')"
        if kind != "VARCHAR":
            return f"CAST({text} AS VARCHAR)"
        seen = self._seen(name)
        tidy = f"CASE WHEN {is_untidy_sql(text)} THEN {tidied_sql(text)} ELSE {text} END" if seen.is_untidy else text
        return f"regexp_replace({tidy}, '[.,]0$', '')" if seen.is_whole else tidy

    def _seen(self, name: str) -> Look:
        return self.texts.look(name, self.own(name)) if self.texts else Look()

    def _marks(self, name: str) -> tuple[str, ...]:
        """Those of the words for no value that stand in the column; all where it was not looked at."""
        return ("", *self._seen(name).marks) if self.texts else marks_of(self.mapping, name, is_id=False)

    def _spelled(self, name: str, text: str) -> str:
        joined = joins(self._seen(name).joined)
        cases = " ".join(f"WHEN {text_sql(other)} THEN {text_sql(usual)}" for other, usual in joined.items())
        return f"CASE {text} {cases} ELSE {text} END" if cases else text

    def cleaned_sql(self, names: Iterable[str], source: str, also: str = "") -> str:
        """SQL for these columns of a source, cleaned, each under what it is called in SQL."""
        listed = list(names)
        raw = ", ".join([*filter(None, [also]), *(f"{self.trimmed(name)} AS {self.own(name)}" for name in listed)])
        clean = ", ".join([*filter(None, [also]), *(f"{self.cleaned(name)} AS {self.own(name)}" for name in listed)])
        return f"SELECT {clean} FROM (SELECT {raw} FROM ({source}))"
