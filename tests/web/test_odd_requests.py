"""Whatever is asked, however oddly, the answer is never a fault of ours."""

from __future__ import annotations

import json
import os
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from tests.web.knocking import Knock, at_random, each_alone, targets

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("HERO_TEST_KNOCKS", "200"))
"""Requests a person; `make bench` asks for more, and where to tell how they were answered."""
TOLD = os.environ.get("HERO_TEST_KNOCKS_TOLD", "")


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
    answers = [(knock, _answer(client, person, knock)) for knock in asked]
    _tell(Counter(status for _, status in answers))
    assert [knock for knock, status in answers if status >= 500] == []


def _tell(answered: Counter[int]) -> None:
    if TOLD:
        with Path(TOLD).open("a", encoding="utf-8") as file:
            file.write(json.dumps(answered) + "\n")


def _answer(client: Client, person: Person, knock: Knock) -> int:
    if "_auth_user_id" not in client.session:  # an odd request may well have signed out
        client.force_login(person)
    return knock.ask(client)
