"""A mapping as data: which of their columns become which of ours, and how rows become rows."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final, Literal

Otherwise = Literal["keep", "missing", "refuse"]
EPOCHS: Final = ("epoch", "epoch_ms")
"""Seconds and milliseconds since 1970, named like a format of dates."""
MADE_IDS: Final = ("event_id", "feedback_id")
"""Ids that are made from the row's content where the source has none."""
MINOR_UNITS: Final = "minor_units"
"""A scale: amounts are told in the smallest unit of the row's currency, be it cents or, of the yen, the whole one."""
TO_BE_SAID: Final = "???"
"""Stands in a proposed mapping where only the user can say what it is; no import takes it."""
DEFAULT_MISSING: Final = ("?", "-", "N/A", "n/a", "NA", "null", "NULL")


@dataclass(frozen=True)
class FromColumns:
    """The first known value of these source columns, perhaps translated."""

    columns: tuple[str, ...]
    values: MappingOf[str, str] = field(default_factory=dict)
    otherwise: Otherwise = "keep"
    pattern: str = ""
    """RE2; its first group (or the whole match) is taken."""
    dates: tuple[str, ...] = ()
    zone: str = ""
    scale: str = ""
    """A factor for amounts told in another unit, such as 0.01 for cents, or `minor_units`."""
    required: bool = False
    """Refuse the row where the value is missing or unusable, though the contract could do without it."""
    optional: bool = False
    """A source without the column is no error."""


@dataclass(frozen=True)
class Constant:
    """The same value for every row."""

    value: str


@dataclass(frozen=True)
class Joined:
    """Source columns (and fixed texts, marked by a leading `=`) joined, for ids; missing when one of them is."""

    columns: tuple[str, ...]
    join: str = "-"


@dataclass(frozen=True)
class RowNumber:
    """The number of the source row, from 1, after a prefix: for sources without ids."""

    prefix: str


@dataclass(frozen=True)
class Previous:
    """The last known other value of a column before this row, in a history."""

    column: str


@dataclass(frozen=True)
class HashOf:
    """An id made from the content of these columns, as far as they are there: the same content has the same id."""

    columns: tuple[str, ...]


Value = FromColumns | Constant | Joined | HashOf | RowNumber | Previous


@dataclass(frozen=True)
class Condition:
    """A source column equals one of some values (upper and lower case alike), or is simply known."""

    column: str
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    """With neither, the column must be known."""


@dataclass(frozen=True)
class Kind:
    """When a source row is an event of this kind: everything named must hold."""

    kind: str
    where: tuple[Condition, ...] = ()
    matches: MappingOf[str, str] = field(default_factory=dict)
    """Patterns (RE2, upper and lower case alike) by column."""
    first: bool = False
    last: bool = False
    changes: tuple[str, ...] = ()
    """One of these columns is known and was not so before."""
    passes: str = ""
    """This column went from one known value to another."""
    increases: str = ""
    becomes: tuple[Condition, ...] = ()
    """The condition holds and did not hold in the row before."""
    leaves: tuple[Condition, ...] = ()
    """The condition held in the row before and holds no longer."""
    unless: tuple[str, ...] = ()
    """Not when the row is already an event of one of these kinds."""

    @property
    def needs_history(self) -> bool:
        """Whether the rows before or after decide."""
        return bool(
            self.first or self.last or self.changes or self.passes or self.increases or self.becomes or self.leaves
        )


@dataclass(frozen=True)
class Fields:
    """A row per field change: the columns with the field's name and its new value, and the fields that matter."""

    name: str
    value: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Each:
    """A source row is a row of the table."""


@dataclass(frozen=True)
class OnePer:
    """The last (or first) row of each key: snapshots become customers, cases, people or teams."""

    key: tuple[str, ...]
    keep: Literal["first", "last"] = "last"
    order: FromColumns | None = None
    """A time; the place in the file settles equal times and stands alone when there is none."""


@dataclass(frozen=True)
class HistoryOf:
    """Rows of one key in time order, compared with the ones before."""

    key: tuple[str, ...]
    order: FromColumns | None = None
    fields: Fields | None = None


@dataclass(frozen=True)
class Summed:
    """Rows of the same natural key are added up in this column."""

    column: str


Rows = Each | OnePer | HistoryOf | Summed


@dataclass(frozen=True)
class Entry:
    """One way in which the source's rows fill one canonical table."""

    table: str
    columns: MappingOf[str, Value]
    rows: Rows = field(default_factory=Each)
    where: tuple[Condition, ...] = ()
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Section:
    """What becomes of one kind of file: recognised by columns its header has."""

    name: str
    recognise: tuple[str, ...]
    entries: tuple[Entry, ...]
    named: str = ""
    """A word the file's name must have, where the header alone does not tell it from another."""
    codes: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    """The codes a column is known to have; others are told."""


@dataclass(frozen=True)
class Mapping:
    """A mapping of one source: how to read its values, and a section for each of its files."""

    name: str
    title: str
    sections: tuple[Section, ...]
    zone: str = "UTC"
    missing: tuple[str, ...] = DEFAULT_MISSING
    dates: tuple[str, ...] = ()
    decimal: Literal[".", ","] = "."
    system_accounts: tuple[str, ...] = ()
    absent_columns: Literal["error", "missing"] = "error"
    """Whether a source without a column of an optional value is an error or simply has no such value."""
