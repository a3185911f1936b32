"""Customers who come back from one file to the next: earlier lives are kept, corrections are no lives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from customerhero.facts.lake import Lake
from tests.facts.lake.batching import Desk, put, shown

COLUMNS = ("customer_id", "joined_at", "left_at")


def day(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def row(who: str, joined: str, left: str) -> dict[str, Any]:
    return {"customer_id": who, "joined_at": day(joined), "left_at": day(left)}


OLD, NEW = ("2024-01-01", "2025-03-01"), ("2025-09-01", "")


@pytest.mark.parametrize(
    ("first", "second", "last", "earlier"),
    [
        (OLD, NEW, NEW, [OLD]),
        (NEW, OLD, NEW, [OLD]),
        (OLD, ("2024-01-01", ""), ("2024-01-01", ""), []),
        (OLD, ("2024-01-01", "2025-04-01"), ("2024-01-01", "2025-04-01"), []),
        (("2024-01-01", ""), OLD, OLD, []),
        (("2024-01-01", ""), ("2024-02-01", ""), ("2024-02-01", ""), []),
        (("", "2025-03-01"), NEW, NEW, [("", "2025-03-01")]),
    ],
)
def test_a_later_file_corrects_a_life_or_brings_another(
    first: Any, second: Any, last: Any, earlier: Any, tmp_path: Path
) -> None:
    lake, desk = Lake.create(tmp_path / "lake"), Desk(tmp_path / "files")
    put(lake, desk.batch(customers=[row("A", *first), row("B", "2024-01-01", "")]))
    receipt = put(lake, desk.batch(customers=[row("A", *second)]))
    facts = lake.facts()
    assert shown(facts, "customers", *COLUMNS)[0] == row("A", *last)
    assert shown(facts, "lives", *COLUMNS) == [row("A", *life) for life in earlier]
    assert ("lives" in receipt.tables) == bool(earlier)


def test_lives_a_file_brings_take_the_place_of_those_they_overlap_and_the_same_ones_write_nothing(
    tmp_path: Path,
) -> None:
    lake, desk = Lake.create(tmp_path / "lake"), Desk(tmp_path / "files")
    lives = [row("A", "2020-01-01", "2020-06-01"), row("A", "2022-01-01", "2022-06-01")]
    put(lake, desk.batch(customers=[row("A", *NEW)], lives=lives))
    again = put(lake, desk.batch(customers=[row("A", *NEW)], lives=lives))
    assert not again.changed
    put(lake, desk.batch(customers=[row("A", *NEW)], lives=[row("A", "2022-01-01", "2022-05-01")]))
    told = [row("A", "2020-01-01", "2020-06-01"), row("A", "2022-01-01", "2022-05-01")]
    assert shown(lake.facts(), "lives", *COLUMNS) == told
    lake.compact()
    assert shown(lake.facts(), "lives", *COLUMNS) == told


def test_an_erased_customer_leaves_no_life(tmp_path: Path) -> None:
    lake, desk = Lake.create(tmp_path / "lake"), Desk(tmp_path / "files")
    put(lake, desk.batch(customers=[row("A", *NEW), row("B", *NEW)], lives=[row("A", *OLD), row("B", *OLD)]))
    assert lake.erase("A").rows == {"customers": 1, "lives": 1}
    assert shown(lake.facts(), "lives", *COLUMNS) == [row("B", *OLD)]
    put(lake, desk.batch(customers=[row("A", *NEW)], lives=[row("A", *OLD)]))
    assert shown(lake.facts(), "lives", *COLUMNS) == [row("B", *OLD)]
