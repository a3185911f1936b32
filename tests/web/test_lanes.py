"""Lanes: of each one job at a time, limits that end what goes too far, jobs that people end, and what is stuck."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs import early_ends, lanes, room, watch
from customerhero.web.jobs.early_ends import end_early, settled_by
from customerhero.web.jobs.lanes import AGENDAS, EVERYTHING, IMPORTS, LANES, limits_of
from customerhero.web.jobs.models import Acknowledgement, Cancellation, Heartbeat, JobFailure, TakenJob
from customerhero.web.jobs.recovery import take_back
from customerhero.web.jobs.seeing_to import cancel, retry
from customerhero.web.jobs.standing import failed, standings
from customerhero.web.jobs.stuck import stuck
from customerhero.web.jobs.taking import open_lanes, take
from customerhero.web.jobs.watch import Watch
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Person, Team
from tests.web import errands

SignIn = Callable[[Client, Person], Client]
pytestmark = pytest.mark.django_db


def test_a_lane_holds_one_job_at_a_time_and_others_go_on() -> None:
    errands.hang.enqueue()
    errands.hang.enqueue()
    errands.leave_mark.enqueue("meanwhile")
    assert open_lanes() == ["imports", "default"]
    assert take("imports", "one") is not None
    assert take("imports", "another") is None
    assert open_lanes() == ["default"]
    assert work_off() == 1
    assert Team.objects.get().name == "meanwhile"


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory does not wait: see test_worker_kills")
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_ask_at_the_same_moment_one_gets_the_lane() -> None:
    for _ in range(4):
        errands.hang.enqueue()
    begin, taken = threading.Barrier(6), []

    def ask(name: str) -> None:
        begin.wait(20)
        taken.append(take("imports", name))
        connection.close()

    workers = [threading.Thread(target=ask, args=[f"w{number}"]) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len([job for job in taken if job]) == 1
    assert DBTaskResult.objects.running().count() == 1


def test_what_must_not_run_at_once_stands_in_one_lane() -> None:
    from customerhero.web.runs.erasures import follow_erasures
    from customerhero.web.runs.making import make_agenda
    from customerhero.web.runs.papers import print_anew
    from customerhero.web.sources.importing import take_in
    from customerhero.web.sources.undoing import take_back as undo

    assert {one.queue_name for one in (make_agenda, print_anew, follow_erasures)} == {AGENDAS.name}
    assert {one.queue_name for one in (take_in, undo)} == {IMPORTS.name}


def test_what_waited_before_there_were_lanes_goes_to_its_own() -> None:
    errands.leave_mark.enqueue("left where it is")
    errands.leave_mark.enqueue("an import")
    errands.leave_mark.enqueue("a fetch")
    mark, bring, fetch = DBTaskResult.objects.order_by("enqueued_at")
    DBTaskResult.objects.filter(pk=bring.pk).update(task_path="customerhero.web.sources.importing.take_in")
    DBTaskResult.objects.filter(pk=fetch.pk).update(task_path="customerhero.web.sources.schedule.fetch_due")
    import_module("customerhero.web.jobs.migrations.0002_lanes")._give_lanes(apps, None)
    now = {job.pk: (job.queue_name, job.task_path) for job in DBTaskResult.objects.all()}
    assert now[mark.pk][0] == "default"
    assert now[bring.pk][0] == "imports"
    assert now[fetch.pk] == ("fetches", "customerhero.web.sources.due.fetch_due")


def test_the_worker_at_rest_holds_no_engine() -> None:
    code = (
        "import django, sys; django.setup()\n"
        "from customerhero.web.jobs.worker import Worker\n"
        "from customerhero.web.jobs.periodic import routine\n"
        "print(*{'duckdb', 'pyarrow', 'ibis', 'deltalake', 'numpy', 'typst'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.strip() == ""


@pytest.mark.parametrize("lane", sorted(LANES))
def test_every_lane_has_limits(lane: str, settings: Any) -> None:
    limits = limits_of(lane)
    assert 0 < limits.quiet_seconds <= limits.seconds
    assert 0 < limits.bytes < 10**13


def test_the_documentation_tells_the_lanes_as_they_are() -> None:
    told = (Path(__file__).parents[2] / "docs" / "jobs.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines() if line.startswith("| `")]
    assert [(row[0].strip("`"), *(int(cell.replace(",", "")) for cell in row[2:5])) for row in rows] == [
        (lane.name, lane.minutes, lane.quiet_minutes, lane.megabytes) for lane in LANES.values()
    ]


def test_the_settings_say_how_long_an_import_may_take(settings: Any) -> None:
    settings.JOB_MINUTES = {"IMPORT": 10}
    settings.JOB_MEGABYTES = {"IMPORT": 70}
    limits = limits_of("imports")
    assert (limits.seconds, limits.quiet_seconds, limits.bytes) == (600, 600, 70_000_000)
    settings.JOB_MINUTES = {"IMPORT": 0}
    assert (limits_of("imports").seconds, limits_of("imports").quiet_seconds) == (math.inf, 1_800)
    assert limits_of("a lane of a later version") == limits_of(EVERYTHING.name)


@pytest.mark.parametrize(("agendas", "upkeep"), [(6_000, 6_000), (2_000, 4_000), (0, 10**6)])
def test_looking_after_the_workplace_may_take_no_less_memory_than_the_agenda_it_computes(
    settings: Any, monkeypatch: pytest.MonkeyPatch, agendas: int, upkeep: int
) -> None:
    monkeypatch.setattr(lanes, "_machine", lambda: int(10**12 / 0.8))
    settings.JOB_MEGABYTES = {"AGENDA": agendas}
    assert round(limits_of("upkeep").bytes / 1_000_000) == upkeep
    assert limits_of("upkeep").bytes >= limits_of("agendas").bytes


class Clock:
    """A clock a test turns."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watch, "time", clock)
    return clock


def test_a_watch_ends_what_takes_too_long_and_says_what_to_do(clock: Clock) -> None:
    over = Watch("imports")
    for minute in range(240):
        clock.now += 60
        over.saw(("read", minute, 1_000))
        assert over.trouble(0) == ""
    clock.now += 1
    told = over.trouble(0)
    assert told.startswith("This job took longer than the 240 minutes it may")
    assert "HERO_IMPORT_MINUTES" in told


def test_a_watch_ends_what_stands_still(clock: Clock) -> None:
    over = Watch("imports")
    over.saw(("read", 5, 10))
    clock.now += 29 * 60
    over.saw(("read", 5, 10))  # told again, and no further
    assert over.trouble(0) == ""
    clock.now += 2 * 60
    assert over.trouble(0).startswith("This job had stood still for 30 minutes")


def test_a_watch_ends_what_takes_too_much_memory(clock: Clock, settings: Any) -> None:
    settings.JOB_MEGABYTES = {"AGENDA": 100}
    assert Watch("agendas").trouble(99_000_000) == ""
    told = Watch("agendas").trouble(101_000_000)
    assert "more memory than the 100 MB" in told
    assert "HERO_AGENDA_MEMORY_MB" in told


def test_a_waiting_job_is_ended_at_once_and_waits_on_no_desk(client: Client, bob: Person, sign_in: SignIn) -> None:
    errands.leave_mark.enqueue("never")
    job = DBTaskResult.objects.get()
    page = sign_in(client, bob).get("/jobs/").content.decode()
    assert reverse("job-cancellations", args=[job.pk]) in page
    assert client.post(reverse("job-cancellations", args=[job.pk])).status_code == 302
    assert work_off() == 0
    assert JobFailure.objects.get().reason.startswith("Bob Okafor ended this job.")
    assert Cancellation.objects.get().by == bob
    assert failed() == []
    assert "ended by hand" in client.get("/jobs/").content.decode()


def test_a_running_job_is_being_ended_until_its_worker_has(client: Client, bob: Person, sign_in: SignIn) -> None:
    errands.leave_mark.enqueue("running")
    job = take("default", "w")
    assert job is not None
    assert cancel(job.pk, bob) == "asked"
    assert [one.is_ending for one in standings().running] == [True]
    assert "being ended" in sign_in(client, bob).get("/jobs/").content.decode()
    assert end_early(job, "")
    assert JobFailure.objects.get().reason.startswith("Bob Okafor")
    assert Acknowledgement.objects.get().by == bob
    assert cancel(job.pk, bob) == "over"


def test_a_job_that_was_to_be_ended_is_not_begun_again_when_its_worker_died(bob: Person) -> None:
    errands.leave_mark.enqueue("unwanted")
    job = take("default", "the dead")
    assert job is not None
    cancel(job.pk, bob)
    assert take_back() == 1
    assert (work_off(), DBTaskResult.objects.get().status) == (0, "FAILED")


def test_what_was_ended_can_be_tried_again_and_is_done(bob: Person) -> None:
    errands.leave_mark.enqueue("after all")
    job = DBTaskResult.objects.get()
    cancel(job.pk, bob)
    assert retry(job.pk, bob)
    assert work_off() == 1
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_job_that_ended_meanwhile_stays_ended() -> None:
    errands.leave_mark.enqueue("quick")
    job = take("default", "w")
    assert job is not None
    job.do()
    stale = TakenJob(pk=job.pk, status="RUNNING", worker_ids=["w"])
    assert end_early(stale, "too late") is False


def test_who_has_to_know_is_told_when_a_job_ended_early(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(early_ends, "_SETTLED_BY", {})
    settled_by(errands.leave_mark.module_path, lambda *given: told.append(given))
    errands.leave_mark.enqueue("half")
    job = take("default", "w")
    assert job is not None
    end_early(job, "It took too long.")
    assert told == [("half",)]


def test_stuck_is_what_runs_too_long_or_waits_where_nothing_runs(client: Client, bob: Person) -> None:
    Heartbeat.objects.create(worker="w", machine="m", process="1 1")
    now = timezone.now()
    errands.hang.enqueue()
    errands.hang.enqueue()
    assert stuck() == []
    DBTaskResult.objects.update(enqueued_at=now - timedelta(hours=9))
    assert stuck() == ["imports: a job waits for 540 minutes and none runs"]
    job = take("imports", "w")
    assert job is not None
    assert client.get("/readyz").status_code == 200  # the other waits for its turn
    DBTaskResult.objects.filter(pk=job.pk).update(started_at=now - timedelta(minutes=250))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["jobs"]) == (503, "imports: a job runs for 250 minutes and may for 240")
    told = client.get("/metrics").content.decode()
    assert 'hero_job_running_seconds{lane="imports"} 1500' in told
    assert "hero_lanes_stuck 1.0" in told
    DBTaskResult.objects.filter(pk=job.pk).update(status="SUCCESSFUL", finished_at=now)
    assert stuck() == []  # the lane has just come free


def test_a_disk_that_fills_is_told(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Heartbeat.objects.create(worker="w", machine="m", process="1 1")
    assert client.get("/readyz").json()["disk"] == "ready"
    full = type("Usage", (), {"total": 10**12, "free": 900 * 10**6})
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: full)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["disk"] == "data: 900 MB free, 1000 MB wanted; temp: 900 MB free, 1000 MB wanted"
    assert 'hero_disk_free_bytes{folder="data"} 9e+08' in client.get("/metrics").content.decode()
    small = type("Usage", (), {"total": 10**10, "free": 900 * 10**6})
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: small)
    assert client.get("/readyz").status_code == 200  # of ten gigabytes that is much
