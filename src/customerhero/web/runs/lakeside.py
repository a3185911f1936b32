"""What the background asks of the lake beside the agenda itself. Only workers import it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings

from customerhero.facts.collect import collect
from customerhero.facts.lake import Entry, Lake
from customerhero.facts.lake.home import is_lake

AT_ONCE: Final = 1_000
"""Ids looked for with one question."""


def newest_erasure() -> Entry | None:
    """The lake's newest erasure of a customer; None when nobody was erased, or one is not finished yet."""
    if not is_lake(settings.LAKE):
        return None
    lake = Lake.open(settings.LAKE)
    if lake.is_erasing:
        return None
    return next((entry for entry in reversed(lake.history()) if entry.kind == "erasure"), None)


def unknown(column: str, ids: set[str]) -> set[str]:
    """Those of the ids (`customer_id` or `case_id`) that no table of the lake holds any more."""
    facts = Lake.open(settings.LAKE).facts()
    left = set(ids)
    for table in facts.tables.values():
        if column in table.columns:
            for some in _by(AT_ONCE, left):
                found = table.filter(table[column].isin(some)).select(column).distinct()
                left -= {row[column] for row in collect(found, question="who is still known")}
    return left


def _by(count: int, ids: set[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    return (ordered[start : start + count] for start in range(0, len(ordered), count))
