"""XLSX sheets become rows of text; what is no workbook is refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, sample, stage
from tests.facts.reading.making import table_of, written


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


CASES: list[list[object]] = [
    [],
    ["Case  id", "opened", "day", "amount", "open", "note"],
    ["C1", datetime(2026, 3, 1, 9, 30), date(2026, 3, 1), 12.5, True, "line\nbreak"],  # noqa: DTZ001
    [],
    [7, None, None, 3, False, ""],
]


@pytest.mark.parametrize("name", ["t.xlsx", "t.xlsx.gz", "t.bin"])
def test_a_sheet_becomes_rows_of_text(tmp_path: Path, name: str) -> None:
    data = workbook({"Cases": CASES, "Other": [["x"]]})
    source = tmp_path / name
    source.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    staged = stage(source, tmp_path / "work")
    assert staged.columns[0] == "Case id"
    assert table_of(staged) == [
        ["C1", "2026-03-01 09:30:00", "2026-03-01 00:00:00", "12.5", "true", "line\nbreak"],
        ["7", None, None, "3", "false", None],
    ]
    assert any("'Other'" in note for note in staged.notes)
    assert sample(source, rows=1, into=tmp_path / "work").rows == 1


def test_another_sheet_is_read_by_name_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    source = written(tmp_path, "t.xlsx", workbook({"Cases": CASES, "Teams": [["id"], ["T1"]]}))
    assert table_of(stage(source, tmp_path / "work", ReadOptions(sheet="Teams"))) == [["T1"]]
    with pytest.raises(ReadError, match="no sheet 'Rules'") as refused:
        stage(source, tmp_path / "work", ReadOptions(sheet="Rules"))
    assert "'Cases', 'Teams'" in str(refused.value)


def test_cells_beside_the_table_are_named(tmp_path: Path) -> None:
    source = written(tmp_path, "t.xlsx", workbook({"Cases": [["id"], ["1"], ["2", "stray"]]}))
    with pytest.raises(ReadError, match="has 2 cells where the header has 1") as refused:
        stage(source, tmp_path / "work")
    assert (refused.value.row, refused.value.value) == (3, "stray")


def zipped(parts: dict[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stored.getvalue()


GOOD = workbook({"Cases": CASES})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD.replace(b"xl/worksheets/sheet1", b"xl/worksheets/sheet9"), "no sheet of cells"),
        (zipped({"readme.txt": b"hello"}), "no XLSX workbook"),
        (zipped({"xl/workbook.bin": b""}), r"\.xlsb"),
        (zipped({"xl/workbook.xml": b"", "bomb": bytes(3_000_000)}), "unpacks to"),
        (zipped({"xl/workbook.xml": b"<broken"}), "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel"),
        (b"hello", "content is not"),
        (workbook({"Cases": []}), "sheet is empty"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(ReadError, match=told):
        stage(written(tmp_path, "t.xlsx", data), tmp_path / "work", ReadOptions(most_workbook_bytes=1_000_000))
    assert list((tmp_path / "work").iterdir()) == []


def test_an_entity_bomb_in_a_sheet_is_refused(tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    )
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    source = written(tmp_path, "t.xlsx", zipped(parts | {"xl/worksheets/sheet1.xml": bomb}))
    with pytest.raises(ReadError, match="document type"):
        stage(source, tmp_path / "work")
