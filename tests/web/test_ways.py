"""Everyone can open every page they are shown a way to."""

from __future__ import annotations

import pytest
from django.test import Client

from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from tests.web.ways import reached

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dora", "rosa"])
def test_every_way_shown_leads_to_a_page(who: str, filled: Run, client: Client, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    client.force_login(person)
    found, broken = reached(client)
    assert broken == {}
    assert {"desk", "account"} <= set(found)


def test_leaders_reach_the_whole_workplace(bob: Person, filled: Run, client: Client) -> None:
    client.force_login(bob)
    found, _ = reached(client)
    assert {"agenda", "finding", "customers", "friction", "voice", "losses", "sources", "how-index"} <= set(found)


def test_before_the_first_file_every_page_teaches(dora: Person, client: Client) -> None:
    client.force_login(dora)
    found, broken = reached(client)
    assert broken == {}
    assert "sources" in found
