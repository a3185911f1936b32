"""Pages of finished runs are rendered once and kept: nobody sees what is another's, or what is no longer so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from customerhero.web.friction.models import LegitimateRoute
from customerhero.web.people.models import Person
from customerhero.web.runs.dismissing import dismiss, take_back
from customerhero.web.runs.models import Run, StoredFinding
from customerhero.web.runs.packing import finding_from
from customerhero.wording import headline
from tests.web.filling import Filled

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], Client]
PAGES = (
    "/agenda/", "/friction/", "/friction/runaround/", "/voice/", "/voice/groups/", "/voice/moves/",
    "/voice/comments/", "/losses/", "/losses/growth/", "/losses/retention/", "/losses/customers/",
)  # fmt: skip
FEW = 9
"""Queries of a kept page: the session, the person, what waits, and whether anything has changed."""


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_says_what_a_fresh_one_says_and_asks_little(
    filled: Run, client: Client, bob: Person, sign_in: SignIn, django_assert_max_num_queries: Any, address: str
) -> None:
    lead = sign_in(client, bob)
    lead.get("/agenda/")  # read: from now on it does not wait
    fresh = _without_token(lead.get(address).content.decode())
    with django_assert_max_num_queries(FEW):
        page = lead.get(address)
    assert _without_token(page.content.decode()) == fresh


@pytest.mark.parametrize("address", PAGES)
def test_what_one_person_saw_holds_nothing_of_them_for_the_next(
    filled: Run, bob: Person, carol: Person, sign_in: SignIn, address: str
) -> None:
    of_bob = sign_in(Client(), bob).get(address).content.decode()
    of_carol = sign_in(Client(), carol).get(address).content.decode()
    assert "Bob Okafor" in of_bob
    assert "Bob Okafor" not in of_carol
    assert "Carol Lindqvist" in of_carol


def test_forms_of_a_kept_page_are_taken_from_each_reader(
    filled: Run, bob: Person, carol: Person, sign_in: SignIn
) -> None:
    row = _first(filled)
    for person in (bob, carol):
        client = sign_in(Client(enforce_csrf_checks=True), person)
        address = f"/findings/{row.pk}/"
        token = _tokens(client.get(address).content.decode())[-1]
        sent = client.post(f"{address}dismissals/", {"reason": "Known.", "csrfmiddlewaretoken": token})
        assert sent.status_code == 302


def test_roles_see_their_own_doors(filled: Run, bob: Person, rosa: Person, alice: Person, sign_in: SignIn) -> None:
    row = _first(filled)
    address = f"/findings/{row.pk}/"
    assert 'name="reason"' in sign_in(Client(), bob).get(address).content.decode()
    assert 'name="reason"' not in sign_in(Client(), rosa).get(address).content.decode()
    assert sign_in(Client(), alice).get(address).status_code == 403


def test_a_decision_is_seen_at_once(filled: Run, client: Client, bob: Person, sign_in: SignIn) -> None:
    lead, row = sign_in(client, bob), _first(filled)
    assert "All known and accepted." not in lead.get("/agenda/").content.decode()
    dismissal = dismiss(row, bob, "All known and accepted.")
    assert "All known and accepted." in lead.get("/agenda/").content.decode()
    assert "All known and accepted." in lead.get(f"/findings/{row.pk}/").content.decode()
    take_back(dismissal, bob)
    assert "All known and accepted." not in lead.get("/agenda/").content.decode()


def test_a_new_run_is_seen_at_once(filled: Run, small: Filled, client: Client, bob: Person, sign_in: SignIn) -> None:
    lead = sign_in(client, bob)
    assert lead.get("/agenda/").context["kept"]
    lead.get("/friction/")
    newer = small.store()
    assert f"/agenda/{newer.month}/{newer.pk}.pdf" in lead.get("/agenda/").content.decode()
    told = {row.pk for row in newer.findings.all()}
    linked = set(map(int, re.findall(r"/findings/(\d+)/", lead.get("/friction/").content.decode())))
    assert linked
    assert linked <= told


def test_a_run_under_way_is_told_on_the_agenda(filled: Run, client: Client, bob: Person, sign_in: SignIn) -> None:
    lead = sign_in(client, bob)
    lead.get("/agenda/")
    Run.objects.create(reason=Run.Reason.IMPORT, asked_at=timezone.now())
    assert "An agenda waits to be made." in lead.get("/agenda/").content.decode()


def test_a_declared_route_is_seen_at_once(filled: Run, client: Client, bob: Person, sign_in: SignIn) -> None:
    lead = sign_in(client, bob)
    lead.get("/friction/runaround/")
    LegitimateRoute.objects.create(from_team="T-1", to_team="T-2", reason="It was built so.", by=bob)
    assert "It was built so." in lead.get("/friction/runaround/").content.decode()


def test_each_language_is_kept_for_itself(filled: Run, client: Client, bob: Person, sign_in: SignIn) -> None:
    lead = sign_in(client, bob)
    english = lead.get("/agenda/").content.decode()
    bob.language = "de"
    bob.save()
    german = lead.get("/agenda/").content.decode()
    assert "What this rests on" in english
    assert "What this rests on" not in german
    assert headline(finding_from(bytes(_first(filled).finding))) in english.replace("&#x27;", "'")


def _first(run: Run) -> StoredFinding:
    return run.findings.filter(place=1).get()


def _tokens(page: str) -> list[str]:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)


def _without_token(page: str) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page)
