"""The columns of a table: what they are called, what kind of value they hold, where a cell leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.functional import Promise

from customerhero.findings import Money

Kind = Literal["text", "id", "number", "whole", "percent", "money", "day", "time", "month", "flag"]
FIGURES: Final = frozenset({"number", "whole", "percent", "money"})
WORDS: Final = frozenset({"text", "id"})
Row = Any
"""A mapping, or a row of the database."""


@dataclass(frozen=True)
class Column:
    """A column. `name` is the row's key, or the path of a field (`team__name`) for rows of the database."""

    name: str
    label: Promise | str
    kind: Kind = "text"
    link: Callable[[Row], str | None] | None = None
    """Where a cell leads."""
    told: Callable[[Row], str] | None = None
    """How a cell is told when its value alone does not say it; sorting and export keep the value."""
    sortable: bool = True
    filterable: bool = True
    """Whether the words of the filter are looked for here; only in columns of words."""
    choices: bool = False
    """Whether the table offers its values to choose from."""

    @property
    def is_figure(self) -> bool:
        """Whether it stands to the right."""
        return self.kind in FIGURES

    @property
    def is_searched(self) -> bool:
        """Whether the filter's words are looked for in it."""
        return self.filterable and self.kind in WORDS

    def value(self, row: Row) -> Any:
        """The cell's value."""
        if isinstance(row, Mapping):
            return row.get(self.name)
        for part in self.name.split("__"):
            row = getattr(row, part, None)
        return row() if callable(row) else row

    def exported(self, row: Row) -> Any:
        """The cell's value in a file."""
        value = self.value(row)
        return value.amount if isinstance(value, Money) else value
