"""Jobs in the background: none is lost, none is done twice, and each tells what became of it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs import alive, background, periodic
from customerhero.web.jobs.alive import is_alive, machine, process
from customerhero.web.jobs.models import Heartbeat, JobFailure, JobProgress, Periodic
from customerhero.web.jobs.periodic import every, queue_what_is_due
from customerhero.web.jobs.recovery import take_back
from customerhero.web.jobs.taken import ATTEMPTS, TakenJob
from customerhero.web.jobs.taking import open_lanes, take
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Team
from tests.web import errands

pytestmark = pytest.mark.django_db


def test_a_job_is_done_once() -> None:
    errands.leave_mark.enqueue("first")
    assert (work_off(), work_off()) == (1, 0)
    assert Team.objects.filter(name="first").count() == 1
    assert _only().status == "SUCCESSFUL"


def test_a_job_queued_in_a_transaction_turned_back_never_was() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        errands.leave_mark.enqueue("never")
        raise ZeroDivisionError
    assert work_off() == 0


def test_a_refusal_is_kept_as_its_plain_sentence() -> None:
    errands.be_refused.enqueue()
    work_off()
    assert _only().status == "FAILED"
    assert JobFailure.objects.get().reason == "The file has no rows.\nUpload one that has some."
    assert _only().traceback == ""


def test_what_nobody_foresaw_fails_with_its_kind_and_the_worker_goes_on() -> None:
    errands.break_down.enqueue()
    errands.leave_mark.enqueue("after it")
    assert work_off() == 2
    assert "KeyError" in JobFailure.objects.get().reason
    assert Team.objects.filter(name="after it").exists()


def test_progress_is_told_and_not_more_often_than_anybody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(background, "_write", lambda job, *said: told.append(said))
    with background.at_hand("a job"):
        for done in range(1_001):
            background.progress("reading", done, 1_000)
        background.progress("writing", 0, 0)
    background.progress("outside of a job", 1, 2)
    assert told[0] == ("reading", 0, 1_000)
    assert told[-2:] == [("reading", 1_000, 1_000), ("writing", 0, 0)]
    assert len(told) < 10


def test_progress_stands_beside_the_job() -> None:
    errands.work_long.enqueue("long", 1)
    work_off()
    assert JobProgress.objects.get().phase == "working"
    assert str(JobProgress.objects.get().job_id) == str(_only().pk)


def test_the_job_of_a_dead_worker_waits_again_and_is_done() -> None:
    errands.leave_mark.enqueue("of the dead")
    _taken_by_the_dead()
    assert take_back() == 1
    assert work_off() == 1
    assert Team.objects.filter(name="of the dead").exists()
    assert len(_only().worker_ids) == 2


def test_the_job_of_a_living_worker_is_left_to_it() -> None:
    errands.leave_mark.enqueue("in good hands")
    _taken_by_the_dead("the living")
    Heartbeat.objects.create(worker="the living", machine=machine(), process=process(os.getpid()))
    assert take_back() == 0
    assert _only().status == "RUNNING"


def test_a_job_that_ends_its_workers_fails_with_a_reason() -> None:
    errands.leave_mark.enqueue("poison")
    for _ in range(ATTEMPTS):
        _taken_by_the_dead()
        take_back()
    assert _only().status == "FAILED"
    assert "3 times" in JobFailure.objects.get().reason
    assert work_off() == 0


def test_a_worker_thought_dead_does_not_overrule_the_one_that_took_over() -> None:
    errands.leave_mark.enqueue("contested")
    sleeper = _taken_by_the_dead()
    take_back()
    _taken_by_the_dead("the other")
    sleeper.set_failed(ValueError("too late"))
    assert (_only().status, _only().worker_ids[-1]) == ("RUNNING", "the other")
    assert not JobFailure.objects.exists()


def test_a_job_interrupted_on_purpose_waits_again_as_if_never_begun() -> None:
    errands.leave_mark.enqueue("hurried")
    _taken_by_the_dead().set_failed(SystemExit(0))
    assert (_only().status, _only().worker_ids) == ("READY", [])


def test_silence_of_another_machine_is_death_only_after_a_minute() -> None:
    elsewhere = Heartbeat(worker="far", machine="another", process="1 2", at=timezone.now())
    assert is_alive(elsewhere)
    elsewhere.at -= alive.SILENCE
    assert not is_alive(elsewhere)


def test_a_process_number_used_again_is_not_the_worker() -> None:
    assert not is_alive(Heartbeat(worker="old", machine=machine(), process=f"{os.getpid()} 1"))


def test_only_what_waits_is_taken() -> None:
    assert (open_lanes(), take("default", "w")) == ([], None)


@pytest.fixture
def rhythm(monkeypatch: pytest.MonkeyPatch) -> str:
    """Work that comes round every hour, and nothing else that does."""
    monkeypatch.setattr(periodic, "_RHYTHMS", {})
    every("hourly", errands.be_refused, seconds=3_600)
    return "hourly"


def test_work_comes_round_once_a_time_and_what_was_missed_is_done_once(rhythm: str) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert queue_what_is_due(now) == []
    assert queue_what_is_due(now + timedelta(minutes=59)) == []
    assert queue_what_is_due(now + timedelta(hours=5)) == [rhythm]
    assert queue_what_is_due(now + timedelta(hours=5)) == []
    assert Periodic.objects.get().next_at == now + timedelta(hours=6)
    assert DBTaskResult.objects.count() == 1


def test_of_two_workers_that_see_work_due_one_queues_it(rhythm: str) -> None:
    due = datetime(2026, 3, 1, 12, tzinfo=UTC)
    Periodic.objects.create(name=rhythm, next_at=due)
    assert periodic._queue(rhythm, due, due) is True
    assert periodic._queue(rhythm, due, due) is False
    assert DBTaskResult.objects.count() == 1


def test_a_time_of_day_is_one_of_the_workplaces_zone(monkeypatch: pytest.MonkeyPatch, rhythm: str) -> None:
    every("nightly", errands.be_refused, at=time(3))
    queue_what_is_due(datetime(2026, 3, 1, 2, 59, tzinfo=UTC))
    assert Periodic.objects.get(name="nightly").next_at == datetime(2026, 3, 1, 3, tzinfo=UTC)


def _taken_by_the_dead(worker: str = "the dead") -> TakenJob:
    job = TakenJob.objects.get()
    job.claim(worker)
    return job


def _only() -> DBTaskResult:
    return DBTaskResult.objects.get()
