"""From an empty folder to the first agenda, by a newcomer in a browser, on a real export and the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.realdata import shared_data
from tests.web.workplace import Workplace

pytestmark = pytest.mark.slow
LONG = 240_000
"""Milliseconds: reading 141,712 rows on a busy machine."""


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    place = Workplace(tmp_path)
    place.start()
    yield place
    place.clear()


def test_a_newcomer_comes_from_the_first_start_to_the_first_agenda(
    page: Page, complaints: list[str], workplace: Workplace
) -> None:
    log = shared_data("uci_incident/incident_event_log.csv.gz")
    page.set_default_timeout(30_000)
    assert workplace.port
    link = re.findall(r"http://\S+/invitations/\S+", workplace.told)[-1]

    page.goto(link)
    page.get_by_label("Your name").fill("Ada Newcomer")
    page.get_by_label("Your e-mail").fill("ada@example.com")
    page.get_by_label("A password").fill("a-long-road-to-the-lighthouse")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="Sources").first.click()
    page.get_by_role("link", name="Bring the first file").click()
    page.get_by_label("File", exact=True).set_input_files(log)
    page.get_by_role("button", name="Send and look at it").click()
    page.wait_for_url(re.compile(r"/uploads/\d+/$"), timeout=LONG)
    expect(page.get_by_text("The preset servicenow-history knows it.")).to_be_visible()
    assert page.get_by_role("table").first.get_by_role("row").count() > 3

    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("141,712 rows were read.")).to_be_visible(timeout=LONG)

    _until_there_is_an_agenda(page)
    assert page.get_by_role("main").locator("a[href^='/findings/']").count() >= 1
    page.get_by_role("navigation").get_by_role("link", name="Friction").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert workplace.end() == 0


def _until_there_is_an_agenda(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Agenda", exact=True).first.click()
    expect(page.locator("main a[href^='/findings/']").first).to_be_visible(timeout=LONG)
