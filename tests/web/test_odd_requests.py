"""Whatever is asked, however oddly, the answer is never a fault of ours."""

from __future__ import annotations

import os
from itertools import chain, islice
from typing import Any

import pytest
from django.test import Client

from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from tests.web.knocking import Knock, at_random, each_alone, targets

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("HERO_TEST_KNOCKS", "400"))
"""Requests a person; `make bench` asks for more."""


@pytest.mark.parametrize(("who", "seed"), [("bob", 1), ("dora", 2), ("alice", 3)])
def test_odd_requests_end_in_a_page(
    who: str, seed: int, filled: Run, client: Client, settings: Any, request: pytest.FixtureRequest
) -> None:
    settings.ACCESS_LOG = False
    person: Person = request.getfixturevalue(who)
    client.force_login(person)
    client.raise_request_exception = False
    known = targets(client)
    asked = chain(each_alone(known), islice(at_random(known, seed), MANY))
    broken = [knock for knock in asked if _answer(client, person, knock) >= 500]
    assert broken == []


def _answer(client: Client, person: Person, knock: Knock) -> int:
    if "_auth_user_id" not in client.session:  # an odd request may well have signed out
        client.force_login(person)
    return knock.ask(client)
