"""The small world of the workplace's tests: five people who work here, and one who does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import translation

from customerhero.web.people.models import Person, Team
from customerhero.web.people.roles import Role
from customerhero.web.people.unchangeable import RELEASES
from customerhero.web.runs.models import Run
from customerhero.web.sources import bounded
from tests.web.bringing import looked_here
from tests.web.filling import Filled, fill

PASSWORD = "a-long-road-to-the-lighthouse"


SAME_ON_EVERY_DATABASE = frozenset({"test_doors", "test_headers", "test_look", "test_single_sign_on"})
"""Tests of what is decided before a database is asked, or of pages: hundreds that are run once, on the first one."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what may differ there is run: tests that ask the database, and not those of mere pages."""
    if os.environ.get("HERO_TEST_DATABASE") != "postgresql":
        return
    differing = [item for item in items if _may_differ(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(differing)])
    items[:] = differing


def _may_differ(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    asks = item.get_closest_marker("django_db") is not None or bool(
        names & {"db", "transactional_db", "django_db_setup"}
    )
    return (asks or "postgresql" in item.path.stem) and item.path.stem not in SAME_ON_EVERY_DATABASE


@pytest.fixture(scope="session", autouse=True)
def _trail_may_be_emptied_between_tests() -> Iterator[None]:
    """Tests with real transactions empty all tables after themselves; the guards stand again when they have."""
    operations = type(connection.ops)
    emptying = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **named: Any) -> list[str]:
        statements = emptying(self, *args, **named)
        return [*RELEASES[connection.vendor], *statements] if statements else statements

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page read in German leaves its language to the thread, as on a server; the next test begins anew."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Attempts to sign in counted by one test do not count in the next; pages of one test's runs are not another's."""
    for each in caches.all(initialized_only=True):
        each.clear()


@pytest.fixture
def billing(db: None) -> Team:
    """A team."""
    return Team.objects.create(name="Billing")


@pytest.fixture
def alice(billing: Team) -> Person:
    """An employee of Billing."""
    return _person("Alice Moreau", Role.EMPLOYEE, billing)


@pytest.fixture
def bob(billing: Team) -> Person:
    """A customer-experience lead."""
    return _person("Bob Okafor", Role.LEAD, billing)


@pytest.fixture
def carol(db: None) -> Person:
    """An executive."""
    return _person("Carol Lindqvist", Role.EXECUTIVE)


@pytest.fixture
def dora(db: None) -> Person:
    """An administrator."""
    return _person("Dora Petrov", Role.ADMINISTRATOR)


@pytest.fixture
def rosa(db: None) -> Person:
    """A reader."""
    return _person("Rosa Ibarra", Role.READER)


@pytest.fixture
def charlie(db: None) -> Person:
    """Somebody who may not sign in any more."""
    return _person("Charlie Outside", Role.ADMINISTRATOR, active=False)


@pytest.fixture
def sign_in() -> Callable[[Client, Person], Client]:
    """Sign a person in: `sign_in(client, alice)`."""

    def signed_in(client: Client, person: Person) -> Client:
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def lead(bob: Person, sign_in: Callable[[Client, Person], Client]) -> Client:
    """A browser in which the customer-experience lead is signed in."""
    return sign_in(Client(), bob)


@pytest.fixture
def own_places(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lake and uploads of this test's own; looks are made in this process, which saves two seconds each."""
    settings.LAKE, settings.UPLOADS = tmp_path / "lake", tmp_path / "uploads"
    monkeypatch.setattr(bounded, "_answered", looked_here)


def _person(name: str, role: Role, team: Team | None = None, *, active: bool = True) -> Person:
    email = f"{name.split()[0].lower()}@example.com"
    return Person.objects.create_user(email, PASSWORD, name=name, role=role, team=team, is_active=active)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Filled:
    """A small company in a lake, and what two months of its agenda computed; apps are asked for their settings."""
    with django_db_blocker.unblock():
        return fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def filled(db: None, small: Filled, settings: Any) -> Run:
    """The small company's lake, and its agendas stored: the newest run."""
    settings.LAKE = small.lake
    return small.store()
