"""The page of jobs: what runs, waits and failed, and what one can do about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import JobProgress, Retry
from customerhero.web.jobs.pruning import ROUTINE_KEPT, forget_ended_jobs
from customerhero.web.jobs.standing import failed, standings
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import waiting_for
from tests.web import errands

SignIn = Callable[[Client, Person], Client]
pytestmark = pytest.mark.django_db


def test_nothing_under_way_says_what_will_stand_here(client: Client, dora: Person, sign_in: SignIn) -> None:
    page = sign_in(client, dora).get("/jobs/").content.decode()
    assert "Nothing is under way" in page
    assert "hx-trigger" not in page.partition('id="jobs-now"')[2].partition(">")[0]


def test_a_running_job_shows_how_far_it_is_and_asks_again(client: Client, bob: Person, sign_in: SignIn) -> None:
    errands.work_long.enqueue("long", 3)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["w"])
    JobProgress.objects.create(job_id=DBTaskResult.objects.get().pk, phase="reading", done=1_200, total=3_000)
    page = sign_in(client, bob).get("/jobs/", headers={"HX-Request": "true", "HX-Target": "jobs-now"}).content.decode()
    assert "Work in steps, and leave a mark at the end" in page
    assert "reading, 1,200 of 3,000" in page
    assert 'value="1200" max="3000"' in page
    assert 'hx-trigger="every 2s"' in page
    assert "<html" not in page


def test_a_failure_says_why_and_can_be_tried_again(client: Client, dora: Person, sign_in: SignIn) -> None:
    job = _failed()
    sign_in(client, dora)
    assert "The file has no rows." in client.get("/jobs/").content.decode()
    assert client.post(f"/jobs/{job.pk}/retries").status_code == 302
    assert [waiting.id for waiting in standings().waiting] == [str(job.pk)]
    assert Retry.objects.get().by == dora
    assert client.post(f"/jobs/{job.pk}/retries").status_code == 302
    assert Retry.objects.count() == 1


def test_a_failure_left_at_that_goes_and_comes_back_when_it_fails_anew(
    client: Client, dora: Person, sign_in: SignIn
) -> None:
    job = _failed()
    sign_in(client, dora).post(f"/jobs/{job.pk}/acknowledgements")
    assert failed() == []
    client.post(f"/jobs/{job.pk}/retries")
    work_off()
    assert [failure.id for failure in failed()] == [str(job.pk)]


def test_failures_wait_on_the_desk_of_administrators_only(dora: Person, bob: Person) -> None:
    _failed()
    assert [thing.why for thing in waiting_for(dora) if thing.kind == "jobs"] == ["The file has no rows."]
    assert [thing for thing in waiting_for(bob) if thing.kind == "jobs"] == []


def test_ended_jobs_can_be_taken_home(client: Client, dora: Person, sign_in: SignIn) -> None:
    errands.leave_mark.enqueue("kept")
    work_off()
    assert b"leave_mark" in b"".join(sign_in(client, dora).get("/jobs/?jobs.export=csv"))


def test_what_comes_round_and_went_well_is_not_told_and_soon_forgotten(
    client: Client, dora: Person, sign_in: SignIn
) -> None:
    forget_ended_jobs.enqueue()
    errands.leave_mark.enqueue("kept")
    work_off()
    page = sign_in(client, dora).get("/jobs/").content.decode()
    assert "Leave a mark" in page
    assert "Ended jobs are forgotten" not in page
    DBTaskResult.objects.update(finished_at=timezone.now() - ROUTINE_KEPT)
    forget_ended_jobs.call()
    assert [job.task_path for job in DBTaskResult.objects.all()] == ["tests.web.errands.leave_mark"]


def _failed() -> DBTaskResult:
    errands.be_refused.enqueue()
    work_off()
    return DBTaskResult.objects.get()
