"""A mapping as data: which of their columns become which of ours, and how rows become rows."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final, Literal

from customerhero.facts.mapping.missing import MARKS

Otherwise = Literal["keep", "missing", "refuse"]
Case = Literal["", "lower", "upper"]
Spelling = Literal["joined", "apart"] | MappingOf[str, str]
"""Whether spellings that differ by letter case, blanks, marks and umlauts are one name; or which is read as which."""
Take = Literal["", "earliest", "latest"]
EPOCHS: Final = ("epoch", "epoch_ms", "epoch_us")
"""Seconds, milliseconds and microseconds since 1970, named like a format of dates."""
SERIALS: Final = ("serial_1900", "serial_1904")
"""Days as a spreadsheet counts them, from the end of 1899 or from 1904, named like a format of dates."""
QUARTER: Final = "quarter"
"""A quarter of a year, such as 2026-Q1, read as the first of its months; named like a format of dates."""
NAMED_FORMATS: Final = (*EPOCHS, *SERIALS, QUARTER)
"""The forms of dates that no format with % can describe."""
MADE_IDS: Final = ("event_id", "feedback_id")
"""Ids that are made from the row's content where the source has none."""
MINOR_UNITS: Final = "minor_units"
"""A scale: amounts are told in the smallest unit of the row's currency, be it cents or, of the yen, the whole one."""
TO_BE_SAID: Final = "???"
"""Stands in a proposed mapping where only the user can say what it is; no import takes it."""
DEFAULT_MISSING: Final = MARKS


@dataclass(frozen=True)
class Condition:
    """A source column equals one of some values (upper and lower case alike), or is known, or is not."""

    column: str
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    """With neither, the column must be known."""
    unknown: bool = False
    """The column must not be known."""


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
    time: str = ""
    """A column with the time of the day that the others tell."""
    scale: str = ""
    """A factor for amounts told in another unit, such as 0.01 for cents, or `minor_units`."""
    required: bool = False
    """Refuse the row where the value is missing or unusable, though the contract could do without it."""
    optional: bool = False
    """A source without the column is no error."""
    keep: tuple[str, ...] = ()
    """Words that usually mean that there is no value, and are values here, such as NA."""
    pad: int = 0
    """Ids of digits alone get zeros before them up to so many digits."""
    case: Case = ""
    """Letters are made small or capital."""
    minus: str = ""
    """A column to take off an amount, such as what was refunded of it."""
    take: Take = ""
    """Of all rows of the key (`one_per`) the earliest or latest time, not that of the row that is kept."""
    when: tuple[Condition, ...] = ()
    """Where these do not hold for the row, the value is missing."""


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
    prefer: tuple[tuple[Condition, ...], ...] = ()
    """Rows of which these hold come before any time, the first of them before the second."""
    only_if: tuple[Condition, ...] = ()
    """Where these do not hold for the row that is kept, the key is left out."""
    of: OnePer | None = None
    """Only these rows count: the newest version of each, where a source keeps them all."""


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
    once: bool = False
    """Whether a row that is equal to an earlier one in every column of the source is left out."""


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
class Unpivot:
    """Columns that become rows: what each of them says, and what the two columns made of them are called."""

    columns: MappingOf[str, str]
    name: str
    """The column that holds what the names of the columns say."""
    value: str
    """The column that holds their values."""


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
    unpivot: Unpivot | None = None

    @property
    def is_history(self) -> bool:
        """Whether events are found by comparing the rows of a key."""
        return any(isinstance(entry.rows, HistoryOf) for entry in self.entries)


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
    keep: tuple[str, ...] = ()
    """Words that usually mean that there is no value, and are values in this source."""
    spellings: MappingOf[str, Spelling] = field(default_factory=dict)
    """By column of the source."""
    new_ids: bool = False
    """The source's customers are others than those the lake knows, though none or few of them meet."""
