"""A mapping as a form: for each column of ours the column of theirs, a fixed value, or what the YAML says.

What a form cannot show (histories, joined ids, event kinds) is kept as it is written, and told in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from customerhero.facts.contracts import TABLES, Column
from customerhero.facts.mapping.model import MADE_IDS

NOTHING: Final = ""
CONSTANT: Final = "constant"
WRITTEN: Final = "written"
OF_COLUMN: Final = "column:"
Document = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One column of ours: what was chosen for it, and why it was proposed."""

    column: Column
    chosen: str
    """NOTHING, CONSTANT, WRITTEN or OF_COLUMN with the column's name."""
    constant: str = ""
    written: str = ""
    values: str = ""
    """Their values and ours, a line each: `theirs = ours`."""
    reason: str = ""
    sure: float = 0.0
    options: tuple[str, ...] = ()
    """The columns of the file."""
    error: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether the chosen column is not in the file."""
        return self.chosen.startswith(OF_COLUMN) and self.chosen_column not in self.options

    @property
    def chosen_column(self) -> str:
        """The column of theirs."""
        return self.chosen.removeprefix(OF_COLUMN)

    @property
    def is_used(self) -> bool:
        """Whether anything was chosen."""
        return self.chosen != NOTHING

    @property
    def is_needed(self) -> bool:
        """Whether a row cannot be without it."""
        return self.column.required and self.column.name not in MADE_IDS

    @property
    def takes_values(self) -> bool:
        """Whether their words may need to be told in ours."""
        return bool(self.column.choices) or self.column.type == "flag" or bool(self.values)


@dataclass(frozen=True)
class EntryChoices:
    """One table the rows become rows of."""

    place: int
    table: str
    meaning: str
    rows: str
    choices: tuple[Choice, ...]
    kinds: tuple[str, ...] = ()
    error: str = ""

    @property
    def used(self) -> list[Choice]:
        """The columns for which something was chosen, or must be."""
        return [choice for choice in self.choices if choice.is_used or choice.is_needed or choice.error]

    @property
    def others(self) -> list[Choice]:
        """The columns that may be chosen too."""
        return [choice for choice in self.choices if choice not in self.used]


@dataclass(frozen=True)
class FormChoices:
    """The whole mapping as a form."""

    zone: str
    dates: str
    decimal: str
    entries: tuple[EntryChoices, ...]
    tables: tuple[str, ...] = tuple(TABLES)


@dataclass(frozen=True)
class Around:
    """What a form is shown with: the file's columns, the reasons by column, and the entry that is wrong and why."""

    columns: tuple[str, ...]
    reasons: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    section: str = ""
    fault_entry: str = ""
    fault: str = ""


def entries_of(document: Document, section: str) -> list[Any]:
    """The entries of the document's tables, of the named part where it has several."""
    parts = document.get("files")
    if isinstance(parts, list) and parts:
        named = [part for part in parts if isinstance(part, dict) and part.get("name") == section]
        document = (named or [part for part in parts if isinstance(part, dict)] or [{}])[0]
    entries = document.setdefault("tables", [])
    return entries if isinstance(entries, list) else []


def is_shown(entry: Any) -> bool:
    """Whether an entry is one that a form can show: its table named by a text, its columns by their names."""
    if not isinstance(entry, dict):
        return False
    return isinstance(entry.get("table", ""), str) and isinstance(entry.get("columns", {}), dict)


def texts(value: Any) -> list[str]:
    """A text or a list of them, as a list."""
    return [text_of(one) for one in value] if isinstance(value, list) else [text_of(value)]


def text_of(value: Any) -> str:
    """What stands there, as a text."""
    return value if isinstance(value, str) else str(value)
