"""A day of a spreadsheet stays that day in every zone, and is the day that the same table as CSV tells."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from customerhero.facts.mapping import Options, apply
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.facts.reading import stage
from tests.facts.mapping.making import rows

COLUMNS = "{customer_id: Customer, joined_at: Customer since, left_at: Cancelled on}"
NOW = Options(now=datetime(2027, 6, 1))  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles"])
@pytest.mark.parametrize("shown", ["dd.mm.yyyy", "yyyy-mm-dd h:mm:ss"])
def test_a_day_is_the_same_from_a_workbook_and_from_csv(shown: str, zone: str, tmp_path: Path) -> None:
    table = [("C1", date(2024, 1, 1), date(2026, 3, 1)), ("C2", date(2024, 2, 1), date(2026, 4, 1))]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Customer", "Customer since", "Cancelled on"])
    for row in table:
        sheet.append(row)
        for cell in sheet[sheet.max_row][1:]:
            cell.number_format = shown
    book.save(tmp_path / "customers.xlsx")
    lines = "\n".join(",".join(map(str, row)) for row in table)
    (tmp_path / "customers.csv").write_text(f"Customer,Customer since,Cancelled on\n{lines}\n", encoding="utf-8")
    mapping = parse_mapping(f"zone: {zone}\ntables:\n  - table: customers\n    columns: {COLUMNS}\n", "m")
    found = []
    for name in ("customers.xlsx", "customers.csv"):
        read = stage(tmp_path / name, tmp_path / f"work-{name}")
        made = apply(mapping, read.file, tmp_path / f"out-{name}", name, NOW)
        found.append(rows(made, "customers", "customer_id, joined_at::TEXT, left_at::TEXT"))
    assert (
        found[0]
        == found[1]
        == [
            ("C1", "2024-01-01 00:00:00", "2026-03-01 00:00:00"),
            ("C2", "2024-02-01 00:00:00", "2026-04-01 00:00:00"),
        ]
    )
