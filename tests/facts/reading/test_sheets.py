"""Sheets as people make them: titles, remarks, merged cells, hidden sheets, a sheet a month, formulas alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from customerhero.errors import ReadError
from customerhero.facts.reading import ReadOptions, Staged, stage
from tests.facts.reading.making import Sheets, book_of, stored, table_of, written

TABLE: list[list[object]] = [["id", "team", "hours"], ["C1", "Billing", 3], ["C2", "Sales", 5]]
ROWS = [["C1", "Billing", "3"], ["C2", "Sales", "5"]]


def read(folder: Path, book: Workbook, sheet: str | None = None) -> Staged:
    return stage(written(folder, "t.xlsx", stored(book)), folder / "work", ReadOptions(sheet=sheet))


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [
        ([["Cases of March"]], [], ["line 1 stands above the header", "Cases of March"]),
        ([["Cases of March"], [], ["From:", "2026-03-01"]], [], ["lines 1 to 3 stand above"]),
        ([], [["Source: the ticket system"]], ["line 4 stands below the table"]),
        ([], [[], ["Anna"]], ["line 5 stands below the table"]),
        (
            [["Report", None, None]],
            [[], ["Generated on 2026-04-01"], ["* open cases too"]],
            ["lines 6 to 7 stand below"],
        ),
        ([], [], []),
    ],
)
def test_what_stands_around_a_table_is_left_out_and_told(
    tmp_path: Path, above: list[list[object]], below: list[list[object]], told: list[str]
) -> None:
    staged = read(tmp_path, book_of({"Cases": [*above, *TABLE, *below]}))
    assert (staged.columns, table_of(staged)) == (("id", "team", "hours"), ROWS)
    notes = " ".join(staged.notes)
    assert all(part in notes for part in told)
    assert bool(notes) == bool(told)


def hidden(book: Workbook) -> None:
    book["Old"].sheet_state = "hidden"


def nothing(_book: Workbook) -> None:
    return


@pytest.mark.parametrize(
    ("sheets", "change", "told"),
    [
        ({"Old": [["id"], ["X"], ["Y"]], "Cases": TABLE}, hidden, "'Old' (hidden, 2 rows)"),
        ({"Read me": [["These are the cases of March."]], "Cases": TABLE}, nothing, "'Read me' (0 rows)"),
        ({"Empty": [], "Cases": TABLE}, nothing, "'Empty' (empty)"),
        ({"Cases": TABLE, "Teams": [["id"], ["T1"]]}, nothing, "'Teams' (1 row)"),
    ],
)
def test_the_first_table_that_can_be_seen_is_read(
    tmp_path: Path, sheets: Sheets, change: Callable[[Workbook], None], told: str
) -> None:
    book = book_of(sheets)
    change(book)
    staged = read(tmp_path, book)
    assert table_of(staged) == ROWS
    assert told in " ".join(staged.notes)
    assert staged.found[0].taken == "the sheet 'Cases' is read"


def test_sheets_with_the_same_header_are_offered_and_read_together(tmp_path: Path) -> None:
    february: list[list[object]] = [TABLE[0], ["C3", "Sales", 7]]
    book = book_of({"Jan": TABLE, "Feb": february, "Notes": [["a", "b"], [1, 2]]})
    assert "'Feb' has the same header" in " ".join(read(tmp_path, book).notes)
    for wanted in ("*", "Jan,Feb"):
        together = read(tmp_path, book, wanted)
        assert together.columns == ("id", "team", "hours", "sheet")
        assert table_of(together) == [[*ROWS[0], "Jan"], [*ROWS[1], "Jan"], ["C3", "Sales", "7", "Feb"]]
    with pytest.raises(ReadError, match="have different headers"):
        read(tmp_path, book, "Jan,Notes")


@pytest.mark.parametrize("wanted", [None, "S1"])
def test_of_many_sheets_that_are_not_read_the_first_are_named_and_the_others_counted(
    tmp_path: Path, wanted: str | None
) -> None:
    book = book_of({f"S{number}": [[f"a{number}", "b"], [1, 2]] for number in range(1, 13)})
    told = " ".join(read(tmp_path, book, wanted).notes)
    assert "'S9' (1 row) and 3 more" in told and "S10" not in told


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["id", "sheet"], ("id", "sheet", "sheet name")),
        (["sheet", "id"], ("sheet", "id", "sheet name")),
        (["id", "Sheet"], ("id", "Sheet", "sheet name")),
        (["sheet name", "SHEET"], ("sheet name", "SHEET", "sheet it stood in")),
        (["id", "sheet name"], ("id", "sheet name", "sheet")),
    ],
)
def test_a_column_called_sheet_keeps_its_values_when_sheets_are_read_together(
    tmp_path: Path, header: list[object], columns: tuple[str, ...]
) -> None:
    together = read(tmp_path, book_of({"Jan": [header, ["a", "b"]], "Feb": [header, ["c", "d"]]}), "*")
    assert together.columns == columns
    assert table_of(together) == [["a", "b", "Jan"], ["c", "d", "Feb"]]


def labels_merged_down(sheet: Worksheet) -> None:
    for row in (["region", "id", "hours"], ["North", "C1", 1], [None, "C2", 2], ["South", "C3", 3]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")


def header_over_two_rows(sheet: Worksheet) -> None:
    for row in (["id", "hours", None, "team"], [None, "spent", "planned", None], ["C1", 1, 2, "Sales"]):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")


def band_across(sheet: Worksheet) -> None:
    for row in (["id", "team", "hours"], ["North"], ["C1", "Sales", 1], ["South"], ["C2", "Sales", 2]):
        sheet.append(row)
    sheet.merge_cells("A2:C2")
    sheet.merge_cells("A4:C4")


@pytest.mark.parametrize(
    ("make", "columns", "rows", "told"),
    [
        (
            labels_merged_down,
            ("region", "id", "hours"),
            [["North", "C1", "1"], ["North", "C2", "2"], ["South", "C3", "3"]],
            "'North' in row 2 is merged with the cells below",
        ),
        (
            header_over_two_rows,
            ("id", "hours spent", "hours planned", "team"),
            [["C1", "1", "2", "Sales"]],
            "the header spans rows 1 and 2",
        ),
        (
            band_across,
            ("id", "team", "hours"),
            [["C1", "Sales", "1"], ["C2", "Sales", "2"]],
            "row 2 and 1 more is one cell across the table",
        ),
    ],
)
def test_merged_cells_say_what_a_reader_of_the_sheet_sees(
    tmp_path: Path, make: Callable[[Worksheet], None], columns: tuple[str, ...], rows: list[list[str]], told: str
) -> None:
    book = Workbook()
    make(book.worksheets[0])
    staged = read(tmp_path, book)
    assert (staged.columns, table_of(staged)) == (columns, rows)
    assert told in " ".join(staged.notes)


def test_a_formula_without_its_result_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="C2 holds a formula whose result is not stored") as refused:
        read(tmp_path, book_of({"Cases": [TABLE[0], ["C1", "Sales", "=1+2"]]}))
    assert "save it once" in refused.value.remedy


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    book = book_of({"Cases": TABLE})
    book.worksheets[0].row_dimensions[3].hidden = True
    staged = read(tmp_path, book)
    assert table_of(staged) == ROWS
    assert "row 3 of the sheet is hidden" in staged.notes[0]


def test_a_cell_with_an_error_is_missing_and_told(tmp_path: Path) -> None:
    staged = read(tmp_path, book_of({"Cases": [*TABLE, ["C3", "#REF!", 1]]}))
    assert table_of(staged)[2] == ["C3", None, "1"]
    assert "error #REF!" in staged.notes[0]
