"""A column for each month becomes a row for each: recognised, asked where the year is open, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import propose
from customerhero.facts.mapping.months import month_columns
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped, mapped_text, rows, staged

ROWS = "C1,Acme,10.50,20\nC2,Bolt,,30.25\n"
PAID = [("C1", "2026-01-01", 10.5), ("C1", "2026-02-01", 20.0), ("C2", "2026-02-01", 30.25)]
COUNTED = "customer_id, CAST(period AS VARCHAR), CAST(amount AS DOUBLE)"


@pytest.mark.parametrize(
    ("january", "february"),
    [
        ("Jan 2026", "Feb 2026"), ("January 2026", "February 2026"), ("2026-01", "2026-02"), ("01/2026", "02/2026"),
        ("2026/01", "2026/02"), ("202601", "202602"), ("Jan-26", "Feb-26"), ("Jan '26", "Feb '26"),
        ("Revenue Jan 2026", "Revenue Feb 2026"), ("MRR 2026-01", "MRR 2026-02"), ("Januar 2026", "Februar 2026"),
        ("Umsatz 01.2026", "Umsatz 02.2026"), ("2026-01-01 00:00:00", "2026-02-01 00:00:00"),
        ("01.01.2026", "01.02.2026"), ("1/1/2026", "2/1/2026"), ("2026 Jan", "2026 Feb"), ("1/2026", "2/2026"),
    ],
)  # fmt: skip
def test_months_are_known_by_their_names(january: str, february: str) -> None:
    names = ["Customer ID", "Name", january, february, "Total"]
    assert month_columns(names) == {january: (2026, 1), february: (2026, 2)}


@pytest.mark.parametrize(
    "names",
    [
        ["Customer", "Jan 2026"],
        ["Customer", "2024", "2025"],
        ["March hare", "Marketing", "Augustus", "May we call you?"],
        ["q1 2026", "q2 2026"],
        ["Revenue Jan 2026", "Cost Jan 2026"],
        ["01/02/2026", "03/04/2026"],
        ["Order 202601", "Invoice 202602"],
    ],
)
def test_other_names_are_no_months(names: list[str]) -> None:
    assert month_columns(names) == {}


def file_of(folder: Path, january: str, february: str, body: str = ROWS) -> Path:
    source = folder / "wide.csv"
    source.write_text(f"Customer ID,Name,{january},{february}\n{body}", encoding="utf-8")
    return source


@pytest.mark.parametrize(("january", "february"), [("Jan 2026", "Feb 2026"), ("MRR 2026-01", "MRR 2026-02")])
def test_a_wide_file_of_revenue_is_proposed_as_a_row_a_month(tmp_path: Path, january: str, february: str) -> None:
    source = file_of(tmp_path, january, february)
    proposal = propose(staged(source, tmp_path), "wide.csv", {"currency": "EUR"})
    assert (proposal.table, proposal.questions) == ("revenue", ())
    assert any("a row for each month" in taken.taken for taken in proposal.assumptions)
    assert [guess.column for guess in proposal.guesses] == ["Customer ID", "Name", january, february]
    made = mapped(parse_mapping(proposal.text, "proposed"), source, tmp_path)
    assert rows(made, "revenue", COUNTED) == PAID
    assert "2 rows has 2 columns that become rows of their own: 3 rows, 1 empty cell " in made.notes[0].sentence
    assert made.notes[0].first


def test_months_without_a_year_are_asked(tmp_path: Path) -> None:
    source = file_of(tmp_path, "Jan", "Feb")
    asked = propose(staged(source, tmp_path), "wide.csv", {"currency": "EUR"})
    assert [question.key for question in asked.questions] == ["year"]
    with pytest.raises(MappingError, match="still to be said of which year"):
        parse_mapping(asked.text, "proposed")
    answered = propose(staged(source, tmp_path), "wide.csv", {"currency": "EUR", "year": "2026"})
    made = mapped(parse_mapping(answered.text, "proposed"), source, tmp_path)
    assert rows(made, "revenue", COUNTED) == PAID


def test_small_numbers_may_be_scores_and_are_asked(tmp_path: Path) -> None:
    source = file_of(tmp_path, "2026-01", "2026-02", "C1,Acme,9,3\nC2,Bolt,,10\n")
    asked = propose(staged(source, tmp_path), "wide.csv", {"currency": "EUR"})
    assert [question.key for question in asked.questions] == ["months"]
    nps = propose(staged(source, tmp_path), "wide.csv", {"months": "nps"})
    made = mapped(parse_mapping(nps.text, "proposed"), source, tmp_path)
    assert set(rows(made, "feedback", "customer_id, metric, month(happened_at), score")) == {
        ("C1", "nps", 1, 9),
        ("C1", "nps", 2, 3),
        ("C2", "nps", 2, 10),
    }


MAPPING = """
unpivot: {columns: {Jan 2026: 2026-01-01, Feb 2026: 2026-02-01}, name: month, value: paid}
tables:
  - table: revenue
    columns: {customer_id: id, period: month, amount: paid, currency: {constant: EUR}}
"""


def test_a_month_that_the_mapping_does_not_name_is_told(tmp_path: Path) -> None:
    made = mapped_text(parse_mapping(MAPPING, "m"), "id,Jan 2026,Feb 2026,Mar 2026\nC1,1,2,3\n", tmp_path)
    assert rows(made, "revenue", COUNTED) == [("C1", "2026-01-01", 1.0), ("C1", "2026-02-01", 2.0)]
    assert "'Mar 2026' look like months too and are not read" in " ".join(note.sentence for note in made.notes)


def test_a_month_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no column 'Feb 2026'"):
        mapped_text(parse_mapping(MAPPING, "m"), "id,Jan 2026\nC1,1\n", tmp_path)


@pytest.mark.parametrize("unpivot", ["{name: a, value: b}", "{columns: {}, name: a, value: b}", "[a]", "x"])
def test_an_unpivot_that_says_too_little_is_an_error(unpivot: str) -> None:
    with pytest.raises(MappingError, match="unpivot"):
        parse_mapping(MAPPING.replace(MAPPING.split("\n")[1], f"unpivot: {unpivot}"), "m")
