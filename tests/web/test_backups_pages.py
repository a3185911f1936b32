"""The administrators' page of backups, the nightly one, what is kept, and what waits on desks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.errors import HeroError
from customerhero.web.backups import jobs, keeping, making, rehearsing
from customerhero.web.backups.making import Made
from customerhero.web.backups.manifest import Manifest, new_header
from customerhero.web.backups.models import Backup, BackupFailure, BackupMade, Rehearsal, RehearsalOutcome
from customerhero.web.jobs.early_ends import end_early
from customerhero.web.jobs.seeing_to import cancel, retry
from customerhero.web.jobs.taking import take
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Person, Saying
from customerhero.web.people.waiting import waiting_for
from customerhero.web.runs.erased import Erased, pattern
from customerhero.web.runs.erasures import Told, follow
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import findings_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], Client]


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for backups, and backups that cost nothing: an empty file each."""
    settings.BACKUPS, settings.BACKUPS_KEPT, settings.DATA = str(tmp_path / "backups"), 2, tmp_path
    numbers = iter(range(100))

    def made(wanted: Any, **_named: Any) -> Made:
        file = wanted.to.with_name(f"{next(numbers)}.tar.zst")
        file.touch()
        return Made(file, Manifest(new_header("0.1.0", "sqlite"), {"people_person": 3}, 8, {"cases": 5}), 1_000, 0.5)

    monkeypatch.setattr(making, "make_backup", made)
    return tmp_path / "backups"


def test_without_a_folder_the_page_says_how_to_get_one(client: Client, dora: Person, sign_in: SignIn) -> None:
    page = sign_in(client, dora).get(reverse("backups")).content.decode()
    assert "There is no backup yet" in page
    assert "HERO_BACKUPS=/srv/backups" in page
    assert "Back up now" not in page
    client.post(reverse("backups"))
    jobs.back_up_nightly.func()
    assert not Backup.objects.exists()


def test_one_is_made_now_and_the_newest_are_kept(client: Client, dora: Person, sign_in: SignIn, folder: Path) -> None:
    sign_in(client, dora)
    for _ in range(4):
        client.post(reverse("backups"))
        client.post(reverse("backups"))  # asked twice at once, one is made
        work_off()
    mine = folder / "by hand.tar.zst"
    mine.touch()
    jobs.back_up_nightly.func()
    work_off()
    assert sorted(path.name for path in folder.iterdir()) == ["3.tar.zst", "4.tar.zst", "by hand.tar.zst"]
    page = client.get(reverse("backups")).content.decode()
    assert "made room for newer ones" in page
    assert "4.tar.zst" in page
    assert [backup.reason for backup in Backup.objects.all()] == ["nightly", *["asked"] * 4]


def test_a_nightly_backup_that_fails_is_on_administrators_desks(
    dora: Person, bob: Person, settings: Any, tmp_path: Path
) -> None:
    settings.BACKUPS = str(tmp_path / "no" / "such" / "folder")
    jobs.back_up_nightly.func()
    work_off()
    assert "cannot be used" in BackupFailure.objects.get().reason
    assert [thing.title for thing in waiting_for(dora)] == ["Failed: A backup is made"]
    assert waiting_for(bob) == []


def test_nights_without_a_backup_are_on_administrators_desks(dora: Person, folder: Path) -> None:
    jobs.back_up_nightly.func()
    work_off()
    assert waiting_for(dora) == []
    BackupMade.objects.update(at=timezone.now() - keeping.LATE)
    assert [thing.title for thing in waiting_for(dora)] == ["No backup was made for two days"]


def test_a_restore_is_rehearsed_once_a_week_and_the_page_says_so(
    client: Client, dora: Person, sign_in: SignIn, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "restore", lambda *_given: None)
    jobs.rehearse_weekly.func()
    assert not Rehearsal.objects.exists()  # nothing to try
    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    for _ in range(2):
        jobs.rehearse_weekly.func()
        work_off()
    outcome = RehearsalOutcome.objects.get()
    assert (outcome.trouble, outcome.agenda) == ("", "none")
    outcome.at, outcome.seconds = timezone.now() - timedelta(days=3), 41.2
    outcome.save()
    page = sign_in(client, dora).get(reverse("backups")).content.decode()
    assert "You could restore today" in page
    assert "Rehearsed 3 days ago" in page.replace("\xa0", " ")
    assert "it took 41 s" in page
    RehearsalOutcome.objects.update(at=timezone.now() - keeping.RHYTHM)
    jobs.rehearse_weekly.func()
    assert Rehearsal.objects.count() == 2


def test_a_restore_that_would_not_work_is_told_on_the_page_and_the_desk(
    client: Client, dora: Person, sign_in: SignIn, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any) -> None:
        raise HeroError("The backup 0.tar.zst is damaged or was cut.", "Use another backup.")

    monkeypatch.setattr(rehearsing, "restore", refuse)
    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    sign_in(client, dora).post(reverse("backup-rehearsals"))
    work_off()
    page = client.get(reverse("backups")).content.decode()
    assert "A restore would not work" in page
    assert "is damaged or was cut" in page
    assert [thing.why for thing in waiting_for(dora)] == ["The backup 0.tar.zst is damaged or was cut."]
    monkeypatch.setattr(rehearsing, "restore", lambda *_given: None)
    client.post(reverse("backup-rehearsals"))
    work_off()
    assert waiting_for(dora) == []


def test_without_room_nothing_is_restored_on_trial(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "disk_usage", lambda _path: type("U", (), {"free": 1_000})())
    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    keeping.start_rehearsal()
    work_off()
    outcome = RehearsalOutcome.objects.get()
    assert "There is no room to rehearse" in outcome.trouble
    assert not outcome.is_tried


@pytest.mark.parametrize(
    ("restored", "today", "told"),
    [("kept", "never", "same"), ("other", "other", "again"), ("other", "kept", "comes out differently")],
)
def test_the_agenda_of_the_restored_lake_is_compared(
    filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, restored: str, today: str, told: str
) -> None:
    """With what is kept; where settings or versions changed since, with what the lake in use gives now."""
    kept = rehearsing._as_json(rehearsing.told_by([shown.finding for shown in findings_of(filled)]))
    key = min(kept)
    other = {**kept, key: {**kept[key], "customers": 1 + kept[key]["customers"]}}
    answers = iter({"kept": kept, "other": other}.get(name) for name in (restored, today))
    monkeypatch.setattr(rehearsing, "restore", lambda *_given: None)
    monkeypatch.setattr(rehearsing, "asked_again", lambda *_given: next(answers))
    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    BackupMade.objects.update(lake_commit=filled.lake_commit)
    keeping.start_rehearsal()
    work_off()
    outcome = RehearsalOutcome.objects.get()
    assert outcome.findings == len(kept) > 3
    assert told == outcome.agenda or told in outcome.trouble


@pytest.mark.parametrize(("code", "is_tried"), [(-9, False), (2, True)])
def test_an_agenda_ended_for_want_of_memory_is_no_trouble_of_the_backup(
    filled: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_tried: bool
) -> None:
    ended = CompletedProcess([], code, b"", b"Somewhere a row is missing.")
    monkeypatch.setattr(rehearsing, "restore", lambda *_given: None)
    monkeypatch.setattr(rehearsing.subprocess, "run", lambda *_given, **_named: ended)
    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    BackupMade.objects.update(lake_commit=filled.lake_commit)
    keeping.start_rehearsal()
    work_off()
    outcome = RehearsalOutcome.objects.get()
    assert outcome.is_tried is is_tried
    assert ("ended by the system (signal 9)" in outcome.trouble) == (not is_tried)
    assert not keeping.standing().could_restore


def test_figures_are_alike_up_to_the_order_of_adding() -> None:
    assert rehearsing.alike({"a": [1.0, "x", None]}, {"a": [1.0 + 1e-12, "x", None]})
    assert not rehearsing.alike({"a": [1.0]}, {"a": [1.001]})
    assert not rehearsing.alike({"a": 1}, {"a": 1, "b": 2})
    assert not rehearsing.alike([1, 2], [1])


def test_why_a_backup_failed_names_nobody_who_was_erased(dora: Person) -> None:
    """The reasons name files, and files are called as customers are."""
    backup = Backup.objects.create(reason="asked", by=dora)
    told = "The name uploads/Meyer_C0012345.csv is too long."
    BackupFailure.objects.create(backup=backup, reason=told)
    RehearsalOutcome.objects.create(
        rehearsal=Rehearsal.objects.create(backup=backup), seconds=1.0, trouble=told, agenda="none"
    )
    lines = LogEntry.objects.filter(content_type__model__in=("backupfailure", "rehearsaloutcome"))
    assert lines.count() == 2
    assert not any("C0012345" in str(line.changes) for line in lines)
    follow(Erased(timezone.now(), lambda _column, ids: ids, pattern(["Meyer_C0012345"])), Told(1, {}))
    assert "C0012345" not in BackupFailure.objects.get().reason + RehearsalOutcome.objects.get().trouble
    assert not Saying.objects.filter(text__contains="C0012345").exists()


def cut_off(begun: Callable[[], object]) -> None:
    """A job of upkeep is begun and ended by a limit before it has done anything."""
    begun()
    job = take("upkeep", "w")
    assert job is not None
    end_early(job, "It took more than 12 hours.")


def test_a_backup_whose_job_was_ended_says_so_and_another_can_be_asked_for_at_once(
    client: Client, dora: Person, sign_in: SignIn, folder: Path
) -> None:
    cut_off(lambda: sign_in(client, dora).post(reverse("backups")))
    work_off()
    page = client.get(reverse("backups")).content.decode()
    assert "It took more than 12 hours." in page
    assert "under way" not in page
    client.post(reverse("backups"))
    assert Backup.objects.count() == 2
    assert "under way" in client.get(reverse("backups")).content.decode()
    work_off()
    assert BackupMade.objects.count() == 1


@pytest.mark.parametrize("is_run_again", [True, False])
def test_a_file_whose_job_was_killed_before_it_could_say_so_does_not_stay_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch, is_run_again: bool
) -> None:
    def killed(**_told: object) -> None:
        raise KeyboardInterrupt

    def made(wanted: Any, **_named: Any) -> Made:
        wanted.to.touch(exist_ok=False)
        return Made(wanted.to, Manifest(new_header("0.1.0", "sqlite"), {}, 8, {}), 1_000, 0.5)

    monkeypatch.setattr(making, "make_backup", made)
    backup = keeping.start_backup(Backup.Reason.NIGHTLY)
    with monkeypatch.context() as patched:
        patched.setattr(BackupMade.objects, "create", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.back_up.func(backup.pk)
    assert len(list(folder.glob("*.tar.zst"))) == 1
    if is_run_again:
        jobs.back_up.func(backup.pk)
        assert [Path(made.file) for made in BackupMade.objects.all()] == list(folder.glob("*.tar.zst"))
    else:
        jobs.settle_backup.func(backup.pk)
        assert not list(folder.glob("*.tar.zst"))


def test_a_backup_that_was_ended_before_it_began_is_not_under_way(
    client: Client, dora: Person, sign_in: SignIn, folder: Path
) -> None:
    sign_in(client, dora).post(reverse("backups"))
    cancel(DBTaskResult.objects.get(task_path=jobs.back_up.module_path).pk, dora)
    page = client.get(reverse("backups")).content.decode()
    assert "ended before it was there" in page
    client.post(reverse("backups"))
    assert Backup.objects.count() == 2


def test_a_backup_that_waits_for_hours_is_not_asked_for_again(folder: Path) -> None:
    waiting = keeping.start_backup(Backup.Reason.NIGHTLY)
    Backup.objects.update(at=timezone.now() - timedelta(hours=9))
    assert keeping.start_backup(Backup.Reason.ASKED) == waiting


def test_whatever_stopped_a_backup_is_kept_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_given: Any, **_named: Any) -> None:
        raise ArithmeticError("of the machine")

    monkeypatch.setattr(making, "make_backup", break_off)
    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    assert BackupFailure.objects.get().reason == "Something unexpected went wrong: ArithmeticError: of the machine"


@pytest.mark.parametrize("end", ["a limit", "a mistake of ours"])
def test_a_rehearsal_that_was_ended_says_nothing_of_the_backup_and_is_due_again(
    client: Client, dora: Person, sign_in: SignIn, folder: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    def break_off(*_given: Any) -> None:
        raise ArithmeticError("of the machine")

    keeping.start_backup(Backup.Reason.ASKED)
    work_off()
    monkeypatch.setattr(rehearsing, "restore", break_off)
    if end == "a limit":
        cut_off(keeping.start_rehearsal)
    else:
        keeping.start_rehearsal()
    work_off()
    page = sign_in(client, dora).get(reverse("backups")).content.decode()
    assert "A restore could not be tried" in page
    assert "You could restore today" not in page
    assert "would not work" not in page
    assert "Whether a backup could be restored could not be tried" in [thing.title for thing in waiting_for(dora)]
    assert keeping.rehearsal_is_due()
    monkeypatch.setattr(rehearsing, "restore", lambda *_given: None)
    retry(Rehearsal.objects.get().job_id, dora)  # type: ignore[arg-type]  # it has a job
    work_off()
    assert "You could restore today" in client.get(reverse("backups")).content.decode()
    assert not keeping.rehearsal_is_due()
