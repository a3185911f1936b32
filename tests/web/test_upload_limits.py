"""Uploads and looks within limits: one person takes neither the disk nor the threads that make everybody's pages."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.web.people.models import Person
from customerhero.web.sources import bounded, looks
from customerhero.web.sources.models import Look, Source, Upload
from customerhero.web.sources.turns import turn
from tests.web.bringing import CUSTOMERS, TICKETS, brought, left_in, page_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_patience(own_places: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(looks, "_PATIENCE", 0.0)


def test_a_second_file_of_one_person_waits_for_the_first(lead: Client, bob: Person, settings: Any) -> None:
    with turn(f"upload-of-{bob.pk}", 1):
        answer = send(lead, TICKETS)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Another file of yours is still on its way" in answer.content.decode()
    assert left_in(settings.UPLOADS) == []
    assert brought(lead, TICKETS)


def test_two_files_at_once_are_the_most_whoever_sends_them(lead: Client) -> None:
    with turn("upload", 2), turn("upload", 2):
        answer = send(lead, TICKETS)
    assert (answer.status_code, "Others are sending files" in answer.content.decode()) == (429, True)


def test_so_many_files_an_hour_and_a_folder_for_more(lead: Client, bob: Person, settings: Any) -> None:
    settings.UPLOADS_AN_HOUR = 2
    _came(bob, 2)
    answer = send(lead, TICKETS)
    assert (answer.status_code, "within an hour" in answer.content.decode()) == (429, True)
    Upload.objects.update(at=timezone.now() - timedelta(hours=2))
    assert brought(lead, TICKETS)


def test_what_a_clock_put_into_the_future_counts_against_nobody(lead: Client, bob: Person, settings: Any) -> None:
    settings.UPLOADS_AN_HOUR = 2
    _came(bob, 2)
    Upload.objects.update(at=timezone.now() + timedelta(days=1_500))
    assert brought(lead, TICKETS)


def test_the_files_kept_of_one_person_have_a_limit(lead: Client, bob: Person, dora: Person, settings: Any) -> None:
    settings.PERSON_STORAGE = 1_000_000
    _came(dora, 1, size=900_000_000)
    assert brought(lead, CUSTOMERS)
    _came(bob, 1, size=1_100_000)
    answer = send(lead, TICKETS)
    assert (answer.status_code, "Your files that are kept here" in answer.content.decode()) == (413, True)


def test_one_look_at_a_time_and_the_next_is_told_at_once_and_asks_again(lead: Client, settings: Any) -> None:
    with turn("look", 1):
        upload = brought(lead, CUSTOMERS, "customers.csv")
        page = page_of(lead, upload)
    assert "its first rows are looked at next" in page
    assert f'hx-get="{reverse("upload", args=[upload.pk])}" hx-trigger="every 3s"' in page
    assert "Look again" in page  # without script
    assert not Look.objects.exists()
    assert "The preset customers knows it." in page_of(lead, upload)


def test_a_look_that_took_too_much_is_not_made_again_for_each_page(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def too_much(question: Any) -> bounded.Trouble:
        asked.append(question)
        return bounded._too_much()

    monkeypatch.setattr(bounded, "_answered", too_much)
    upload = brought(lead, CUSTOMERS, "customers.csv")
    for _ in range(3):
        assert "Look again" in page_of(lead, upload)
    assert len(asked) == 1


def test_a_place_comes_free_with_whoever_held_it(settings: Any) -> None:
    held = threading.Event()

    def hold() -> None:
        with turn("place", 1) as is_ours:
            assert is_ours
            held.set()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    other.join()
    with turn("place", 1, patience=5) as is_ours, turn("place", 1) as is_second:
        assert (is_ours, is_second) == (True, False)


def _came(person: Person, count: int, size: int = 10) -> None:
    source = Source.objects.create(name="before", by=person)
    for number in range(count):
        Upload.objects.create(
            source=source, name="old.csv", folder=f"{person.pk}-{number}-{size}", size=size, sha256="0" * 64, by=person
        )
