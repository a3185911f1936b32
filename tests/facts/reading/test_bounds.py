"""What a file may ask of its reader: beyond it the file is refused with a sentence, or what was odd is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.harmful import sheet, text_cell, with_parts
from bench.malformed import case, crafted, seeds
from customerhero.errors import MappingError, ReadError
from customerhero.facts.importing import ImportOptions, try_import
from customerhero.facts.reading import ReadOptions, Staged, stage
from tests.facts.reading.making import table_of, written

NUMBERS = {name: number for number, (name, _, _) in enumerate(crafted())}
ROW = "".join(text_cell(text) for text in ("e1", "c1", "k1", "2026-01-01", "opened", "T", "p"))


def read(folder: Path, name: str) -> Staged:
    made = case(NUMBERS[name])
    source = folder / made.name
    source.write_bytes(made.data)
    return stage(source, folder / "work", ReadOptions(**made.options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("far.xlsx", "a row numbered 99999999999, where XLSX has rows 1 to 1,048,576"),
        ("beyond.xlsx", "a row numbered 1048577"),
        ("nought.xlsx", "a row numbered 0"),
        ("negative.xlsx", "a row numbered -1"),
        ("words.xlsx", "a row numbered first"),
        ("column.xlsx", "The cell XFE2 stands beyond the 16,384 columns"),
        ("wide.xlsx", "more than 2,000 columns"),
        ("many cells.xlsx", "more than 2,000 columns"),
        ("cells.xlsx", "beyond the 16,384 columns"),
        ("nowhere.xlsx", "said to stand at '2A'"),
        ("shared.xlsx", "names a shared text that is not there"),
        ("deep.xlsx", "nested more than 64 deep"),
        ("long row.xlsx", "A row holds more than 16,777,216 letters"),
        ("rows.xlsx", "a row numbered 1048577"),
        ("lying.xlsx", "damaged"),
        ("many parts.xlsx", "far too many parts"),
        ("bzip2.xlsx", "not packed as XLSX is"),
        ("lzma.xlsx", "not packed as XLSX is"),
        ("header field.csv", "The name of a column has 140,000 letters"),
        ("quoted header.csv", "The name of a column has 140,000 letters"),
        ("million quoted.csv", "The first row is longer than"),
        ("letters.csv", "line 2 has 8 fields where the header has 7"),
        ("letters again.csv", "line 2 has 3 fields where the header has 2"),
        ("one line.csv", "longer than 16,777,216 letters"),
        ("list.jsonl", "nested more than 64 deep"),
        ("list 70.jsonl", "nested more than 64 deep"),
        ("objects.jsonl", "nested"),
        ("endless.jsonl", "nested more than 64 deep"),
        ("ones.jsonl", "more than 500,000 values"),
        ("half.jsonl", "half of a surrogate pair"),
        ("half key.jsonl", "half of a surrogate pair"),
        ("long key.jsonl", "The name of a column has 500,000 letters"),
        ("nested keys.jsonl", "The name of a column has 1,"),
        ("nested.xes", "nested more than 64 deep"),
        ("nested.xes.gz", "nested more than 64 deep"),
        ("tags.xes", "nested more than 64 deep"),
        ("attribute.xes", "longer than 4,194,304 bytes"),
        ("comment.xes.gz", "longer than 4,194,304 bytes"),
        ("key.xes", "The name of a column has 40,000 letters"),
        ("long trace.xes", "longer than 4,194,304 bytes"),
        ("no column.parquet", "The file has no column"),
        ("zeros.xlsx.gz", "unpacks to more than 1,048,576 bytes"),
        ("gzip.gz", "gzip within gzip"),
    ],
)
def test_beyond_its_bounds_a_file_is_refused_in_a_sentence(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(ReadError) as refused:
        read(tmp_path, name)
    assert told in str(refused.value)
    assert refused.value.remedy
    assert list((tmp_path / "work").iterdir()) == []


def test_a_cell_longer_than_excels_names_itself_wherever_its_text_stands(tmp_path: Path) -> None:
    own = sheet(f"<row>{text_cell('x' * 32_768, 'A2')}</row>")
    shared = b"<sst><si><t>" + b"x" * 32_768 + b"</t></si></sst>"
    relations = (
        b'<Relationships><Relationship Id="rId1" Type="a/worksheet" Target="worksheets/sheet1.xml"/>'
        b'<Relationship Id="rId2" Type="a/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    )
    asked = sheet('<row r="2"><c r="B2" t="s"><v>0</v></c></row>')
    parts = {"xl/worksheets/sheet1.xml": asked, "xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": relations}
    for place, changed in (("A2", {"xl/worksheets/sheet1.xml": own}), ("B2", parts)):
        source = written(tmp_path, "t.xlsx", with_parts(seeds()["inline.xlsx"], changed))
        with pytest.raises(ReadError, match=f"The cell {place} holds more than 32,767 letters"):
            stage(source, tmp_path / "work")
    just = sheet(f"<row>{text_cell('x' * 32_767, 'A2')}</row>")
    source = written(tmp_path, "t.xlsx", with_parts(seeds()["inline.xlsx"], {"xl/worksheets/sheet1.xml": just}))
    assert stage(source, tmp_path / "work").rows == 1


@pytest.mark.parametrize(
    ("name", "rows", "note"),
    [
        ("last.xlsx", 1, ""),
        ("twice.xlsx", 3, "row 2 of the sheet stands below row 2: rows are read as they stand (2 times)"),
        ("backwards.xlsx", 2, "row 2 of the sheet stands below row 5: rows are read as they stand (once)"),
        ("elsewhere.xlsx", 1, "the cell A7 stands in row 2 and is read there (once)"),
        ("date.xlsx", 1, "marked as a date and is none: its value is kept as it is (once)"),
        ("serial.xlsx", 1, "marked as a date and is none"),
        ("controls.csv", 1, "is written out: the column is called 'person\\\\u001b[2J'"),
        ("keys.jsonl", 3, "row 1 gives the key 'a' more than once: the last is kept (in 3 rows)"),
        ("colliding.jsonl", 1, "row 1 gives the key 'a.b' more than once: the last is kept (in one row)"),
        ("control key.jsonl", 1, "is written out"),
        ("twice.xes", 1, "'a' is given more than once in one event or trace: the last value is kept (once)"),
        ("ms 9223372036854775807.parquet", 2, "'happened_at' is beyond any calendar and read as missing: once"),
        ("us -9223372036854775808.parquet", 2, "read as missing: once"),
    ],
)  # fmt: skip
def test_what_is_odd_is_read_and_told(tmp_path: Path, name: str, rows: int, note: str) -> None:
    staged = read(tmp_path, name)
    assert staged.rows == rows
    assert note in "\n".join(staged.notes)
    assert all(len(each) <= 400 for each in staged.notes)


def test_rows_given_twice_or_out_of_order_are_all_there(tmp_path: Path) -> None:
    rows = f'<row r="5">{ROW}</row><row r="2">{ROW.replace("e1", "e2")}</row><row r="2">{ROW.replace("e1", "e3")}</row>'
    source = written(tmp_path, "t.xlsx", with_parts(seeds()["inline.xlsx"], {"xl/worksheets/sheet1.xml": sheet(rows)}))
    assert [row[0] for row in table_of(stage(source, tmp_path / "work"))] == ["e1", "e2", "e3"]


def test_a_date_that_is_none_reaches_the_mapping_as_it_stands(tmp_path: Path) -> None:
    row = ROW.replace(text_cell("2026-01-01"), '<c t="d"><v>PT99999999999999H</v></c>')
    changed = {"xl/worksheets/sheet1.xml": sheet(f"<row>{row}</row>")}
    source = written(tmp_path, "t.xlsx", with_parts(seeds()["inline.xlsx"], changed))
    (tmp_path / "work").mkdir()
    with pytest.raises(MappingError, match="PT99999999999999H"):
        try_import(source, tmp_path / "work", ImportOptions("events"))


def test_blank_lines_of_odd_kinds_above_the_header_cost_no_row(tmp_path: Path) -> None:
    staged = read(tmp_path, "separators.csv")
    assert staged.columns[0] == "event_id"
    assert [row[0] for row in table_of(staged)] == ["e1"]


@pytest.mark.parametrize("encoding", ["undefined", "unicode_escape", "idna", "a\x00b", "\udcff", "", "x" * 5_000])
def test_what_is_no_encoding_of_texts_is_told(tmp_path: Path, encoding: str) -> None:
    source = written(tmp_path, "t.csv", "id,team\n1,A\n")
    with pytest.raises(ReadError, match="There is no text encoding") as refused:
        stage(source, tmp_path / "work", ReadOptions(encoding=encoding))
    assert len(str(refused.value)) < 400


def test_a_name_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    source = tmp_path / "f\udcff.csv"
    source.write_text("id,team\n1,A\n")
    with pytest.raises(ReadError, match="not UTF-8"):
        stage(source, tmp_path / "work")


def test_many_odd_names_are_told_in_as_many_notes_as_can_be_read(tmp_path: Path) -> None:
    staged = stage(written(tmp_path, "t.csv", "," * 500 + "\n" + "," * 500 + "\n"), tmp_path / "work")
    assert len(staged.columns) == 501
    assert len(staged.notes) == 51
    assert staged.notes[-1] == "and 451 more of the kind"


def test_the_documented_bounds_are_those_of_the_code() -> None:
    from customerhero.facts.reading import json_lines, reading, shared_texts, xml_stream

    page = (Path(__file__).parents[3] / "docs" / "sources" / "files.md").read_text(encoding="utf-8")
    told = {
        line.split("|")[1].strip(): line.split("|")[2].strip() for line in page.splitlines() if line.startswith("|")
    }
    options = ReadOptions()
    bounds = {
        "columns": f"{options.most_columns:,}",
        "letters of a column's name": f"{reading.LONGEST_NAME:,}",
        "a row's letters": f"{options.most_line_bytes // 2**20} million",
        "nesting (XML, JSON)": f"{reading.DEEPEST}",
        "a cell of a workbook": f"{reading.LONGEST_CELL:,} letters",
        "a sheet": f"{reading.MOST_SHEET_ROWS:,} rows, {reading.MOST_SHEET_COLUMNS:,} columns",
        "a workbook unpacked": f"{options.most_workbook_bytes // 2**30} GB",
        "its shared texts": f"{options.most_shared_text_bytes // 2**20} MB, {shared_texts.MOST_TEXTS // 10**6} million",
        "values in a JSON line": f"{json_lines.MOST_VALUES:,}",
        "an XML tag": f"{xml_stream.LONGEST_TAG // 2**20} MB",
        "a gzip file unpacked": f"{options.most_unpacked_bytes // 2**30} GB",
        "notes about a file": f"{reading.MOST_NOTES}, of {reading.LONGEST_NOTE} letters",
    }
    assert {name: told.get(name) for name in bounds} == bounds
