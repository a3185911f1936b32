"""Copies beside the data do not outlive an erasure, nor the job or the upgrade they were made for."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from customerhero.web.backups import jobs, keeping
from customerhero.web.backups.copies import STAGE, TRIAL, WEEK, held
from customerhero.web.backups.models import Backup, BackupMade
from customerhero.web.jobs.early_ends import end_early
from customerhero.web.jobs.taking import take
from customerhero.web.jobs.worker import work_off
from customerhero.web.runs.erased import Erased, pattern
from customerhero.web.runs.erasures import Told, follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    """A data folder with what a killed backup, a killed rehearsal and an upgrade have left."""
    settings.DATA, settings.BACKUPS = tmp_path, str(tmp_path / "backups")
    for name in (f"{STAGE}/uploads/one.csv", f"{TRIAL}/hero.sqlite3", "backups/.one.tar.zst.part"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("ZQX-90817")
    upgraded(tmp_path, "before-1.sqlite3", 60)
    return tmp_path


def upgraded(data: Path, name: str, seconds_ago: float) -> None:
    """A copy of the database from before an upgrade."""
    copy = data / "upgrades" / name
    copy.parent.mkdir(exist_ok=True)
    copy.write_text("ZQX-90817")
    os.utime(copy, (time.time() - seconds_ago, time.time() - seconds_ago))


def holding(folder: Path) -> list[str]:
    """The files that still name the customer."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in files if "ZQX-90817" in path.read_text())


def erased() -> None:
    follow(Erased(timezone.now(), lambda _column, ids: ids, pattern(["ZQX-90817"])), Told(1, {}))


def test_no_copy_outlives_an_erasure(data: Path) -> None:
    assert len(holding(data)) == 4
    erased()
    assert holding(data) == []


@pytest.mark.parametrize("name", [STAGE, TRIAL])
def test_what_somebody_works_at_is_left_to_them(data: Path, name: str) -> None:
    with held(data, name) as is_mine:
        assert is_mine
        erased()
        assert [file.partition("/")[0] for file in holding(data)] == [name]
    jobs.tidy_copies.func()
    assert holding(data) == []


@pytest.fixture(params=["backup", "rehearsal"])
def ended(request: pytest.FixtureRequest, data: Path) -> Iterator[None]:
    """A job in the middle of its work is ended."""
    backup = keeping.start_backup(Backup.Reason.ASKED)
    if request.param == "rehearsal":
        backup.delete()
        work_off()
        (data / "0.tar.zst").touch()
        made = {"file": str(data / "0.tar.zst"), "size": 1, "unpacked": 1, "seconds": 1.0, "rows": 1, "facts": 1}
        BackupMade.objects.create(backup=Backup.objects.create(reason="asked"), **made)
        keeping.start_rehearsal()
    job = take("upkeep", "w")
    assert job is not None
    end_early(job, "It took more than 12 hours.")
    yield


def test_what_a_job_left_that_was_ended_goes_with_the_next(ended: None, data: Path) -> None:
    work_off()
    assert holding(data) == ["upgrades/before-1.sqlite3"]


def test_copies_from_before_upgrades_go_after_a_week_without_a_start(data: Path) -> None:
    upgraded(data, "before-2.sqlite3", WEEK + 60)
    upgraded(data, "before-3.sqlite3", -2 * WEEK)  # of a clock that was wrong
    jobs.tidy_copies.func()
    assert holding(data) == ["upgrades/before-1.sqlite3"]


def test_the_copy_of_an_upgrade_that_has_not_ended_stays(data: Path) -> None:
    (data / "upgrades" / "under-way").write_text("before-1.sqlite3")
    erased()
    assert holding(data) == ["upgrades/before-1.sqlite3"]
