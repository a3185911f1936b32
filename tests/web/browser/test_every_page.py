"""Every page of the workplace in the browser: nobody is kept out, nothing spills over, nothing is complained about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from customerhero.web.runs.models import Run, StoredFinding
from tests.web.doors import EXAMPLES
from tests.web.filling import Filled, fill
from tests.web.test_doors import Address, addresses

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[Person, str], Page]
Barriers = Callable[[Page], list[str]]

NOT_PAGES = {"healthz", "readyz", "metrics", "report-of-month", "report-of-run", "import-refused", "kept-form"}
"""Answers that are no pages, files, and what is shown only once something was kept."""
NEEDS_MORE = {"invitation", "upload", "import", "import-undo", "agenda-of-run", "import-refused"}
"""Pages about a thing of its own; their own tests make it and look at it."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Filled:
    with django_db_blocker.unblock():  # routes meant to be are asked for; there are none yet
        return fill(tmp_path_factory.mktemp("company"))


@pytest.fixture
def run(company: Filled, settings: Any) -> Run:
    settings.LAKE = company.lake
    return company.store()


def real(address: Address, run: Run) -> dict[str, Any]:
    """Arguments that lead to something: what the examples only knock at has to be there to be looked at."""
    finding = StoredFinding.objects.filter(run=run).first()
    assert finding is not None
    there = {
        "customer": {"customer_id": "C0000001"},
        "agenda-of-month": {"month": run.month},
        "run": {"pk": run.pk},
        "finding": {"pk": finding.pk},
        "person": {"pk": Person.objects.first().pk},  # type: ignore[union-attr]
        "route": {"start": "FIELD", "end": "PARTS"},
        "preset": {"name": "zendesk-tickets"},
    }
    return there.get(address.name) or EXAMPLES.get(address.name, {})


def pages(run: Run, person: Person) -> Iterator[str]:
    """The address of every page this person may open, once; those that only take something are passed over."""
    client = Client()
    client.force_login(person)
    for address in addresses():
        if not address.is_ours or address.name in NOT_PAGES | NEEDS_MORE:
            continue
        if address.arguments - set(real(address, run)):
            continue  # the refusal tests ask for its example
        path = reverse(address.name, kwargs=real(address, run))
        answer = client.get(path)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            yield path


@pytest.mark.parametrize("light", [("light", 1440), ("dark", 390)])
def test_no_page_keeps_anybody_out(
    page: Page, enter: Enter, barriers: Barriers, run: Run, dora: Person, light: Any
) -> None:
    scheme, width = light
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {}
    looked_at = list(pages(run, dora))
    for path in looked_at:
        enter(dora, path)
        if trouble := barriers(page):
            found[path] = trouble[:3]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{path} spills over"] = []
    assert not found, "\n".join(f"{path}: {trouble}" for path, trouble in found.items())
    assert len(looked_at) > 20


@pytest.mark.parametrize("role", sorted(Role))
def test_every_role_finds_its_way(
    role: str, page: Page, enter: Enter, run: Run, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(
        {"employee": "alice", "lead": "bob", "executive": "carol", "administrator": "dora", "reader": "rosa"}[role]
    )
    enter(person, "/")
    places = page.locator("nav.places").first.get_by_role("link")
    ways = [places.nth(at).get_attribute("href") for at in range(places.count())]
    assert len(ways) >= 2
    for way in ways:
        answer = page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}{way}")
        assert answer is not None
        assert answer.status == 200
        assert page.get_by_role("heading", level=1).count() == 1


def test_pages_work_without_javascript(browser: Browser, live_server: Any, run: Run, bob: Person) -> None:
    client = Client()
    client.force_login(bob)
    context = browser.new_context(java_script_enabled=False)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a dictionary of just these
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('customers')}")
    page.get_by_role("searchbox").first.fill("C000001")
    page.get_by_role("button", name="Filter").click()
    assert "customers.q=C000001" in page.url
    rows = page.get_by_role("row").count()
    assert 1 < rows < 25
    page.goto(f"{live_server.url}{reverse('agenda')}")
    page.get_by_role("main").locator("a[href^='/findings/']").first.click()
    assert page.get_by_role("heading", level=1).count() == 1
    context.close()


@pytest.mark.parametrize("width", [390])
def test_the_menu_of_a_phone_opens_by_keyboard(page: Page, enter: Enter, run: Run, bob: Person, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    enter(bob, reverse("agenda"))
    menu = page.locator("details.menu > summary")
    menu.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu nav.places").get_by_role("link", name="Customers").is_visible()


def test_a_file_of_the_agenda_can_be_taken_home(run: Run, bob: Person, tmp_path: Path) -> None:
    client = Client()
    client.force_login(bob)
    paper = client.get(f"/agenda/{run.month}.pdf")
    assert b"".join(paper).startswith(b"%PDF-")  # type: ignore[arg-type]  # a stream of bytes
