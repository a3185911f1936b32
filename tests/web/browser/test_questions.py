"""A file that leaves something open, in the browser: asked with its evidence, answered by keyboard, imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from customerhero.web.people.models import Person
from customerhero.web.sources.importing import take_in
from customerhero.web.sources.models import Import, Receipt, SavedMapping
from tests.web.bringing import brought

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("own_places")]
Enter = Callable[[Person, str], Page]
Barriers = Callable[[Page], list[str]]

DAYS = [(month, day) for month in range(1, 7) for day in range(1, 11)]
REVENUE = "Customer ID,Invoice Date,Amount,Currency\n" + "\n".join(
    f"C{place % 20},{month:02d}/{day:02d}/2026,{1000 + place}.50,USD" for place, (month, day) in enumerate(DAYS)
)
"""An American export in which each day could be told in two ways."""
NO_CURRENCY = REVENUE.replace(",Currency", "").replace(",USD", "")


def test_days_that_can_be_read_two_ways_are_asked_and_the_receipt_reconciles(
    enter: Enter, barriers: Barriers, bob: Person, tmp_path: Path
) -> None:
    file = tmp_path / "revenue.csv"
    file.write_text(REVENUE, encoding="utf-8")
    page = enter(bob, "/sources/uploads/new/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send and look at it").click()
    question = page.get_by_role("group", name="order does Invoice Date")
    expect(question).to_be_visible(timeout=60_000)  # its rows are looked at meanwhile
    expect(page.get_by_role("button", name="Import it")).to_have_count(0)
    assert barriers(page) == []
    question.get_by_role("radio", name="month before day").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What you were asked")).to_be_visible()
    assert "%m/%d/%Y" in SavedMapping.objects.get().text
    assert barriers(page) == []
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("revenue.csv")
    take_in.func(Import.objects.get().pk)
    page.reload()
    expect(page.get_by_text("60 rows were read.")).to_be_visible()
    assert barriers(page) == []
    counts = Receipt.objects.get().counts["revenue"]
    assert (counts["written"], counts["reconciled"]["read"], counts["reconciled"]["became"]) == (60, 60, 60)
    assert [(one["first_day"], one["last_day"]) for one in [counts["reconciled"]]] == [("2026-01-01", "2026-06-01")]
    assert counts["reconciled"]["sums"] == [{"currency": "USD", "read": "61800.0000", "kept": "61800.0000"}]


def test_without_script_the_question_is_answered_alike(
    new_context: Any, live_server: Any, bob: Person, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(bob)
    upload = brought(client, NO_CURRENCY, "revenue.csv")
    context = new_context(java_script_enabled=False)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session])
    page = context.new_page()
    page.goto(f"{live_server.url}/sources/uploads/{upload.pk}/")
    page.get_by_role("group", name="order does Invoice Date").get_by_role("radio", name="month before day").check()
    page.get_by_role("group", name="currency").get_by_role("textbox").fill("USD")
    page.get_by_role("button", name="Answer them").click()
    expect(page.get_by_role("button", name="Import it")).to_be_visible()
    assert 'constant: "USD"' in SavedMapping.objects.get().text
