"""My desk: what waits for whom, oldest first, and what each role is taught before there is anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.web.people import waiting
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import Waiting, put_on_desk, waiting_for
from customerhero.web.runs.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _desks_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(waiting, "_DESKS", {})
    yield


def of_call_list(person: Person) -> list[Waiting]:
    since = timezone.now() - timedelta(days=1)
    return [Waiting(f"Call for {person.name}", "You promised it.", "/account/", since, "clock")]


def of_imports(person: Person) -> list[Waiting]:
    since = timezone.now() - timedelta(days=9)
    return [Waiting("12 refused rows", "You brought the file.", "/account/", since, "file")]


def test_what_waits_is_shown_oldest_first_with_why_and_since(client: Client, alice: Person, sign_in: Any) -> None:
    put_on_desk(of_call_list)
    put_on_desk(of_imports)
    assert [thing.title for thing in waiting_for(alice)] == ["12 refused rows", "Call for Alice Moreau"]
    page = sign_in(client, alice).get("/").content.decode()
    assert page.index("12 refused rows") < page.index("Call for Alice Moreau")
    assert "You promised it." in page
    assert "2 things wait for you, the oldest since 1" in page


def test_an_app_is_on_the_desk_once(alice: Person) -> None:
    put_on_desk(of_imports)
    put_on_desk(of_imports)
    assert len(waiting_for(alice)) == 1


def test_everybody_is_greeted_by_name(client: Client, carol: Person, sign_in: Any) -> None:
    page = sign_in(client, carol).get("/").content.decode()
    assert ", Carol</h1>" in page


@pytest.mark.parametrize(
    ("role", "lesson"),
    [
        ("alice", "Soon good work is seen here"),
        ("bob", "From a file to the first agenda in minutes"),
        ("carol", "One page a month"),
        ("dora", "From a file to the first agenda in minutes"),
        ("rosa", "Nothing to read yet"),
    ],
)
def test_an_empty_desk_teaches_each_role_what_comes_first(
    client: Client, request: pytest.FixtureRequest, sign_in: Any, role: str, lesson: str
) -> None:
    page = sign_in(client, request.getfixturevalue(role)).get("/").content.decode()
    assert lesson in page


def test_before_the_first_file_the_desk_leads_to_bringing_one(client: Client, bob: Person, sign_in: Any) -> None:
    page = sign_in(client, bob).get("/").content.decode()
    assert f'<a href="{reverse("upload-new")}">Bring your first file</a>' in page


def test_ways_lead_only_where_one_may_go(client: Client, alice: Person, dora: Person, sign_in: Any) -> None:
    assert "Invite your people" in sign_in(client, dora).get("/").content.decode()
    assert "Invite your people" not in sign_in(client, alice).get("/").content.decode()


def test_leaders_and_readers_find_the_newest_agenda_on_their_desk(
    client: Client, filled: Run, request: pytest.FixtureRequest, sign_in: Any
) -> None:
    for name in ("bob", "carol", "dora", "rosa"):
        page = sign_in(client, request.getfixturevalue(name)).get("/").content.decode()
        assert "The agenda of" in page
        assert page.count('href="/findings/') == 3
        assert 'href="/agenda/"' in page


def test_an_employees_desk_tells_no_findings(client: Client, filled: Run, alice: Person, sign_in: Any) -> None:
    page = sign_in(client, alice).get("/").content.decode()
    assert "/findings/" not in page
    assert 'href="/agenda/"' not in page
