"""Small numbers: an attacker with all totals and all shown cells must not find out a hidden one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.findings.privacy import hidden_cells, hidden_groups

Cells = Mapping[tuple[int, int], int]


def test_the_next_smallest_is_hidden_beside_a_small_one() -> None:
    assert hidden_groups({"a": 3, "b": 40, "c": 9}, 5) == {"a", "c"}
    assert hidden_groups({"a": 30, "b": 40}, 5) == frozenset()
    assert hidden_groups({"a": 2, "b": 2, "c": 30, "d": 90}, 5) == {"a", "b", "c"}
    assert hidden_groups({"a": 0, "b": 40}, 5) == frozenset()


def test_leaving_out_small_cells_alone_gives_them_away() -> None:
    cells = {(0, 0): 2, (0, 1): 40, (1, 0): 30, (1, 1): 50}
    assert recoverable(cells, [(0, 0)]) == {(0, 0)}
    assert not recoverable(cells, hidden_cells(cells, 5))


_TABLES = st.integers(2, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=2, max_size=5)
)


@settings(max_examples=200, deadline=None)
@given(_TABLES)
def test_no_hidden_cell_can_be_worked_out_unless_the_table_is_too_small(rows: list[list[int]]) -> None:
    cells = {(i, j): size for i, row in enumerate(rows) for j, size in enumerate(row)}
    hidden = hidden_cells(cells, 5)
    assert {cell for cell, size in cells.items() if 0 < size < 5} <= hidden
    everything_hidden = {cell for cell, size in cells.items() if size > 0} == set(hidden)
    assert everything_hidden or not recoverable(cells, hidden)


def recoverable(cells: Cells, hidden: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """The hidden cells that rows' and columns' totals determine: those the null space of the equations leaves alone."""
    unknown = sorted(hidden)
    if not unknown:
        return set()
    lines = [("row", i) for i in {i for i, _ in cells}] + [("column", j) for j in {j for _, j in cells}]
    equations = np.array(
        [[float((cell[0] if kind == "row" else cell[1]) == number) for cell in unknown] for kind, number in lines]
    )
    _, sizes, directions = np.linalg.svd(equations)
    free = directions[(sizes > 1e-9).sum() :]
    return {cell for place, cell in enumerate(unknown) if np.allclose(free[:, place], 0)}
