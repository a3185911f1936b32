"""Customers in the browser: found, told on one timeline with the troubles marked, and followed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.demo import Company
from customerhero.facts.collect import collect
from customerhero.facts.lake import Lake
from customerhero.web.customers.following import advocates_of
from customerhero.web.customers.reading import history_of
from customerhero.web.customers.timeline import chapters
from customerhero.web.customers.views import COLUMNS
from customerhero.web.people.models import Person
from tests.conftest import imported

SignIn = Callable[[Client, Person], Client]


@pytest.fixture(scope="module")
def small_lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return imported(Company(customers=300, events=8_000, months=14), tmp_path_factory.mktemp("small"))


@pytest.fixture
def at_hand(settings: object, small_lake: Lake) -> Lake:
    settings.LAKE = small_lake.path  # type: ignore[attr-defined]
    return small_lake


@pytest.fixture
def lost(at_hand: Lake) -> str:
    customers = at_hand.facts().customers
    found = collect(customers.filter(customers.left_at.notnull()).order_by("customer_id").limit(1))
    return str(found[0]["customer_id"])


def test_a_customer_is_found_by_name_and_by_number(
    client: Client, alice: Person, sign_in: SignIn, lost: str, at_hand: Lake
) -> None:
    sign_in(client, alice)
    customers = at_hand.facts().customers
    name = collect(customers.filter(customers.customer_id == lost))[0]["name"]
    for words in (lost.lower(), name.upper()):
        page = client.get(reverse("customers"), {"customers.q": words}).content.decode()
        assert reverse("customer", args=[lost]) in page


def test_the_timeline_tells_what_happened_and_marks_the_troubles(
    client: Client, alice: Person, sign_in: SignIn, lost: str
) -> None:
    page = sign_in(client, alice).get(reverse("customer", args=[lost]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Left" in text
    assert 'class="chip hurt"' in text
    everything = [moment for chapter in page.context["chapters"] for moment in chapter.moments]
    assert everything == sorted(everything, key=lambda moment: moment.at)
    troubles = client.get(reverse("customer", args=[lost]), {"show": "troubles"}).context["chapters"]
    assert [m for c in troubles for m in c.moments] == [moment for moment in everything if moment.hurts]


def test_the_autopsy_is_for_those_who_left(
    client: Client, alice: Person, sign_in: SignIn, lost: str, at_hand: Lake
) -> None:
    sign_in(client, alice)
    assert "The reason given" in client.get(reverse("autopsy", args=[lost])).content.decode()
    customers = at_hand.facts().customers
    stayed = collect(customers.filter(customers.left_at.isnull()).limit(1))[0]["customer_id"]
    assert client.get(reverse("autopsy", args=[stayed])).headers["Location"] == reverse("customer", args=[stayed])


def test_every_lost_customer_has_an_autopsy(client: Client, alice: Person, sign_in: SignIn, at_hand: Lake) -> None:
    sign_in(client, alice)
    customers = at_hand.facts().customers
    left = collect(customers.filter(customers.left_at.notnull()).select("customer_id"))
    pages = [client.get(reverse("autopsy", args=[row["customer_id"]])).content.decode() for row in left]
    assert any("R-17" in page and "left with it in their cases" in page for page in pages)
    assert all("The reason given" in page for page in pages)


@pytest.mark.parametrize("column", [column.name for column in COLUMNS])
@pytest.mark.parametrize("way", ["", "-"])
def test_customers_are_sorted_by_every_column(
    client: Client, alice: Person, sign_in: SignIn, at_hand: Lake, column: str, way: str
) -> None:
    page = sign_in(client, alice).get(reverse("customers"), {"customers.sort": f"{way}{column}"})
    known = [row[column] for row in page.context["view"].rows if row[column] is not None]
    assert known == sorted(known, reverse=bool(way))


def test_a_number_nobody_knows_is_not_found(client: Client, alice: Person, sign_in: SignIn, at_hand: Lake) -> None:
    for number in ("nobody", "../../etc/passwd", "' OR 1=1 --", "a/b", "100%"):
        assert sign_in(client, alice).get(reverse("customer", args=[number])).status_code == 404


def test_before_the_first_import_the_page_says_how_to_begin(
    client: Client, alice: Person, sign_in: SignIn, settings: object, tmp_path: Path
) -> None:
    settings.LAKE = tmp_path / "none"  # type: ignore[attr-defined]
    page = sign_in(client, alice).get(reverse("customers"))
    assert "No customers yet" in page.content.decode()
    assert client.get(reverse("customer", args=["C1"])).status_code == 404


def test_an_advocate_is_named_once_and_until_they_cease(
    client: Client, alice: Person, sign_in: SignIn, lost: str
) -> None:
    sign_in(client, alice)
    for _ in range(2):
        client.post(reverse("follows", args=[lost]))
    assert [follow.person for follow in advocates_of(lost)] == [alice]
    assert "Alice Moreau" in client.get(reverse("customer", args=[lost])).content.decode()
    client.post(reverse("unfollows", args=[lost]))
    assert not advocates_of(lost).exists()


def test_many_may_look_customers_up_at_once(client: Client, alice: Person, lost: str) -> None:
    known = history_of(lost)
    assert known is not None
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(history_of, [lost, "nobody"] * 8))
    assert [history and history.rows for history in told] == [known.rows, None] * 8


def test_advocacies_stand_on_the_timeline(client: Client, alice: Person, sign_in: SignIn, lost: str) -> None:
    page = reverse("customer", args=[lost])
    sign_in(client, alice).post(reverse("follows", args=[lost]))
    assert _moments(client, page)[-1] == ("Has an advocate", "Alice Moreau")
    client.post(reverse("unfollows", args=[lost]))
    assert _moments(client, page)[-2:] == [
        ("Has an advocate", "Alice Moreau"),
        ("Has this advocate no longer", "Alice Moreau"),
    ]
    assert "Has an advocate" not in client.get(f"{page}?show=troubles").content.decode()


def _moments(client: Client, page: str) -> list[tuple[str, str]]:
    chapters = client.get(page).context["chapters"]
    return [(str(moment.what), moment.detail) for chapter in chapters for moment in chapter.moments]


def test_a_reader_reads_but_is_nobodys_advocate(client: Client, rosa: Person, sign_in: SignIn, lost: str) -> None:
    assert sign_in(client, rosa).post(reverse("follows", args=[lost])).status_code == 403
    assert "Be the advocate" not in client.get(reverse("customer", args=[lost])).content.decode()


def test_what_a_customer_wrote_is_text_and_never_markup() -> None:
    row = {
        "at": datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None),
        "what": "answered",
        "detail": "<script>",
        "team": None,
        "amount": None,
        "trouble": "detractor, rule <R>",
        "case_id": None,
    }
    (chapter,) = chapters([row])
    assert chapter.moments[0].detail == "<script>"
    assert chapter.hurts
