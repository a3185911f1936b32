"""A CSV as people export it: titles, remarks, units, a header again, no header, blanks for delimiters."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from customerhero.errors import ReadError
from customerhero.facts.reading import Staged, sample, stage
from tests.facts.reading.making import table_of, written

HEADER = "id,team,hours\n"
TABLE = HEADER + "C1,Billing,3\nC2,Sales,5\n"
ROWS = [["C1", "Billing", "3"], ["C2", "Sales", "5"]]


def read(folder: Path, text: str | bytes, name: str = "t.csv") -> Staged:
    source = written(folder, name, text)
    whole = stage(source, folder / "work")
    assert table_of(sample(source, into=folder / "work")) == table_of(whole)
    return whole


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Cases of March\n" + TABLE, "line 1 stands above the header"),
        ("Cases of March,,\nFrom:,2026-03-01,\n,,\n" + TABLE, "lines 1 to 2 stand above"),
        ("sep=,\nCases of March\n\n" + TABLE, "line 2 stands above the header"),
        (TABLE + "Source: the ticket system\n", "line 4 stands below the table"),
        (TABLE + "\nAnna\n", "line 5 stands below the table"),
        (TABLE + "Generated on 2026-04-01,,\n", "line 4 stands below the table"),
        (TABLE + "\n* open cases too\n(c) the company\n", "lines 5 to 6 stand below"),
        (HEADER + ",,h\n" + TABLE.removeprefix(HEADER), "the line below the header holds units"),
        (TABLE[:27] + HEADER + TABLE[27:], "the header stands again in line 3"),
        (TABLE.replace("\n", ",,\n"), ""),
        (TABLE.replace(",", ";"), ""),
        (TABLE, ""),
    ],
)
def test_what_is_no_row_is_left_out_and_told(tmp_path: Path, text: str, told: str) -> None:
    staged = read(tmp_path, text)
    assert [row[:3] for row in table_of(staged)] == ROWS
    assert told in " ".join(staged.notes)


def test_a_padded_remark_below_many_rows_is_left_out(tmp_path: Path) -> None:
    text = HEADER + "".join(f"C{number},Sales,1\n" for number in range(900)) + "Exported by Anna,,\n"
    assert read(tmp_path, text).rows == 900


@pytest.mark.parametrize(
    "rows",
    [
        [["id", "note"], ["1", "a remark in five whole words"], ["Total", ""]],
        [["id", "name", "city"], ["C1", "Anna", "Bonn"], ["C2", "", ""]],
        [["id", "score", "words"], ["C1", "3", "well"], ["", "", "nobody ever called me back again"]],
        [["", "name", "city"], ["0", "Anna", "Bonn"], ["1", "Ben", "Kiel"]],
        [["id", "a", "b", "c", "d"], ["C1", "", "", "", ""], ["C2", "", "x", "", ""]],
        [["customer", "2026-01", "2026-02"], ["C1", "3", "4"], ["C2", "5", "6"]],
    ],
)
def test_what_may_be_a_row_is_one(tmp_path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert table_of(read(tmp_path, text.getvalue())) == [[cell or None for cell in row] for row in rows[1:]]


def test_the_lines_of_survey_tools_are_one_header(tmp_path: Path) -> None:
    question = "How likely are you to recommend us?"
    qualtrics = (
        f'StartDate,Q1\nStart Date,{question}\n"{{""ImportId"":""a""}}","{{""ImportId"":""b""}}"\n2026-01-01,9\n'
    )
    staged = read(tmp_path, qualtrics)
    assert (staged.columns, table_of(staged)) == (("StartDate", f"Q1 {question}"), [["2026-01-01", "9"]])
    monkey = f"Respondent ID,{question},Which do you use?,\n,Response,Desk,Field\n7,9,Desk,\n"
    staged = read(tmp_path, monkey)
    assert staged.columns == ("Respondent ID", question, "Which do you use? Desk", "Which do you use? Field")
    assert table_of(staged) == [["7", "9", "Desk", None]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("C1,2026-01-03,49.90\nC2,2026-01-04,12.50\nC3,2026-01-05,8.00\n", "'C1', '2026-01-03', '49.90'"),
        ("C1,Anna\nC2,Ben\nC3,Cem\n", "'C1', 'Anna'"),
        ("customer,2026-01,2026-02\nC1,3.50,4.50\nC2,1.50,2.50\n", ""),
        ("Q1,Q2\n9,10\n8,7\n", ""),
    ],
)
def test_a_first_line_that_looks_like_a_row_is_told(tmp_path: Path, text: str, told: str) -> None:
    found = [taken.evidence for taken in read(tmp_path, text).found if taken.key == "header"]
    assert (told in found[0]) if told else not found


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("id    team      hours\nC1    Billing   3\nC2    Sales     5\n", "as CSV or XLSX."),
        ("id team hours\nC1 Billing 3\nC2 Sales 5\n", "--delimiter ' '"),
    ],
)
def test_columns_aligned_by_blanks_are_refused_with_a_hint(tmp_path: Path, text: str, remedy: str) -> None:
    with pytest.raises(ReadError, match="aligned by blanks") as refused:
        stage(written(tmp_path, "t.txt", text), tmp_path / "work")
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        (TABLE.replace(",", ";"), "delimiter", "columns are separated by ';'"),
        ("id,team\n1,Müller\n".encode("cp1252"), "encoding", "the text is Windows-1252"),
        (TABLE, "", ""),
    ],
)
def test_what_the_file_decided_is_told_with_its_evidence(
    tmp_path: Path, text: bytes | str, key: str, told: str
) -> None:
    found = {taken.key: taken for taken in read(tmp_path, text).found}
    assert (found[key].taken == told and found[key].evidence) if key else not found


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Müller".encode().decode("cp1252"), "would be 'Müller'"),
        ("“Café”".encode().decode("latin-1"), "would be '“Café”'"),
        ("M\ufffdller", "letters were lost"),
        ("Müller", ""),
        ("Ångström", ""),
        ("São", ""),
        ("NÃO", ""),
    ],
)
def test_letters_spoiled_before_the_export_are_told(tmp_path: Path, word: str, told: str) -> None:
    notes = read(tmp_path, f"id,name\n1,{word}\n2,Anna\n").notes
    assert (told in notes[0]) if told else not notes
