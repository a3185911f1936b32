"""Totals and lines below a table are refused, one line each, and told first; customers with such names stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.facts.mapping import Mapped
from tests.facts.mapping.making import mapped_text, refused, rows

HEAD = "customer_id,period,amount,currency\na,2026-01,1000,EUR\nb,2026-01,200,EUR\nc,2026-02,34,EUR\n"


def of_revenue(lines: str, folder: Path) -> Mapped:
    return mapped_text("revenue", HEAD + lines, folder)


@pytest.mark.parametrize(
    "line",
    [
        'Total,,"1,234.00",', "TOTAL,2026-02,1234,EUR", "Grand Total,2026-02,1234,EUR", "Summe,2026-02,1234,EUR",
        "Gesamt:,2026-02,1234,EUR", "Gesamtsumme,2026-02,1234,EUR", "Zwischensumme,2026-02,1234,EUR",
        "Subtotal,2026-02,1234,EUR", "Sub-total,2026-02,1234,EUR", "a Total,2026-01,1000,EUR",
        "b Ergebnis,2026-01,200,EUR", "Total 2026,2026-01,1234,EUR", "Gesamtergebnis,2026-01,1234,EUR",
        ",2026-02,1234,EUR", ',,"1,234.00",',
    ],
)  # fmt: skip
def test_a_total_is_no_row(tmp_path: Path, line: str) -> None:
    made = of_revenue(line + "\n", tmp_path)
    assert rows(made, "revenue", "sum(amount)::DOUBLE") == [(1234.0,)]
    assert (made.read, made.refused_rows) == (4, 1)
    assert [(told[1], told[4]) for told in refused(made)] == [(4, "a total of other rows, no row of its own")]
    first = [note.sentence for note in made.notes if note.first]
    assert len(first) == 1
    assert first[0].startswith("1 row is a total of others (row 4: ")


@pytest.mark.parametrize(
    "line",
    [
        "Total Energies,2026-02,7,EUR",
        "Totalizer Inc,2026-02,7,EUR",
        "Summer & Sons,2026-02,7,EUR",
        "Sumitomo,2026-02,7,EUR",
    ],
)
def test_a_customer_with_such_a_name_is_one(tmp_path: Path, line: str) -> None:
    made = of_revenue(line + "\n", tmp_path)
    assert (made.tables["revenue"].rows, made.refused_rows) == (4, 0)


def test_a_row_without_an_id_that_adds_up_nothing_is_only_missing_one(tmp_path: Path) -> None:
    made = of_revenue(",2026-02,99,EUR\n", tmp_path)
    assert [told[4] for told in refused(made)] == ["missing"]


@pytest.mark.parametrize(
    "line",
    [
        "Generated on 2026-03-01",
        "Erstellt am 01.03.2026",
        "3 rows",
        "Source: billing system",
        "\u00a9 2026 Larkfield",
        "Total: 3",
    ],
)
def test_lines_below_a_list_are_no_customers(tmp_path: Path, line: str) -> None:
    csv = "customer_id,name,segment\n1,Ann,Flats\n2,Bob,Flats\n3,Cy,Shops\n"
    made = mapped_text("customers", f"{csv}{line},,\n", tmp_path)
    assert rows(made, "customers", "count(*)") == [(3,)]
    assert [told[4] for told in refused(made)] == ["a line below the table, no row of it"]
    assert [note.code for note in made.notes if note.first] == ["below_table"]


def test_a_customer_of_whom_only_the_id_is_known_stays(tmp_path: Path) -> None:
    made = mapped_text("customers", "customer_id,name,segment\n1,Ann,Flats\nReport-7,,\nK 9,,\n", tmp_path)
    assert (made.tables["customers"].rows, made.refused_rows) == (3, 0)
