"""A later file's sums of a customer's month take the place of those known: never without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.bringing import brought, known

SUMMED = """name: mine
tables:
  - table: revenue
    rows: {sum: amount}
    columns: {customer_id: customer_id, period: period, amount: amount, currency: {constant: EUR}}
"""
PLAIN = SUMMED.replace("    rows: {sum: amount}\n", "")


def payments(*days: str, amount: int = 100) -> str:
    """A payment on each of the days by each of ten customers."""
    rows = [f"k{who},{day},{amount}" for day in days for who in range(10)]
    return "\n".join(["customer_id,period,amount", *rows, ""])


@pytest.mark.parametrize(
    ("mapping", "first", "later", "said", "in_head"),
    [
        (SUMMED, ["2026-01-02", "2026-01-09"], ["2026-01-20", "2026-01-25"], "all with the same value", False),
        (SUMMED, ["2026-01-02"] * 9, ["2026-01-20"] * 10, "10 with another value", True),
        (SUMMED, ["2026-01-02"] * 2, ["2026-01-02"] * 2 + ["2026-02-02"], "all with the same value", False),
        (SUMMED, ["2026-01-02"] * 2, ["2026-02-02"] * 2, "", False),
        (PLAIN, ["2026-01-02"], ["2026-01-02", "2026-02-02"], "", False),
    ],
    ids=["only what is new, by chance as much", "a little more", "all since January", "the next month", "no sums"],
)
def test_sums_in_the_place_of_known_ones_are_told(
    mapping: str, first: list[str], later: list[str], said: str, in_head: bool, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text(mapping, encoding="utf-8")
    brought(tmp_path, payments(*first), str(tmp_path / "mine.yaml"))
    receipt = brought(tmp_path, payments(*later), str(tmp_path / "mine.yaml"), "later.csv")
    told = [note for note in receipt.notes if note.code == "known_months"]
    assert [(note.count, said in note.sentence, note.first) for note in told] == [(10, True, in_head)] * bool(said)
    assert known(tmp_path, "revenue")
