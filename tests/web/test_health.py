"""What machines ask: alive, ready, figures; and the log that tells pages but no addresses."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from customerhero.web.jobs.models import Heartbeat
from customerhero.web.people.models import Person
from tests.web import errands


def test_alive_needs_no_database_and_no_host_name(client: Client) -> None:
    answer = client.get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_ready_only_with_a_worker_that_was_heard(client: Client) -> None:
    assert client.get("/readyz").json()["worker"] == "no worker was heard for a minute"
    heard = Heartbeat.objects.create(worker="w", machine="m", process="1 1")
    assert client.get("/readyz").status_code == 200
    Heartbeat.objects.filter(pk=heard.pk).update(at=timezone.now() - timedelta(minutes=2))
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_figures_tell_jobs_requests_and_the_worker(client: Client) -> None:
    errands.leave_mark.enqueue("counted")
    Heartbeat.objects.create(worker="w", machine="m", process="1 1", at=timezone.now() - timedelta(seconds=30))
    client.get("/accounts/login/")
    told = dict(line.rsplit(" ", 1) for line in client.get("/metrics").content.decode().splitlines() if line[0] != "#")
    assert float(told['hero_jobs{state="ready"}']) == 1
    assert 29 < float(told["hero_worker_heartbeat_age_seconds"]) < 60
    assert float(told['hero_requests_total{method="GET",page="account_login",status="200"}']) >= 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"headers": {"X-Forwarded-For": "192.0.2.1"}},
        {"headers": {"Forwarded": "for=192.0.2.1"}},
        {"headers": {"Host": "rebound.example.com"}},
    ],
)
def test_figures_are_for_this_machine_only(client: Client, asked: dict[str, object]) -> None:
    assert client.get("/metrics", **asked).status_code == 403  # type: ignore[arg-type]


@pytest.mark.django_db
def test_figures_behind_a_token_are_for_whoever_has_it(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    given = {"Authorization": "Bearer a-token"}
    assert client.get("/metrics", headers=given, REMOTE_ADDR="192.0.2.1").status_code == 200


@pytest.fixture
def log() -> Iterator[list[logging.LogRecord]]:
    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger, handler = logging.getLogger("customerhero.access"), Kept()
    logger.addHandler(handler)
    yield records
    logger.removeHandler(handler)


@pytest.mark.django_db
def test_the_log_tells_the_page_and_the_person_and_no_address(
    client: Client, dora: Person, sign_in: Callable[[Client, Person], Client], log: list[logging.LogRecord]
) -> None:
    client.get(f"{reverse('invitation', args=['a-secret-token'])}?q=Some+Customer")
    sign_in(client, dora).get("/jobs/?jobs.q=Some+Customer")
    lines = [record.getMessage() for record in log]
    assert [json.loads(line)["page"] for line in lines] == ["invitation", "jobs"]
    assert [json.loads(line)["person"] for line in lines] == [None, dora.pk]
    assert not any("secret" in line or "Customer" in line for line in lines)
