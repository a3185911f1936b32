"""What is told of columns that are not used though their names look like something known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator
from typing import Final

from customerhero.facts.contracts import TABLES
from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.assumptions import Assumption
from customerhero.facts.mapping.guessing import named_like
from customerhero.facts.mapping.sampling import Sampled

_TOLD_OF: Final = ("customers", "revenue", "cases", "feedback")
"""Of events nothing is told: who holds a case last is no person or team of what happened."""


def unused_notes(
    columns: Collection[Sampled], tables: Iterable[str], filled: Container[tuple[str, str]], why: str
) -> tuple[Assumption, ...]:
    """For each unused column that looks like a column of these tables which nothing fills: that it is not used."""
    within = [table for table in tables if table in _TOLD_OF]
    told = []
    for column in columns:
        for target in named_like(column):
            tables_of = [table for table in within if target in TABLES[table].names]
            if tables_of and all((table, target) not in filled for table in tables_of):
                told.append(_note(column, target, why))
                break
    return (*told, *_days_of_leaving(columns, within, filled, {one.column for one in told}))


def _days_of_leaving(
    columns: Iterable[Sampled], within: Iterable[str], filled: Container[tuple[str, str]], told: Container[str]
) -> Iterator[Assumption]:
    """Of customers who never leave, each column of days that may say that they did, however it is called."""
    if "customers" in within and ("customers", "left_at") not in filled:
        for column in columns:
            if column.dates is not None and column.name not in told:
                why = "its values are days, and nothing else says when customers left: write it as left_at if it does"
                yield Assumption(f"unused:{column.name}", column.name, "not used", why)


def _note(column: Sampled, target: str, why: str) -> Assumption:
    if column.values and target.endswith("_at") and column.date_format is None:
        why = f"its values, such as {cited(Counter(column.values).most_common(1)[0][0])}, are no dates that are known"
    elif not column.values:
        why = "it is empty in the rows that were looked at"
    return Assumption(f"unused:{column.name}", column.name, f"not used, though it looks like {target}", why)
