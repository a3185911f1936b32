"""The stored receipt: its head, what became of every row, and the yes it waits for before known totals change."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customerhero.errors import ChangesError
from customerhero.facts.mapping.loading import preset_text
from customerhero.web.people.models import Person
from customerhero.web.sources.importing import ask_again, ask_import, take_in
from customerhero.web.sources.models import Import, Receipt, Refusal
from tests.web.bringing import brought, end_in, page_of_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]
REVENUE = "customer_id,period,amount,currency\n"


def through(client: Client, text: str, preset: str, name: str) -> Import:
    """An upload under a preset, its import asked for."""
    upload = brought(client, text, name)
    mapping = upload.mappings.create(number=90, preset=preset, text=preset_text(preset))
    return ask_import(upload, mapping, None)


def page(client: Client, imported: Import) -> str:
    return " ".join(page_of_import(client, imported).split())


def revenue(amount: int) -> str:
    return REVENUE + "".join(f"k{number},2026-01-01,{amount},EUR\n" for number in range(10))


def test_the_receipt_accounts_for_every_row_and_its_head_says_what_matters(lead: Client) -> None:
    rows = "nps,10,9\n" * 3 + "nps,10,\nnps,10,11\n"
    made = through(lead, f"metric,scale_max,score\n{rows}", "feedback", "answers.csv")
    take_in.func(made.pk)
    shown = page(lead, made)
    assert "Read this first" in shown
    assert "2 rows say the same as an earlier one" in shown
    assert shown.index("Read this first") < shown.index("What became of every row")
    assert "4 in the table<br>+ 1 refused (row 5)" in shown
    receipt = Receipt.objects.get()
    assert receipt.notes["first"]
    assert not set(receipt.notes["first"]) & set(receipt.notes["told"])


def test_known_revenue_waits_for_a_yes_and_the_receipt_tells_the_change(lead: Client, bob: Person) -> None:
    take_in.func(through(lead, revenue(100), "revenue", "first.csv").pk)
    later = through(lead, revenue(30), "revenue", "later.csv")
    end_in(ChangesError, later)
    stop = Refusal.objects.get()
    assert (stop.kind, "--accept-changes" in stop.reason) == ("changes", False)
    assert '1,000.00 EUR</td> <td class="number">300.00 EUR' in " ".join(page(lead, later).replace("><", "> <").split())
    later.acceptances.create(kind="changes", told=stop.reason, by=bob)
    ask_again(later)
    take_in.func(later.pk)
    shown = page(lead, later)
    assert "Months that changed" in shown
    assert '1,000.00 EUR</td><td class="number">300.00 EUR' in shown


def test_the_share_that_asks_is_a_setting(lead: Client, settings: Any) -> None:
    settings.ASK_ABOVE = 80
    take_in.func(through(lead, revenue(100), "revenue", "first.csv").pk)
    take_in.func(through(lead, revenue(30), "revenue", "later.csv").pk)
    assert Receipt.objects.count() == 2


def test_a_receipt_of_before_is_shown_without_an_account(lead: Client) -> None:
    made = through(lead, revenue(100), "revenue", "first.csv")
    counts = {"revenue": {"read": 10, "written": 10, "unchanged": 0, "corrected": 0}}
    Receipt.objects.create(imported=made, number=1, read=10, refused=0, counts=counts, notes={"told": [], "absent": []})
    shown = page(lead, made)
    assert "Receipt number 1" in shown
    assert "What became of every row" not in shown
