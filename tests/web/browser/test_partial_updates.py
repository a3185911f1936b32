"""Partial updates: what changes changes in place, and what goes wrong is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from customerhero.web.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[Person, str], Page]


def _stay(page: Page) -> None:
    page.evaluate("document.body.setAttribute('data-stayed', 'yes')")


def test_a_table_is_sorted_in_place_and_the_address_says_so(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    _stay(page)
    page.locator("#table-routes").get_by_role("link", name="Cases", exact=True).click()
    expect(page.locator("#table-routes th[aria-sort=ascending], #table-routes th[aria-sort=descending]")).to_have_count(
        1
    )
    assert "routes.sort=" in page.url
    assert page.locator("body[data-stayed]").count() == 1


def test_rows_are_found_in_place(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    _stay(page)
    page.get_by_role("searchbox", name="Search these rows").fill("collections")
    page.keyboard.press("Enter")
    expect(page.locator("#table-routes tbody tr")).to_have_count(2)
    assert page.locator("body[data-stayed]").count() == 1


def test_a_lost_connection_is_told(enter: Enter, bob: Person, complaints: list[str]) -> None:
    page = enter(bob, "/styleguide")
    page.context.set_offline(True)
    page.locator("#table-routes").get_by_role("link", name="Cases", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    assert any("ERR_INTERNET_DISCONNECTED" in told for told in complaints)
    page.context.set_offline(False)
    complaints.clear()


def test_after_the_session_ended_a_partial_update_becomes_the_way_in(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    page.context.clear_cookies()
    page.locator("#table-routes").get_by_role("link", name="Cases", exact=True).click()
    page.wait_for_url("**/accounts/login/**")
    assert page.get_by_role("heading", level=1).is_visible()
