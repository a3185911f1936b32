"""CSV in its many shapes comes back cell by cell."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.facts.reading import ReadOptions, sample, stage
from tests.facts.reading.making import csv_text, table_of, written
from tests.realdata import FOLDER, shared_data

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
CELL = st.one_of(TEXT, st.sampled_from(["", ",", ";", '"', "a\nb", "a\r\nb", " padded ", "ß", "日本", "\ufeff", "''"]))


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    header = [f"column {number}" for number in range(width)]
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=12))
    return [header, *rows]


@settings(max_examples=120, deadline=None)
@given(tables(), st.sampled_from(",;\t|"), st.booleans())
def test_any_table_comes_back_cell_by_cell(table: list[list[str]], delimiter: str, zipped: bool) -> None:
    expected = [[cell or None for cell in row] for row in table[1:]]
    with TemporaryDirectory() as folder:
        name = "table.csv.gz" if zipped else "table.csv"
        source = written(Path(folder), name, csv_text(table, delimiter))
        staged = stage(source, Path(folder, "work"), ReadOptions(delimiter=delimiter))
        first = sample(source, ReadOptions(delimiter=delimiter), into=Path(folder, "work"))
        assert staged.columns == tuple(table[0])
        assert table_of(staged) == expected
        assert table_of(first) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "city, country", "note"], ["1", "Bern, CH", "a;b"], ["2", "Kiel, DE", "c|d"]]
    staged = stage(written(tmp_path, "t.csv", csv_text(rows, delimiter)), tmp_path / "work")
    assert staged.delimiter == delimiter
    assert table_of(staged) == rows[1:]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Zürich"),
        ("utf-8-sig", "Zürich"),
        ("utf-16", "Zürich"),
        ("utf-16-le", "Zürich"),
        ("utf-32", "Zürich"),
        ("cp1252", "Café “Zürich” – 5 €"),
        ("cp1251", "Москва — отказали в возврате денег, клиент ушёл"),
        ("shift_jis", "東京のお客様は三回も担当者をたらい回しにされました"),
        ("gb18030", "客户被转了三次，最后没有人回答他的问题"),
        ("cp1250", "Żądanie zwrotu pieniędzy odrzucone, klient odszedł"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, text: str) -> None:
    rows = [["id", "note"], *[[str(number), text] for number in range(20)]]
    source = written(tmp_path, "t.csv", csv_text(rows).encode(encoding))
    assert table_of(stage(source, tmp_path / "work")) == rows[1:]
    assert table_of(sample(source, into=tmp_path / "work")) == rows[1:]


def test_letters_beyond_ascii_after_the_first_megabytes_still_tell_the_encoding(tmp_path: Path) -> None:
    rows = [["id", "note"], *[[str(number), "x" * 60] for number in range(100_000)], ["last", "Zürich"]]
    staged = stage(written(tmp_path, "t.csv", csv_text(rows).encode("cp1252")), tmp_path / "work")
    assert staged.encoding == "cp1252"
    assert table_of(staged)[-1] == ["last", "Zürich"]
    assert any("guessed as cp1252" in note for note in staged.notes)


def test_names_are_tidied_and_made_unique_and_each_change_is_told(tmp_path: Path) -> None:
    source = written(tmp_path, "t.csv", 'Call  Failure,ID,id,, "x\ny"\n1,2,3,4,5\n')
    staged = stage(source, tmp_path / "work")
    assert staged.columns[:4] == ("Call Failure", "ID", "id_2", "column_4")
    assert len(staged.notes) >= 3


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    staged = stage(written(tmp_path, "t.csv", "id,team\n"), tmp_path / "work")
    assert (staged.columns, staged.rows) == (("id", "team"), 0)
    assert table_of(staged) == []


@pytest.mark.parametrize("above", ["", "\n", "\r\n\r\n", "sep=;\n", "sep=;\r\n\r\n"])
def test_what_stands_above_the_header_is_stepped_over(tmp_path: Path, above: str) -> None:
    source = written(tmp_path, "t.csv", above + "id;team\n1;A\n\n2;B\n")
    assert table_of(stage(source, tmp_path / "work")) == [["1", "A"], ["2", "B"]]
    assert table_of(sample(source, into=tmp_path / "work")) == [["1", "A"], ["2", "B"]]


@pytest.mark.parametrize("text", ["a,b\n1,2\r\n3,4\n", "a,b\r\n1,2\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\n3,4"])
def test_line_ends_may_be_of_any_kind_and_mixed(tmp_path: Path, text: str) -> None:
    assert table_of(stage(written(tmp_path, "t.csv", text), tmp_path / "work")) == [["1", "2"], ["3", "4"]]


def test_a_name_with_pattern_letters_is_one_file(tmp_path: Path) -> None:
    written(tmp_path, "a1.csv", "id,team\n9,Z\n")
    source = written(tmp_path, "a[1]*.csv", "id,team\n1,A\n")
    assert table_of(stage(source, tmp_path / "work")) == [["1", "A"]]


def test_rows_keep_their_order_over_parallel_reading_and_quoted_line_breaks(tmp_path: Path) -> None:
    rows = [[str(number), 'first line\n"second", line' * (number % 3)] for number in range(1_000_000)]
    source = written(tmp_path, "t.csv", csv_text([["id", "note"], *rows]))
    staged = stage(source, tmp_path / "work")
    wrong = duckdb.execute(
        "SELECT count(*) FROM read_parquet(?, file_row_number = true) WHERE id <> file_row_number::VARCHAR "
        "OR coalesce(length(note), 0) <> (file_row_number % 3) * length('first line second, line..')",
        [str(staged.file)],
    ).fetchone()
    assert (staged.rows, wrong) == (1_000_000, (0,))


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.tsv"])
def test_progress_goes_forward_and_ends_with_the_whole_file(tmp_path: Path, name: str) -> None:
    source = written(tmp_path, name, ("id,team\n" + "1,A\n" * 50_000).encode("utf-16" if "tsv" in name else "utf-8"))
    seen: list[tuple[int, int]] = []
    stage(source, tmp_path / "work", progress=lambda done, size: seen.append((done, size)))
    assert seen[-1] == (source.stat().st_size, source.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_delimiters_too_many_at_the_end_of_rows_are_let_pass(tmp_path: Path) -> None:
    source = written(tmp_path, "t.csv", "id,team\n1,A,\n2,B,,\n")
    assert table_of(stage(source, tmp_path / "work")) == [["1", "A"], ["2", "B"]]
    assert table_of(sample(source, into=tmp_path / "work")) == [["1", "A"], ["2", "B"]]


def test_a_text_too_long_for_the_fast_way_is_read_the_careful_way(tmp_path: Path) -> None:
    rows = [["id", "note"], ["1", "x" * 5_000_000], ["2", "short"]]
    assert table_of(stage(written(tmp_path, "t.csv", csv_text(rows)), tmp_path / "work")) == rows[1:]


def test_too_little_memory_for_the_fast_way_is_enough_for_the_careful_way(tmp_path: Path) -> None:
    rows = [[f"column {number}" for number in range(500)], *[["value"] * 500 for _ in range(2_000)]]
    options = ReadOptions(memory_limit="5MB")
    assert table_of(stage(written(tmp_path, "t.csv", csv_text(rows)), tmp_path / "work", options)) == rows[1:]


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("uci_incident/incident_event_log.csv.gz", 141_712, 36),
        ("cfpb_complaints/complaints_sample.csv", 6_623, 18),
        ("sfo_survey/fact_survey.csv", 2_831, None),
        ("uci_telecom_churn/Customer_Churn.csv", 3_150, 14),
    ],
)
def test_real_exports_have_their_rows(tmp_path: Path, name: str, rows: int, columns: int | None) -> None:
    staged = stage(shared_data(name), tmp_path)
    assert staged.rows == rows
    assert columns in (None, len(staged.columns))
    assert all(column == " ".join(column.split()) for column in staged.columns)


def test_a_real_export_with_line_breaks_equals_what_python_reads(tmp_path: Path) -> None:
    source = shared_data("cfpb_complaints/complaints_sample.csv")
    with source.open(encoding="utf-8-sig", newline="") as text:
        expected = [[cell or None for cell in row] for row in csv.reader(text)][1:]
    assert table_of(stage(source, tmp_path)) == expected


def test_the_telecom_names_lose_their_double_blanks(tmp_path: Path) -> None:
    staged = stage(shared_data("uci_telecom_churn/Customer_Churn.csv"), tmp_path)
    assert staged.columns[0] == "Call Failure"
    assert any("'Call  Failure'" in note for note in staged.notes)


def test_every_warehouse_table_is_read_as_python_reads_it(tmp_path: Path) -> None:
    shared_data("warehouse_shapes")
    for source in sorted((FOLDER / "warehouse_shapes").rglob("*.csv")):
        with source.open(encoding="utf-8-sig", newline="") as text:
            expected = [[cell or None for cell in row] for row in csv.reader(text) if row][1:]
        assert table_of(stage(source, tmp_path)) == expected, source.name
