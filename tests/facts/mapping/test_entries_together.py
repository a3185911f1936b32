"""Two entries of a mapping that each know a part of the same thing are put together; where they disagree it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, rows

HEADER = "who,what,day,segment\n"
JOINED = "    where: {what: [joined]}\n    columns: {customer_id: who, joined_at: day, segment: segment}\n"
LEFT = "    where: {what: [left]}\n    columns: {customer_id: who, left_at: day, segment: segment}\n"
DAYS = "customer_id, joined_at::DATE::VARCHAR, left_at::DATE::VARCHAR, segment"


@pytest.mark.parametrize("mode", ["", "    rows: {one_per: who}\n"], ids=["each", "one per"])
@pytest.mark.parametrize("turned", [False, True])
def test_who_joined_and_who_left_are_one_customer(mode: str, turned: bool, tmp_path: Path) -> None:
    parts = [f"  - table: customers\n{mode}{part}" for part in (JOINED, LEFT)]
    mapping = parse_mapping("tables:\n" + "".join(parts[::-1] if turned else parts), "m")
    csv = f"{HEADER}a,joined,2026-01-01,\na,left,2026-03-01,gold\nb,joined,2026-01-02,blue\nc,left,2026-02-01,\n"
    made = mapped_text(mapping, csv, tmp_path)
    assert rows(made, "customers", DAYS) == [
        ("a", "2026-01-01", "2026-03-01", "gold"),
        ("b", "2026-01-02", None, "blue"),
        ("c", None, "2026-02-01", None),
    ]
    assert made.refused_rows == 0
    assert not [note for note in made.notes if note.code == "entries_disagree"]
    told = made.tables["customers"].reconciled
    assert told is not None
    assert told.adds_up


def test_where_entries_disagree_the_first_counts_and_it_is_told(tmp_path: Path) -> None:
    mapping = parse_mapping("tables:\n" + "".join(f"  - table: customers\n{part}" for part in (JOINED, LEFT)), "m")
    made = mapped_text(mapping, f"{HEADER}a,joined,2026-01-01,blue\na,left,2026-03-01,gold\n", tmp_path)
    assert rows(made, "customers", DAYS) == [("a", "2026-01-01", "2026-03-01", "blue")]
    assert [(note.code, note.column, note.first) for note in made.notes if note.code == "entries_disagree"] == [
        ("entries_disagree", "segment", True)
    ]
