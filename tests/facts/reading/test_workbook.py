"""XLSX sheets become rows of text; what is no workbook is refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bench.harmful import with_parts
from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, sample, stage
from tests.facts.reading.making import table_of, workbook, written

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
        ["C1", "2026-03-01 09:30:00", "2026-03-01", "12.5", "true", "line\nbreak"],
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


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e307, 1e307),  # beyond, openpyxl rounds up to what is no number any more
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff_"), max_size=12),
    st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_any_sheet_says_what_openpyxl_says_of_it(rows: list[list[object]]) -> None:
    data = workbook({"Cases": [["a", "b", "c"], *rows]})
    told = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0].iter_rows(2, values_only=True)
    expected = [[_told(cell) for cell in (*row, None, None, None)[:3]] for row in told]
    with TemporaryDirectory() as folder:
        staged = stage(written(Path(folder), "t.xlsx", data), Path(folder, "work"))
        assert table_of(staged) == [row for row in expected if any(cell is not None for cell in row)]


def _told(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def test_rich_and_escaped_texts_formulas_errors_and_durations(tmp_path: Path) -> None:
    cells = (
        '<c t="inlineStr"><is><r><t>rich </t></r><r><t>text</t></r><rPh><t>said</t></rPh></is></c>'
        '<c t="str"><f>A1&amp;"x"</f><v>two_x000A_lines</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c>'
        '<c><v>007</v></c><c><v>1E3</v></c><c><v>1e999</v></c><c t="d"><v>2026-03-01T09:30:00</v></c>'
    )
    rows = f"<x:row>{'<c><v>1</v></c>' * 8}</x:row><x:row>{cells}</x:row>"
    text = f"<x:worksheet><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    parts = {"xl/worksheets/sheet1.xml": text.encode()}
    staged = stage(written(tmp_path, "t.xlsx", with_parts(GOOD, parts)), tmp_path / "work")
    assert table_of(staged) == [
        ["rich text", "two\nlines", None, "true", "7", "1000.0", "1e999", "2026-03-01 09:30:00"],
    ]


def test_a_workbook_is_found_by_its_relations_whatever_its_parts_are_called(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook22.xml"] = parts.pop("xl/workbook.xml")
    parts["xl/_rels/workbook22.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"workbook.xml", b"workbook22.xml")
    assert stage(written(tmp_path, "t.xlsx", zipped(parts)), tmp_path / "work").rows == 2
