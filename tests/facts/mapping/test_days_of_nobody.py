"""Days that stand for none are none, and a preset that leaves days out says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.facts.mapping import propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, rows, staged


@pytest.mark.parametrize(
    ("never", "joined", "left"),
    [
        ("9999-12-31", "2026-01-31", "2026-03-31"),
        ("9999-12-31 00:00:00", "2026-01-31 10:00:00", "2026-03-31 00:00:00"),
        ("0000-00-00", "2026-01-31", "2026-03-31"),
        ("31.12.9999", "31.01.2026", "31.03.2026"),
        ("12/31/9999", "01/31/2026", "03/31/2026"),
        ("00.00.0000", "31.01.2026", "31.03.2026"),
    ],
)
def test_a_day_that_never_comes_is_no_day_of_leaving(tmp_path: Path, never: str, joined: str, left: str) -> None:
    lines = [f"C{place},Home,{joined},{left if place == 0 else never}" for place in range(4)]
    csv = "\n".join(["Customer ID,Segment,Customer since,Churn date", *lines]) + "\n"
    source = tmp_path / "customers.csv"
    source.write_text(csv, encoding="utf-8")
    proposal = propose(staged(source, tmp_path), "customers")
    assert proposal.is_complete
    made = mapped_text(parse_mapping(proposal.text, "proposed"), csv, tmp_path)
    assert rows(made, "customers", "count(joined_at), count(left_at), max(left_at)::DATE::VARCHAR") == [
        (4, 1, "2026-03-31")
    ]


def test_a_preset_that_leaves_a_column_of_days_out_says_so(tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    lines = "".join(f"C{place},Home,Day {place},Night {place}\n" for place in range(4))
    source.write_text(f"customer_id,segment,Customer since,Churn date\n{lines}", encoding="utf-8")
    proposal = propose(staged(source, tmp_path), "customers")
    told = {taken.column: taken for taken in proposal.assumptions}
    assert {"Customer since", "Churn date"} <= told.keys()
    assert "no dates that are known" in told["Churn date"].evidence
