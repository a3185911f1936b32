"""Small numbers: what must be left out so that no figure about a handful of customers can be read or recovered.

Leaving out the small cells alone is not enough where totals are shown: a single hidden cell is the total less the
rest. So the next smallest cell is hidden too (complementary suppression).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def hidden_groups(sizes: Mapping[Key, int], smallest: int, already: Iterable[Key] = ()) -> frozenset[Key]:
    """The groups to leave out of a list whose total is shown: those under `smallest` and enough others beside them.

    `sizes` tells how many customers stand behind each group; empty groups tell nothing and hide nothing.
    `already` are groups left out for another reason.
    """
    hidden = {key for key, size in sizes.items() if 0 < size < smallest}
    hidden |= {key for key in already if sizes.get(key, 0) > 0}
    return frozenset(_covered(hidden, sizes, smallest))


def hidden_cells(sizes: Mapping[tuple[Key, Key], int], smallest: int) -> frozenset[tuple[Key, Key]]:
    """The cells to leave out of a table whose row and column totals are shown.

    In every row and every column either nothing is hidden, or at least two cells that hold `smallest` customers
    together, and every hidden cell lies on a round trip of hidden cells (row, column, row, ...): without one, adding
    and subtracting totals gives it away. Repeated until that holds everywhere.
    """
    hidden = {cell for cell, size in sizes.items() if 0 < size < smallest}
    lines = _lines(sizes)
    while True:
        before = len(hidden)
        for line in lines:
            hidden |= _covered(hidden & line.keys(), line, smallest)
        if len(hidden) == before:
            hidden |= _beside_the_given_away(hidden, sizes)
        if len(hidden) == before:
            return frozenset(hidden)


def _lines(sizes: Mapping[tuple[Key, Key], int]) -> list[dict[tuple[Key, Key], int]]:
    rows: dict[Key, dict[tuple[Key, Key], int]] = defaultdict(dict)
    columns: dict[Key, dict[tuple[Key, Key], int]] = defaultdict(dict)
    for cell, size in sizes.items():
        rows[cell[0]][cell] = size
        columns[cell[1]][cell] = size
    return [*rows.values(), *columns.values()]


def _covered(hidden: Iterable[Key], sizes: Mapping[Key, int], smallest: int) -> set[Key]:
    covered = set(hidden)
    for key in sorted((key for key in sizes if sizes[key] > 0), key=lambda key: (sizes[key], str(key))):
        if not covered or (len(covered) > 1 and sum(sizes[one] for one in covered) >= smallest):
            break
        covered.add(key)
    return covered


def _beside_the_given_away(hidden: set[tuple[Key, Key]], sizes: Mapping[tuple[Key, Key], int]) -> set[tuple[Key, Key]]:
    """The next smallest cell to hide because some hidden cell can be worked out; empty when none can."""
    if not any(_given_away(cell, hidden) for cell in hidden):
        return set()
    shown = [cell for cell, size in sizes.items() if size > 0 and cell not in hidden]
    return set(sorted(shown, key=lambda cell: (sizes[cell], str(cell)))[:1])


def _given_away(cell: tuple[Key, Key], hidden: set[tuple[Key, Key]]) -> bool:
    """Whether no round trip of hidden cells leads from the cell's row back over its column."""
    rows: set[Key] = {cell[0]}
    columns: set[Key] = set()
    others = hidden - {cell}
    while True:
        before = len(rows) + len(columns)
        columns |= {column for row, column in others if row in rows}
        rows |= {row for row, column in others if column in columns}
        if cell[1] in columns:
            return False
        if len(rows) + len(columns) == before:
            return True
