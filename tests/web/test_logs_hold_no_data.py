"""No line of the log, at any level, holds what a customer's row, an error's text or an address says."""

from __future__ import annotations

import copy
import io
import logging.config
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from customerhero.web.customers import views as customers
from customerhero.web.jobs.discreet import steps, without_folders
from customerhero.web.jobs.models import JobFailure
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Person
from customerhero.web.sources.importing import ask_import
from customerhero.web.sources.models import Refusal, SavedMapping, Source, Upload
from tests.web import errands

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], Client]
CANARY = "SECRETVALUE-Jane-Doe"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that would be written to standard error if every level were."""
    told = io.StringIO()
    everything: dict[str, Any] = copy.deepcopy(django_settings.LOGGING)
    for handler in everything["handlers"].values():
        handler["stream"] = told
    for logger in everything["loggers"].values():
        logger["level"] = "DEBUG"
    everything["root"]["level"] = "DEBUG"
    logging.config.dictConfig(everything)
    yield told
    logging.config.dictConfig(django_settings.LOGGING)


def test_a_refused_import_logs_neither_its_rows_nor_its_folder(
    bob: Person, log: io.StringIO, settings: Any, tmp_path: Path
) -> None:
    settings.LAKE, settings.UPLOADS = tmp_path / "lake", tmp_path / "up loads"
    imported = ask_import(*_broken(bob), bob)
    assert work_off() == 1
    assert CANARY in Refusal.objects.get(imported=imported).reason  # those who bring data may read it there
    assert CANARY not in log.getvalue()
    assert str(tmp_path) not in log.getvalue() + JobFailure.objects.get().reason
    assert "was refused" in log.getvalue()


def test_a_job_that_breaks_down_logs_where_and_not_what(log: io.StringIO) -> None:
    errands.break_down_over.enqueue(CANARY)
    work_off()
    assert CANARY not in log.getvalue()
    assert "builtins.KeyError" in log.getvalue()
    assert "errands.py" in log.getvalue()


def test_a_page_that_breaks_down_is_logged_by_its_name(
    bob: Person, sign_in: SignIn, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "render", _break)
    client = sign_in(Client(raise_request_exception=False), bob)
    assert client.get(reverse("customers"), {"customers.q": CANARY}).status_code == 500
    assert client.get(f"/nowhere/{CANARY}").status_code == 404
    assert client.get("/", headers={"Host": f"{CANARY}.example"}).status_code == 400
    assert Client(enforce_csrf_checks=True).post(reverse("follows", args=[CANARY])).status_code in (302, 403)
    assert CANARY not in log.getvalue()
    assert "customers" in log.getvalue()
    assert "builtins.ValueError" in log.getvalue()


def test_of_an_error_its_kinds_and_lines_are_told() -> None:
    try:
        try:
            int(CANARY)
        except ValueError as first:
            raise RuntimeError(CANARY) from first
    except RuntimeError as trouble:
        told = steps(trouble)
    assert CANARY not in told
    assert told.startswith("builtins.RuntimeError")
    assert "after builtins.ValueError" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("No such file: /var/lib/hero/lake/events/a.parquet", "No such file: a.parquet"),
        ("see https://example.com/a/b/c.csv", "see https://example.com/a/b/c.csv"),
        ("(file /srv/x/tickets.csv, row 3)", "(file tickets.csv, row 3)"),
        ("50 km/h and 3/4 of it, and/or more", "50 km/h and 3/4 of it, and/or more"),
    ],
)
def test_folders_of_this_server_are_nobodys_business(said: str, told: str) -> None:
    assert without_folders(said) == told


def _break(*_args: object) -> None:
    raise ValueError(CANARY)


def _broken(person: Person) -> tuple[Upload, SavedMapping]:
    """An upload whose second row cannot be read."""
    source = Source.objects.create(name="customers", by=person)
    upload = Upload.objects.create(
        source=source, name="customers.csv", folder="f" * 32, size=1, sha256="0" * 64, by=person
    )
    upload.file.parent.mkdir(parents=True)
    upload.file.write_text(f"customer_id,name,joined_at\nC1,x,2026-01-01\nC2,{CANARY},2026-01-01,9,9\n")
    return upload, SavedMapping.objects.create(upload=upload, number=1, preset="customers", by=person)
