"""A disk full to the last byte: what cannot be kept is refused in a sentence, what can be read is shown."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from customerhero.web.people.models import Person
from customerhero.web.serving import full_disk
from customerhero.web.serving.full_disk import NoRoom
from tests.web.clerk import Clerk
from tests.web.conftest import PASSWORD
from tests.web.waiting_for import until
from tests.web.workplace import Workplace

_COUNT = "from customerhero.web.people.models import Team; print(Team.objects.filter(name='Billing').count())"
SENTENCE = "There is no room on the disk"


class Usage(NamedTuple):
    """What a full disk says of itself."""

    total: int = 10**9
    used: int = 10**9
    free: int = 0


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_disk.shutil, "disk_usage", lambda _: Usage())


@pytest.mark.django_db
def test_signing_in_says_that_there_is_no_room(client: Client, alice: Person, full: None) -> None:
    assert client.get(reverse("account_login")).status_code == 200
    answer = client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert SENTENCE in answer.content.decode()


@pytest.mark.django_db
def test_a_form_says_so_in_the_readers_language_and_changes_nothing(client: Client, alice: Person, full: None) -> None:
    client.force_login(alice)
    form = {"name": "Another", "language": "", "time_zone": ""}
    answer = client.post(reverse("account"), form, headers={"Accept-Language": "de"})
    assert answer.status_code == 503
    assert "Auf der Platte ist kein Platz mehr" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.name == "Alice Moreau"


@pytest.mark.django_db
def test_pages_are_read_as_ever(client: Client, alice: Person, full: None) -> None:
    client.force_login(alice)
    assert client.get(reverse("account")).status_code == 200


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1/2": No space left on device'),
        OSError(28, "No space left on device"),
    ],
)
def test_a_page_that_falls_over_it_says_so(trouble: Exception) -> None:
    told = NoRoom(lambda _: HttpResponse()).process_exception(RequestFactory().get("/"), trouble)
    assert told is not None
    assert told.status_code == 503
    assert SENTENCE in told.content.decode()


def test_another_mistake_stays_ours() -> None:
    wrapped = NoRoom(lambda _: HttpResponse(status=500))
    assert wrapped.process_exception(RequestFactory().get("/"), OperationalError("no such table")) is None
    assert wrapped(RequestFactory().get("/")).status_code == 500


def test_what_broke_while_there_is_no_room_broke_for_want_of_it(full: None) -> None:
    assert NoRoom(lambda _: HttpResponse(status=500))(RequestFactory().get("/")).status_code == 503


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 40 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        os.geteuid() == 0
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)], check=False, capture_output=True
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("a disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_room_made_is_enough(small_disk: Path, tmp_path: Path) -> None:
    place = Workplace(tmp_path, HERO_DEMO="yes")
    place.data = small_disk / "data"
    place.start()
    until(lambda: place.answers("/readyz"), 60)
    clerk = Clerk(place, 1)
    assert clerk.sign_in()
    filler = small_disk / "filler"
    _fill(filler)
    assert _status(clerk.post(reverse("teams"), {"name": "Billing"})) == (503, True)
    assert _status(clerk.post(reverse("account_login"), {"login": "a@example.com", "password": "x"})) == (503, True)
    assert place.ask(reverse("demo-sessions"))[0] == 200
    assert place.ask("/healthz")[0] == 200
    filler.unlink()
    assert clerk.post(reverse("teams"), {"name": "Billing"})[0] == 302
    assert (
        place.run("from customerhero.web.people.models import Team; print(Team.objects.filter(name='Billing').count())")
        == "1\n"
    )
    assert place.end() == 0


def _status(answer: Any) -> tuple[int, bool]:
    return answer[0], SENTENCE in answer[2]


def _fill(filler: Path) -> None:
    """Write until not a byte fits."""
    with filler.open("wb", buffering=0) as opened:
        for size in (2**20, 2**12, 1):
            try:
                while opened.write(b"x" * size):
                    pass
            except OSError:
                continue
