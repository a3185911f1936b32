"""Upkeep: few and sorted files, no superseded rows. Old versions stay until somebody gives them up."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Final

from customerhero.facts.lake.commit import Commit
from customerhero.facts.lake.stored import STORED, Stored, without_tombstones

MOST_FILES: Final = 16
MOST_SUPERSEDED: Final = 0.25


def tidy(commit: Commit) -> None:
    """What each write does of its own: merge small files when there are many, drop superseded rows when a quarter is.

    A file is merged only while it is not larger than all smaller ones together twice, so that the big sorted files
    are rewritten a logarithmic number of times, however many small batches come.
    """
    for stored in _present(commit):
        files = commit.files(stored)
        if is_superseded(commit, stored):
            rewrite(commit, stored)
        elif len(files) > MOST_FILES:
            commit.merge(stored, _small_ones(files))


def compact(commit: Commit) -> list[str]:
    """Rewrite every table that has superseded rows or more than one file, sorted, into one; their names."""
    rewritten = [stored for stored in _present(commit) if is_due(commit, stored)]
    for stored in rewritten:
        rewrite(commit, stored)
    return [stored.name for stored in rewritten]


def is_due(commit: Commit, stored: Stored) -> bool:
    """Whether compaction would change the table's files."""
    return commit.state(stored).superseded > 0 or len(commit.files(stored)) > 1


def is_superseded(commit: Commit, stored: Stored) -> bool:
    """Whether so many rows are superseded that reads suffer."""
    state = commit.state(stored)
    return state.superseded > MOST_SUPERSEDED * state.rows


def rewrite(commit: Commit, stored: Stored) -> None:
    """Write the table's newest rows, sorted, as its only file."""
    rows = commit.shop.sql(without_tombstones(commit.look(stored), stored))
    commit.replace(stored, f"SELECT * REPLACE (false AS corrects) FROM ({rows})")


def _present(commit: Commit) -> list[Stored]:
    return [STORED[name] for name in commit.states]


def _small_ones(files: list[Path]) -> list[Path]:
    by_size = sorted(files, key=lambda file: file.stat().st_size)
    sizes = [file.stat().st_size for file in by_size]
    smaller = [0, *accumulate(sizes)]
    chosen = 2
    while chosen < len(sizes) and sizes[chosen] <= 2 * smaller[chosen]:
        chosen += 1
    return by_size[:chosen]
