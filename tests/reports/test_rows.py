"""Exported rows open in a spreadsheet without running anything."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerhero.errors import QuestionError
from customerhero.findings import Table
from customerhero.reports.rows import safe_cell, write_rows

EVIL = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=x", '=HYPERLINK("x")']
ROWS = Table(("name", "amount", "day"), (("=cmd|x", -4.5, date(2026, 10, 1)), ("Anna", 3, None)))


@pytest.mark.parametrize("text", EVIL)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@given(st.text())
def test_no_text_starts_like_a_formula(text: str) -> None:
    assert not str(safe_cell(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(("value", "kept"), [(-3, -3), (2.5, 2.5), (True, True), (None, None), (Decimal("1.5"), 1.5)])
def test_numbers_stay_numbers(value: object, kept: object) -> None:
    assert safe_cell(value) == kept


def test_csv_is_written_safely(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["name", "amount", "day"],
            ["'=cmd|x", "-4.5", "2026-10-01"],
            ["Anna", "3", ""],
        ]


def test_xlsx_holds_no_formula_and_keeps_types(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells == [["name", "amount", "day"], ["'=cmd|x", -4.5, datetime(2026, 10, 1)], ["Anna", 3, None]]  # noqa: DTZ001
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_times_with_a_zone_are_written(tmp_path: Path) -> None:
    write_rows(Table(("at",), ((datetime(2026, 10, 1, 8, tzinfo=UTC),),)), tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").stat().st_size > 0


def test_another_ending_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"\.csv or \.xlsx"):
        write_rows(ROWS, tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file_alone(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(TypeError):
        write_rows(Table(("a",), (5,)), tmp_path / "out.csv")  # type: ignore[arg-type]
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "old"
