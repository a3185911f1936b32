"""What one insight says: its numbers, its tables of rows and the findings drawn from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from customerhero.findings.finding import Finding


@dataclass(frozen=True)
class Table:
    """Rows under named columns, in order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, rows: list[dict[str, Any]], columns: tuple[str, ...] = ()) -> Table:
        """A table of dictionaries that share their keys; `columns` choose and order them."""
        names = columns or tuple(rows[0] if rows else ())
        return cls(names, tuple(tuple(row[name] for name in names) for row in rows))

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Look:
    """One comparison that was made, whether or not a finding came of it: what is told is judged among all looks."""

    key: str
    """Of the finding it would make: insight, subject kind and subject id."""
    asks: Literal["hurt", "change"]
    """Whether it asks what stands out as hurting, or what moved against the months before."""
    chance: float
    """The two-sided probability of a difference at least this large when nothing is the matter."""
    weight: float = 1.0
    """Its share of the budget of errors beside the other looks of its insight."""


@dataclass(frozen=True)
class Answer:
    """The answer of one insight to one question."""

    insight: str
    numbers: Mapping[str, Any]
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...] = ()
    looks: tuple[Look, ...] = ()

    def __post_init__(self) -> None:
        """A number and a table of one name would hide each other in JSON."""
        both = self.numbers.keys() & self.tables.keys()
        if both:
            raise ValueError(f"{self.insight} gives a number and a table the same name: {', '.join(sorted(both))}")

    def as_dict(self) -> dict[str, Any]:
        """Numbers and tables as one flat dictionary of plain data, for JSON."""
        return {**self.numbers, **{name: table.records() for name, table in self.tables.items()}}
