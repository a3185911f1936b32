"""Customers who stand in a file more than once: lives where their days say so, and never a row gone without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.facts.mapping.making import mapped_text, refused, rows

HEAD = "customer_id,name,joined_at,left_at,leave_reason\n"
CASES: list[tuple[str, list[str], list[tuple[Any, ...]], list[tuple[Any, ...]], set[str], int]] = [
    (
        "came back",
        ["A,x,2024-01-01,2025-03-01,price", "A,y,2025-09-01,,"],
        [("A", "y", "2025-09-01", None, None)],
        [("A", "2024-01-01", "2025-03-01", "price")],
        {"came_back"},
        0,
    ),
    (
        "newest first",
        ["A,y,2025-09-01,,", "A,x,2024-01-01,2025-03-01,price"],
        [("A", "y", "2025-09-01", None, None)],
        [("A", "2024-01-01", "2025-03-01", "price")],
        {"came_back"},
        0,
    ),
    (
        "three lives, the last one over",
        ["A,x,2020-01-01,2020-05-01,a", "A,x,2021-01-01,2021-05-01,b", "A,x,2022-01-01,2022-05-01,c"],
        [("A", "x", "2022-01-01", "2022-05-01", "c")],
        [("A", "2020-01-01", "2020-05-01", "a"), ("A", "2021-01-01", "2021-05-01", "b")],
        {"came_back"},
        0,
    ),
    (
        "another plan the day the first ended",
        ["A,x,2024-01-01,2025-03-01,", "A,x,2025-03-01,,"],
        [("A", "x", "2024-01-01", None, None)],
        [],
        {"one_life"},
        0,
    ),
    (
        "two contracts, one ended",
        ["A,x,2024-01-01,,", "A,x,2024-06-01,2024-09-01,price"],
        [("A", "x", "2024-01-01", None, None)],
        [],
        {"one_life"},
        0,
    ),
    (
        "no days of joining, one row still here",
        ["A,x,,2025-03-01,price", "A,x,,,"],
        [("A", "x", None, None, None)],
        [],
        {"one_life"},
        0,
    ),
    (
        "word for word the same",
        ["A,x,2024-01-01,2025-03-01,price", "A,x,2024-01-01,2025-03-01,price"],
        [("A", "x", "2024-01-01", "2025-03-01", "price")],
        [],
        {"repeated"},
        0,
    ),
    (
        "the same days, another name",
        ["A,x,2024-01-01,,", "A,y,2024-01-01,,"],
        [("A", "x", "2024-01-01", None, None)],
        [],
        set(),
        1,
    ),
    (
        "one row left before it joined",
        ["A,x,2024-01-01,2023-03-01,", "A,y,2024-06-01,,"],
        [("A", "y", "2024-06-01", None, None)],
        [],
        set(),
        1,
    ),
    (
        "all left before they joined",
        ["A,x,2024-01-01,2023-03-01,"],
        [("A", "x", "2024-01-01", "2023-03-01", None)],
        [],
        {"left_before_joining"},
        0,
    ),
    (
        "left on the day of joining",
        ["A,x,2024-01-01 20:00,2024-01-01,"],
        [("A", "x", "2024-01-01", "2024-01-01", None)],
        [],
        set(),
        0,
    ),
]  # fmt: skip


def days(table: str) -> str:
    named = "name, " if table == "customers" else ""
    return f"customer_id, {named}strftime(joined_at, '%Y-%m-%d'), strftime(left_at, '%Y-%m-%d'), leave_reason"


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_rows_of_one_customer(case: Any, tmp_path: Path) -> None:
    _, lines, last, earlier, codes, away = case
    made = mapped_text("customers", HEAD + "\n".join(lines) + "\nB,b,2024-02-01,,\n", tmp_path)
    assert rows(made, "customers", days("customers")) == [*last, ("B", "b", "2024-02-01", None, None)]
    assert (rows(made, "lives", days("lives")) if "lives" in made.tables else []) == earlier
    watched = {"came_back", "one_life", "repeated", "left_before_joining"}
    assert {note.code for note in made.notes} & watched == codes
    assert len(refused(made)) == made.refused_rows == away


def test_those_who_left_before_joining_are_told_with_count_and_examples(tmp_path: Path) -> None:
    lines = [f"W{n},x,2025-06-01,2024-06-01," for n in range(8)]
    made = mapped_text("customers", HEAD + "\n".join(lines), tmp_path)
    (note,) = [one for one in made.notes if one.code == "left_before_joining"]
    assert note.first
    assert note.sentence.startswith("8 customers left before joining (W0, W1, W2)")
