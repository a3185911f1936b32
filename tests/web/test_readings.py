"""How a file is read is chosen in the page: its sheet, delimiter and encoding; the import and later files follow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.facts.lake import Lake
from customerhero.facts.reading import ReadOptions
from customerhero.facts.reading.sheet_list import SheetSize, sheets_of
from customerhero.web.sources.importing import take_in
from customerhero.web.sources.models import Receipt, SavedMapping, Source, Upload
from customerhero.web.sources.schedule import look_there
from tests.facts.reading.making import workbook
from tests.web.bringing import CUSTOMERS, asked, brought, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]


BOOK = workbook(
    {
        "About": [["Made by", "the help desk"], ["In", "2026"]],
        "Customers": [
            ["customer_id", "name", "segment", "joined_at"],
            *[[f"C{i}", f"N{i}", "large", "2024-01-05"] for i in range(30)],
        ],
        "Empty": [],
    }
)
"""The table is not on the first sheet."""


def read_so(client: Client, upload: Upload, **chosen: Any) -> Any:
    return client.post(reverse("upload-readings", args=[upload.pk]), {"seen": 0, **chosen})


def names_in_the_lake(settings: Any) -> set[str]:
    table = Lake.open(settings.LAKE).facts().customers
    return set(table.name.execute())


def test_the_sheets_of_a_workbook_are_listed_with_their_rows(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(BOOK)
    found = sheets_of(file, ReadOptions(), tmp_path)
    assert found == [SheetSize("About", 2), SheetSize("Customers", 31), SheetSize("Empty", 0)]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04 no workbook", BOOK[:2000], b"\x00" * 50])
def test_what_is_no_workbook_has_no_sheets(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.xlsx"
    file.write_bytes(content)
    assert sheets_of(file, ReadOptions(), tmp_path) == []


def test_a_sheet_is_chosen_and_the_import_reads_it(lead: Client) -> None:
    upload = brought(lead, BOOK, "book.xlsx")
    page = page_of(lead, upload)
    assert "Which sheet holds the table?" in page
    assert "30 rows" in page
    read_so(lead, upload, sheet="Customers")
    saved = SavedMapping.objects.get()
    assert (saved.preset, saved.sheet) == ("customers", "Customers")
    assert "<td>C29</td>" in page_of(lead, upload) or "C0" in page_of(lead, upload)
    take_in.func(asked(lead, upload, 1).pk)
    assert Receipt.objects.get().counts["customers"]["written"] == 30


def test_a_later_workbook_of_the_source_is_read_from_the_same_sheet(lead: Client) -> None:
    upload = brought(lead, BOOK, "book.xlsx")
    read_so(lead, upload, sheet="Customers")
    take_in.func(asked(lead, upload, 1).pk)
    rows = [["customer_id", "name", "segment", "joined_at"], ["C99", "Anew", "small", "2024-02-01"]]
    later = brought(lead, workbook({"About": [["x"]], "Customers": rows}), "book.xlsx", source=upload.source_id)
    assert "Anew" in page_of(lead, later)
    take_in.func(asked(lead, later).pk)
    assert SavedMapping.objects.filter(upload=later).get().sheet == "Customers"
    assert Receipt.objects.get(imported__upload=later).counts["customers"]["written"] == 1


def test_a_schedule_reads_as_the_source_was_read(lead: Client, tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    settings.FOLDERS = [folder]
    upload = brought(lead, BOOK, "book.xlsx")
    read_so(lead, upload, sheet="Customers")
    take_in.func(asked(lead, upload, 1).pk)
    Source.objects.update(kind=Source.Kind.FOLDER, address=str(folder))
    rows = [["customer_id", "name", "segment", "joined_at"], ["C77", "By itself", "small", "2024-02-01"]]
    (folder / "next.xlsx").write_bytes(workbook({"About": [["x"]], "Customers": rows}))
    os.utime(folder / "next.xlsx", (0, 1_700_000_000))
    look_there(Source.objects.get())
    fetched = Upload.objects.exclude(pk=upload.pk).get()
    assert fetched.imports.get().mapping.sheet == "Customers"


def test_an_encoding_is_chosen_where_letters_look_wrong(lead: Client, settings: Any) -> None:
    named = CUSTOMERS.replace("Customer 1,", "Łódź Sp,").encode("cp1250")
    upload = brought(lead, named, "customers.csv")
    assert "Encoding of its letters" in page_of(lead, upload)
    read_so(lead, upload, encoding="cp1250")
    assert "Łódź" in page_of(lead, upload)
    take_in.func(asked(lead, upload, 1).pk)
    assert SavedMapping.objects.get().encoding == "cp1250"


def test_a_delimiter_is_chosen(lead: Client) -> None:
    upload = brought(lead, CUSTOMERS.replace(",", "|"), "customers.csv")
    read_so(lead, upload, delimiter="|")
    saved = SavedMapping.objects.get()
    assert (saved.delimiter, saved.preset) == ("|", "customers")


@pytest.mark.parametrize(
    "chosen", [{"sheet": "None such"}, {"sheet": "Empty"}, {"sheet": "x" * 5000}], ids=["absent", "empty", "long"]
)
def test_a_choice_that_cannot_be_read_is_told_and_changes_nothing(lead: Client, chosen: dict[str, str]) -> None:
    upload = brought(lead, BOOK, "book.xlsx")
    told = lead.get(read_so(lead, upload, **chosen)["Location"]).content.decode()
    assert "sheet" in told.split('class="flash error"')[1].split("</p>")[0]
    assert not SavedMapping.objects.exists()


def test_a_made_up_delimiter_or_encoding_is_found_out_instead(lead: Client) -> None:
    upload = brought(lead, CUSTOMERS, "customers.csv")
    read_so(lead, upload, delimiter="x", encoding="rot13")
    saved = SavedMapping.objects.get()
    assert (saved.delimiter, saved.encoding, saved.preset) == ("", "", "customers")


def test_a_workbook_that_cannot_be_read_as_it_is_offers_its_other_sheets(lead: Client) -> None:
    upload = brought(lead, workbook({"Blank": [], "Customers": [["customer_id", "name"], ["C1", "One"]]}), "book.xlsx")
    assert "Which sheet holds the table?" in page_of(lead, upload)
    read_so(lead, upload, sheet="Customers")
    assert "One" in page_of(lead, upload)


def test_a_corrected_mapping_stays_where_it_fits_what_is_read_then(lead: Client) -> None:
    upload = brought(lead, CUSTOMERS, "customers.csv")
    text = "name: mine\ntables:\n  - table: customers\n    columns: {customer_id: customer_id, segment: name}\n"
    lead.post(reverse("upload-mappings", args=[upload.pk]), {"seen": 0, "base": 0, "yaml": text})
    read_so(lead, upload, seen=1, encoding="utf-8")
    newest = SavedMapping.objects.first()
    assert newest is not None
    assert (newest.text, newest.encoding) == (text, "utf-8")
