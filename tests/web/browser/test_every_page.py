"""Every page somebody can reach: nobody kept out, nothing to scroll sideways, nothing the browser complains about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from tests.web.ways import reached

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[Person, str], Page]
Barriers = Callable[[Page], list[str]]


@pytest.mark.parametrize("screen", [("light", 1440), ("dark", 390)], ids=["desk", "phone in the dark"])
def test_every_page_keeps_nobody_out(
    page: Page, enter: Enter, barriers: Barriers, dora: Person, filled: Run, screen: tuple[Any, int]
) -> None:
    scheme, width = screen
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    origin = enter(dora, "/").evaluate("location.origin")
    found: dict[str, list[str]] = {}
    pages = _pages(dora)
    assert len(pages) > 20
    for path in pages:
        page.goto(origin + path)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        trouble = barriers(page) + (["it scrolls sideways"] if wide else [])
        if trouble:
            found[path] = trouble
    assert found == {}


def _pages(person: Person) -> list[str]:
    client = Client()
    client.force_login(person)
    return list(reached(client)[0].values())
