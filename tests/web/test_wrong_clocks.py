"""A clock that was once years ahead stops nothing once it is right again."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.web.backups import keeping
from customerhero.web.backups.models import Backup, BackupMade, Rehearsal, RehearsalOutcome
from customerhero.web.customers.models import Erasure
from customerhero.web.jobs import periodic
from customerhero.web.jobs.alive import is_alive
from customerhero.web.jobs.clocks import take_back_the_future, times_of
from customerhero.web.jobs.models import Heartbeat, Periodic
from customerhero.web.jobs.periodic import every, queue_what_is_due
from customerhero.web.jobs.pruning import KEPT, forget_ended_jobs
from customerhero.web.jobs.seeing_to import acknowledge
from customerhero.web.jobs.standing import failed
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.forgetting import forget_sayings
from customerhero.web.people.inviting import LASTS, Standing
from customerhero.web.people.inviting import standing_of as invitation_standing
from customerhero.web.people.models import BrowserSession, Invitation, Person, Saying, TrailCheck
from customerhero.web.people.on_desk import broken_trail
from customerhero.web.people.sayings import TOLD
from customerhero.web.runs.models import Run
from customerhero.web.sources import schedule
from customerhero.web.sources.folders import files_in
from customerhero.web.sources.importing import ask_import, take_in
from customerhero.web.sources.models import Clearing, Fetch, Import, SavedMapping, Source, Upload
from customerhero.web.sources.telling import standing_of
from customerhero.web.sources.tidying import tidy_uploads
from tests.web import errands

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=4 * 365)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOT_TAKEN_BACK = {
    "people.BrowserSession.began_at": "such a session has ended",
    "people.BrowserSession.expire_date": "lies in the future, and ends no later than its beginning allows",
    "people.Invitation.ends_at": "lies in the future, and counts no longer than its making allows",
    "people.Saying.at": "append-only",
    "people.TrailLink.at": "append-only",
    "people.Person.last_login": "decides nothing",
    "jobs.Heartbeat.at": "no sign of life",
    "jobs.Periodic.next_at": "lies in the future, and is planned anew",
    "jobs.Cancellation.done_at": "only whether it is there counts",
    "sources.Undoing.done_at": "only whether it is there counts",
    "runs.Run.known_until": "a time of the lake's",
    "runs.FollowedErasure.erased_at": "a time of the lake's",
}


@pytest.mark.parametrize("rhythm", [{"seconds": 300}, {"seconds": 3_600}, {}, {"at": time(3)}])
def test_periodic_work_goes_on_when_a_clock_was_years_ahead(
    rhythm: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periodic, "_RHYTHMS", {})
    every("work", errands.be_refused, **rhythm)
    queue_what_is_due(NOW)
    assert queue_what_is_due(NOW + YEARS) == ["work"]
    assert Periodic.objects.get().next_at > NOW + YEARS
    assert queue_what_is_due(NOW) == ["work"]
    assert Periodic.objects.get().next_at <= NOW + timedelta(days=1)
    assert queue_what_is_due(NOW + timedelta(seconds=10)) == []


def test_what_is_planned_soon_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_RHYTHMS", {})
    every("hourly", errands.be_refused, seconds=3_600)
    Periodic.objects.create(name="hourly", next_at=NOW + timedelta(minutes=90))  # of a machine half an hour ahead
    assert queue_what_is_due(NOW) == []


def test_a_heartbeat_of_the_future_is_no_sign_of_life(client: Client) -> None:
    ahead = Heartbeat.objects.create(worker="far", machine="another", process="1 2", at=timezone.now() + YEARS)
    assert not is_alive(ahead)
    assert client.get("/readyz").json()["worker"] != "ready"


def test_a_source_looked_at_in_the_future_is_due(db: None) -> None:
    source = Source.objects.create(name="s", kind=Source.Kind.URL, address="https://example.com/x", every_hours=1)
    now = timezone.now()
    Fetch.objects.create(source=source, at=now + YEARS)
    assert schedule.is_due(source, now)
    Fetch.objects.create(source=source, at=now)
    assert not schedule.is_due(source, now + timedelta(minutes=59))
    assert schedule.is_due(source, now + timedelta(minutes=61))


def test_a_file_of_the_future_is_fetched(tmp_path: Path) -> None:
    ahead = timezone.now().timestamp() + YEARS.total_seconds()
    for name, moment in (("ahead.csv", ahead), ("writing.csv", None)):
        (tmp_path / name).write_text("a,b\n1,2\n")
        if moment:
            os.utime(tmp_path / name, (moment, moment))
    assert [name for name, _mark in files_in(tmp_path, {})] == ["ahead.csv"]


def test_work_that_removes_what_is_old_waits_a_round_when_the_clock_may_have_jumped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(periodic, "_RHYTHMS", {})
    every("tidying", errands.be_refused, patient=True)
    queue_what_is_due(NOW)
    assert queue_what_is_due(NOW + timedelta(days=1)) == ["tidying"]
    assert queue_what_is_due(NOW + YEARS) == []  # for half a minute
    assert queue_what_is_due(NOW + timedelta(days=1, minutes=1)) == []
    assert queue_what_is_due(NOW + timedelta(days=2, minutes=1)) == ["tidying"]
    assert queue_what_is_due(NOW + timedelta(days=30)) == []  # the machine was off, or the clock is wrong
    assert queue_what_is_due(NOW + timedelta(days=31)) == ["tidying"]


def test_an_ended_job_of_the_future_is_forgotten_in_its_time() -> None:
    for name in ("early", "later", "last"):
        errands.leave_mark.enqueue(name)
    work_off()
    early = DBTaskResult.objects.earliest("enqueued_at").pk
    DBTaskResult.objects.filter(pk=early).update(finished_at=timezone.now() + YEARS, enqueued_at=timezone.now() + YEARS)
    take_back_the_future.func()
    assert DBTaskResult.objects.get(pk=early).finished_at <= timezone.now()
    DBTaskResult.objects.update(finished_at=timezone.now() - KEPT)
    forget_ended_jobs.func()
    assert not DBTaskResult.objects.exists()


def test_a_clock_behind_its_time_rewrites_nothing(bob: Person) -> None:
    for name in ("one", "two", "three"):
        errands.leave_mark.enqueue(name)
    ahead = timezone.now() + YEARS
    DBTaskResult.objects.update(enqueued_at=ahead)  # as seen from four years ago
    errands.leave_mark.enqueue("now")
    upload = _upload(bob)
    Upload.objects.update(at=ahead)
    take_back_the_future.func()
    upload.refresh_from_db()
    assert upload.at == ahead


def test_a_run_of_the_future_does_not_stay_the_newest(filled: Run) -> None:
    Run.objects.filter(pk=filled.pk).update(asked_at=timezone.now() + YEARS)
    errands.leave_mark.enqueue("one")
    take_back_the_future.func()
    filled.refresh_from_db()
    assert filled.asked_at <= timezone.now()


def test_a_failure_of_the_future_can_be_left_at_that(dora: Person) -> None:
    errands.be_refused.enqueue()
    work_off()
    DBTaskResult.objects.update(finished_at=timezone.now() + YEARS)
    assert len(failed()) == 1
    acknowledge(DBTaskResult.objects.get().pk, dora)
    assert failed() == []


def test_an_import_asked_for_in_the_future_says_why_it_was_refused(bob: Person, settings: Any, tmp_path: Path) -> None:
    settings.LAKE, settings.UPLOADS = tmp_path / "lake", tmp_path / "uploads"
    upload = _upload(bob)
    imported = ask_import(upload, SavedMapping.objects.create(upload=upload, number=1, preset="customers", by=bob), bob)
    Import.objects.update(asked_at=timezone.now() + YEARS)
    work_off()
    assert DBTaskResult.objects.get(task_path=take_in.module_path).status == "FAILED"
    told = standing_of(Import.objects.get(pk=imported.pk))
    assert (told.state, "not kept any more" in told.reason) == ("refused", True)


def test_an_upload_of_the_future_is_cleared_in_its_time(bob: Person, settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path
    errands.leave_mark.enqueue("one")
    upload = _upload(bob)
    Upload.objects.update(at=timezone.now() + YEARS)
    take_back_the_future.func()
    tidy_uploads.func()
    upload.refresh_from_db()
    assert upload.at <= timezone.now()
    assert not Clearing.objects.exists()


def test_every_time_is_taken_back_or_need_not_be() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("customerhero.")]
    times = {
        f"{model._meta.label}.{field.name}": field.name in times_of(model)
        for model in ours
        if not model._meta.proxy
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField)
    }
    assert len(times) > 40
    assert {name for name, is_taken_back in times.items() if not is_taken_back} == set(NOT_TAKEN_BACK)


def test_a_look_at_the_trail_in_the_future_hides_no_broken_chain(dora: Person) -> None:
    TrailCheck.objects.create(at=timezone.now() + YEARS, count=1)
    errands.leave_mark.enqueue("one")
    take_back_the_future.func()
    TrailCheck.objects.create(count=1, trouble="missing line", broken_at=1)
    assert [waiting.title for waiting in broken_trail(dora)] == ["The audit trail is broken"]


def test_an_erasure_of_the_future_is_one_of_today(dora: Person) -> None:
    ahead = timezone.now() + YEARS
    Erasure.objects.create(pseudonym="p", by=dora, at=ahead, done_at=ahead)
    errands.leave_mark.enqueue("one")
    take_back_the_future.func()
    now = timezone.now()
    assert Erasure.objects.filter(at__lte=now, done_at__lte=now).exists()


def test_a_session_used_in_the_future_still_has_an_idle_end(client: Client, dora: Person, sign_in: Any) -> None:
    sign_in(client, dora).get(reverse("account"))
    BrowserSession.objects.update(used_at=timezone.now() + YEARS)
    errands.leave_mark.enqueue("one")
    take_back_the_future.func()
    assert client.get(reverse("account")).status_code == 200
    idle = timedelta(seconds=configured.SESSION_IDLE_SECONDS)
    BrowserSession.objects.update(used_at=models.F("used_at") - idle)
    assert client.get(reverse("account")).status_code == 302


def test_a_session_that_began_in_the_future_opens_nothing(client: Client, dora: Person, sign_in: Any) -> None:
    sign_in(client, dora).get(reverse("account"))
    ahead = timezone.now() + YEARS
    BrowserSession.objects.update(began_at=ahead, used_at=ahead, expire_date=ahead + timedelta(days=14))
    errands.leave_mark.enqueue("one")
    take_back_the_future.func()
    assert client.get(reverse("account")).status_code == 302


def test_an_invitation_of_the_future_ends_in_its_time() -> None:
    ahead = timezone.now() + YEARS
    invitation = Invitation.objects.create(created_at=ahead, ends_at=ahead + LASTS)
    errands.leave_mark.enqueue("one")
    take_back_the_future.func()
    invitation.refresh_from_db()
    assert invitation_standing(invitation) is Standing.OPEN
    Invitation.objects.update(created_at=models.F("created_at") - LASTS)
    invitation.refresh_from_db()
    assert invitation_standing(invitation) is Standing.ENDED


def test_what_was_told_in_the_future_is_forgotten_with_who_was_erased() -> None:
    ahead = timezone.now() + YEARS
    Saying.objects.create(token="t", key="k", digest="d", kind=TOLD, text="Row 7: Quirina.", at=ahead)
    forget_sayings(timezone.now(), set(), lambda text: "Quirina" in text, lambda text: "Quirina" in text)
    assert not Saying.objects.exists()


def test_a_backup_of_the_future_neither_stops_backups_nor_is_kept_instead_of_newer_ones(
    settings: Any, tmp_path: Path
) -> None:
    settings.BACKUPS, settings.BACKUPS_KEPT = str(tmp_path), 1
    ahead = timezone.now() + YEARS
    unfinished = Backup.objects.create(reason="nightly", at=ahead)
    then = _made(tmp_path / "then.tar.zst", ahead)
    RehearsalOutcome.objects.create(
        rehearsal=Rehearsal.objects.create(backup=then.backup, at=ahead), at=ahead, seconds=1.0
    )
    errands.leave_mark.enqueue("one")
    assert keeping.start_backup("nightly") != unfinished
    assert not keeping.rehearsal_is_due()
    take_back_the_future.func()
    BackupMade.objects.update(at=timezone.now() - keeping.LATE)
    RehearsalOutcome.objects.update(at=timezone.now() - keeping.RHYTHM)
    assert keeping.standing().late_since is not None
    assert keeping.rehearsal_is_due()
    newer = _made(tmp_path / "newer.tar.zst", timezone.now())
    keeping.prune()
    assert [path.name for path in tmp_path.glob("*.zst")] == ["newer.tar.zst"]
    assert keeping.newest_backup() == newer
    assert not Backup.objects.filter(at__gt=timezone.now()).exists()


def test_a_rehearsal_asked_for_in_the_future_does_not_hold_up_others(tmp_path: Path) -> None:
    made = _made(tmp_path / "one.tar.zst", timezone.now())
    ahead = Rehearsal.objects.create(backup=made.backup, at=timezone.now() + YEARS)
    assert keeping.start_rehearsal() not in (None, ahead)


def _made(file: Path, at: datetime) -> BackupMade:
    file.touch()
    backup = Backup.objects.create(reason="nightly", at=at)
    return BackupMade.objects.create(
        backup=backup, at=at, file=str(file), size=1, unpacked=1, seconds=1.0, rows=1, facts=1
    )


def _upload(person: Person) -> Upload:
    source = Source.objects.create(name="s", by=person)
    return Upload.objects.create(source=source, name="x.csv", folder="f" * 32, size=1, sha256="0" * 64, by=person)
