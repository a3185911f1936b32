"""Rows read are rows that became something and rows that did not, each with its reason: for any file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.errors import MappingError
from customerhero.facts.lake import Counts, Lake
from customerhero.facts.lake.batches import counts_of
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text
from tests.importing.bringing import brought

HEADER = "id,who,at,state,paid,cur"
MAPPINGS = {
    "each": "  - table: cases\n    columns: {case_id: id, opened_at: at}\n",
    "where": "  - table: cases\n    where: {state: [open]}\n    columns: {case_id: id, opened_at: at}\n",
    "one per": "  - table: customers\n    rows: {one_per: who, order: at}\n    columns: {customer_id: who}\n",
    "history": (
        "  - table: events\n    rows: {history_of: id, order: at}\n    columns: {case_id: id, happened_at: at}\n"
        "    kinds: [{kind: opened, first: true}, {kind: replied, changes: [state]}]\n"
    ),
    "sum": (
        "  - table: revenue\n    rows: {sum: amount}\n    where: {state: [open, done]}\n"
        "    columns: {customer_id: who, period: at, amount: paid, currency: cur}\n"
    ),
    "once": (
        "  - table: revenue\n    rows: {sum: amount, equal_rows: once}\n"
        "    columns: {customer_id: who, period: at, amount: paid, currency: cur}\n"
    ),
    "two entries": (
        "  - table: events\n    where: {state: [open]}\n"
        "    columns: {case_id: id, happened_at: at, kind: {constant: opened}}\n"
        "  - table: events\n    where: {paid: known}\n"
        "    columns: {case_id: id, happened_at: at, kind: {constant: granted}}\n"
    ),
}  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from(("c1", "c2", "c3", "")),
        st.sampled_from(("k1", "k2", "")),
        st.sampled_from(("2026-01-01", "2026-01-02", "2026-02-01", "x")),
        st.sampled_from(("open", "done", "")),
        st.sampled_from(("1", "-2", "2.50", "", "y")),
        st.sampled_from(("EUR", "USD")),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("kind", list(MAPPINGS))
@settings(max_examples=8, deadline=None)
@given(rows=ROWS)
def test_every_row_of_any_file_is_accounted_for(kind: str, rows: list[tuple[str, ...]]) -> None:
    text = "\n".join([HEADER, *(",".join(row) for row in rows), ""])
    with TemporaryDirectory() as folder:
        try:
            made = mapped_text(parse_mapping(f"tables:\n{MAPPINGS[kind]}", "m"), text, Path(folder))
        except MappingError:
            return  # a column of which most cannot be read
        for table in made.tables.values():
            told = table.reconciled
            assert told is not None
            assert told.read == len(rows)
            assert told.adds_up, told
            places = [row for fate in told.fates for row in fate.examples]
            assert len(places) == len(set(places))
            assert all(1 <= row <= len(rows) for row in places)
            assert all(len(fate.examples) == min(fate.rows, 3) for fate in told.fates)


def test_reasons_and_rows_are_named(tmp_path: Path) -> None:
    rows = ["c1,k,2026-01-01,open,,", "c1,k,2026-01-01,open,,", "c2,k,2026-01-03,done,,", ",k,2026-01-03,open,,"]
    mapping = parse_mapping(f"tables:\n{MAPPINGS['where']}", "m")
    made = mapped_text(mapping, "\n".join([HEADER, *rows, ""]), tmp_path)
    told = made.tables["cases"].reconciled
    assert told is not None
    assert (told.became, {fate.why: fate.examples for fate in told.fates}) == (
        1,
        {"refused": (4,), "repeated": (2,), "where": (3,)},
    )
    assert (told.first_day, told.last_day) == ("2026-01-01", "2026-01-01")


def test_the_ledger_keeps_the_account_and_what_changed(tmp_path: Path) -> None:
    text = "customer_id,period,amount,currency\nk,2026-01-01,5,EUR\nj,2026-01-01,5,EUR\nk,2026-02-01,7,EUR\n"
    brought(tmp_path, text, "revenue")
    brought(tmp_path, text.replace("j,2026-01-01,5", "j,2026-01-01,6"), "revenue", "later.csv")
    first, second = (entry.counts["revenue"] for entry in Lake.open(tmp_path / "lake").history())
    assert [(one.month, one.before, one.after) for one in first.changes] == [
        ("2026-01", "", "10.0000"), ("2026-02", "", "7.0000"),
    ]  # fmt: skip
    assert [(one.month, one.before, one.after) for one in second.changes] == [("2026-01", "10.0000", "11.0000")]
    assert second.reconciled is not None
    assert [(one.currency, one.read, one.kept) for one in second.reconciled.sums] == [("EUR", "18.0000", "18.0000")]


def test_counts_of_a_lake_of_before_are_read(tmp_path: Path) -> None:
    assert counts_of({"read": 3, "written": 3}) == Counts(3, written=3)
    assert replace(counts_of({"read": 1}), written=1).reconciled is None


def test_the_receipt_is_told_in_words_and_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text("customer_id,period,amount,currency\nk,2026-01-01,1200,EUR\n,2026-02-01,5,EUR\n")
    said = CliRunner().invoke(app, ["import", "r.csv", "--map", "revenue", "--lake", "a"])
    assert "revenue: 2 read = 1 in the table + 1 refused (row 2)" in said.output
    assert "of 1,205.00 EUR read 1,200.00 are kept, 5.00 are not" in said.output
    told = json.loads(CliRunner().invoke(app, ["import", "r.csv", "--map", "revenue", "--lake", "b", "--json"]).stdout)
    assert told["tables"]["revenue"]["reconciled"]["fates"] == [{"why": "refused", "rows": 1, "examples": [2]}]
    assert (told["read"], told["refused"], told["number"]) == (2, 1, 1)
