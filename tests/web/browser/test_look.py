"""The look: nobody is kept out, on no screen and in no light; without JavaScript, without a mouse and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from customerhero.web.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[Person, str], Page]
Barriers = Callable[[Page], list[str]]
WIDTHS = (390, 900, 1440)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_components_keeps_nobody_out(
    page: Page, enter: Enter, barriers: Barriers, bob: Person, width: int, scheme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    enter(bob, "/styleguide")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in_keeps_nobody_out(
    page: Page, live_server: Any, complaints: list[str], barriers: Barriers, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/accounts/login/")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_letters_and_styles_are_ours_and_arrive(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Inter'))")
    asked = page.evaluate("performance.getEntriesByType('resource').map(e => new URL(e.name).origin)")
    assert set(asked) == {page.evaluate("location.origin")}


def test_the_colour_scheme_can_be_chosen_and_is_remembered(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    page.emulate_media(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Switch between light and dark").first.click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark


def test_the_menu_of_a_phone_works_without_javascript(
    browser: Browser, live_server: Any, bob: Person, enter: Enter
) -> None:
    cookies = enter(bob, "/styleguide").context.cookies()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(cookies)  # type: ignore[arg-type]  # what one context gives, another takes
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide")
    menu = page.get_by_role("navigation", name="Menu")
    assert menu.is_hidden()
    page.locator("details.menu > summary").click()
    expect(menu).to_be_visible()
    assert page.locator(".menu-sheet").get_by_role("button", name="Sign out").is_visible()
    context.close()


def test_a_keyboard_reaches_the_content_first_and_the_network_s_ways(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    way = page.locator("section[aria-labelledby=pictures] .drawing a").first
    way.focus()
    assert way.evaluate("way => way === document.activeElement")


def test_paper_has_no_ways_to_press(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".side", ".page-head .actions", ".table-filter", ".exports"):
        for part in page.locator(selector).all():
            expect(part).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_without_motion_nothing_moves(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    page.emulate_media(reduced_motion="reduce")
    times = page.evaluate(
        "[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).transitionDuration))"
    )
    assert max(times) <= 0.001


def test_in_forced_colours_verdicts_keep_their_shape(enter: Enter, bob: Person) -> None:
    page = enter(bob, "/styleguide")
    page.emulate_media(forced_colors="active")
    border = page.locator(".chip").first.evaluate("chip => getComputedStyle(chip).borderTopStyle")
    assert border == "solid"
