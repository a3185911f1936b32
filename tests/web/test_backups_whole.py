"""A backup of a whole workplace brought back: the same rows, pages and agenda, on both databases."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from tests.web.backed_up import counts, filled, hero, leftovers, pages, prepared
from tests.web.workplace import Workplace, database

_REHEARSE = """
import json
from customerhero.web.backups.keeping import standing, start_backup, start_rehearsal
from customerhero.web.backups.models import RehearsalOutcome
from customerhero.web.jobs.worker import work_off
from customerhero.web.runs.starting import start_run
if start_rehearsal() is None:
    start_run('asked')
    work_off()
    start_backup('asked')
    work_off()
    start_rehearsal()
work_off()
told = RehearsalOutcome.objects.latest('pk')
print(json.dumps([told.trouble, told.agenda, told.month, told.findings, standing().could_restore]))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    place = filled(tmp_path_factory.mktemp("backed-up"))
    place.environment["HERO_BACKUPS"] = str(place.data.parent / "backups")
    yield place
    place.clear()


@pytest.mark.slow
def test_a_restored_workplace_has_the_same_rows_pages_and_agenda(place: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "one.tar.zst"
    made = hero(place, "backup", "--data", place.data, "--to", file)
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert leftovers(place.data) == []
    assert "is whole" in hero(place, "restore", "--check", file).stdout

    other = Workplace(tmp_path / "other")
    other.environment["HERO_BACKUPS"] = place.environment["HERO_BACKUPS"]
    other.data.mkdir(parents=True)
    copy(place.data / "secret-key", other.data)  # kept apart from backups, and put there before
    brought = hero(other, "restore", file, "--data", other.data)
    assert brought.returncode == 0, brought.stderr
    assert leftovers(other.data) == []
    assert counts(other) == counts(place)
    assert prepared(other).returncode == 0  # it starts
    there, here = pages(other), pages(place)
    assert there.keys() == here.keys()
    assert len(here) > 20
    assert {name for name in here if here[name] != there[name]} <= {"trail", "sessions"}  # they tell of looking itself
    again = hero(other, "restore", file, "--data", other.data)
    assert again.returncode == 2
    assert "is not empty" in again.stderr


@pytest.mark.slow
def test_the_worker_rehearses_a_restore_and_computes_the_agenda_again(place: Workplace) -> None:
    trouble, agenda, month, findings, well = json.loads(place.run(_REHEARSE).splitlines()[-1])
    assert (trouble, agenda, month, well) == ("", "same", "2026-10", True)
    assert findings > 0
    assert leftovers(place.data) == []
    kept = sorted((place.data.parent / "backups").glob("*.tar.zst"))
    content = bytearray(kept[-1].read_bytes())
    content[len(content) // 2] ^= 1
    kept[-1].write_bytes(content)
    trouble, _agenda, _month, _findings, well = json.loads(place.run(_REHEARSE).splitlines()[-1])
    assert "damaged" in trouble
    assert not well
    assert leftovers(place.data) == []


@pytest.mark.slow
def test_a_database_that_is_not_empty_or_of_another_kind_is_refused(place: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "one.tar.zst"
    assert hero(place, "backup", "--data", place.data, "--to", file).returncode == 0
    other = Workplace(tmp_path / "other")
    if database():
        other.environment["HERO_DATABASE_URL"] = place.environment["HERO_DATABASE_URL"]
        refused = "is not empty"
    else:
        other.environment["HERO_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/none"
        refused = "cannot be used"
    told = hero(other, "restore", file, "--data", other.data)
    assert (told.returncode, refused in told.stderr) == (2, True), told.stderr
    assert "Traceback" not in told.stderr
    assert not other.data.exists()
