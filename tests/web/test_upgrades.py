"""Data of the first version that was served are brought up to date, or stay as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from customerhero.errors import HeroError
from customerhero.web.backups.of_sqlite import rows_of
from customerhero.web.jobs.alive import beat
from customerhero.web.serving import upgrading
from tests.web.backed_up import OF_THE_MOMENT, counts, pages, prepared, unpacked
from tests.web.workplace import Workplace

_FAILS = """
import django; django.setup()
from django.core.management import call_command
from customerhero.web.serving import upgrading
def failing():
    from django.db import connection
    call_command('migrate', 'runs', verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM runs_dismissal")
    %s
upgrading._migrate = failing
"""
RAISES = "raise RuntimeError('a migration failed')"
KILLED = "import os; os.kill(os.getpid(), 9)"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """The first version's folder, on SQLite whatever the other tests run on."""
    place = Workplace(tmp_path, HERO_ACCESS_LOG="no")
    place.environment.pop("HERO_DATABASE_URL", None)
    unpacked(tmp_path)
    yield place
    place.clear()


@pytest.mark.slow
def test_data_of_the_first_version_are_brought_up_to_date_and_shown(place: Workplace) -> None:
    before = {name: rows for name, rows in rows_of(place.data / "hero.sqlite3").items() if name not in OF_THE_MOMENT}
    done = prepared(place)
    assert done.returncode == 0, done.stderr
    assert "brought up to date" in done.stderr
    after = counts(place)
    assert {name: after[name] for name in before if after[name] < before[name]} == {}
    assert len(list((place.data / "upgrades").glob("before-*.sqlite3"))) == 1
    told = pages(place)
    assert len(told) > 20
    assert "Known and settled." in told["agenda"]
    again = prepared(place)
    assert again.returncode == 0
    assert "brought up to date" not in again.stderr


@pytest.mark.slow
@pytest.mark.parametrize("end", [RAISES, "pass", KILLED], ids=["fails", "loses rows", "is killed"])
def test_an_upgrade_that_does_not_end_well_leaves_the_database_as_it_was(place: Workplace, end: str) -> None:
    before = rows_of(place.data / "hero.sqlite3")
    done = prepared(place, _FAILS % end)
    assert done.returncode != 0
    if end != KILLED:
        assert "the database is as it was before" in done.stderr
        assert rows_of(place.data / "hero.sqlite3") == before
        assert "runs_dismissal had 1 and has 0" in done.stderr or end == RAISES
    then = prepared(place)
    assert then.returncode == 0, then.stderr
    assert ("An upgrade was cut off" in then.stderr) == (end == KILLED)
    assert counts(place)["runs_dismissal"] == 1
    with closing(sqlite3.connect(place.data / "hero.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
def test_a_database_of_a_newer_version_is_refused(place: Workplace) -> None:
    with closing(sqlite3.connect(place.data / "hero.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('runs', '9999_later', '2030-01-01')"
        )
    refused = prepared(place)
    assert refused.returncode == 2
    assert "made by a newer version of Customer Hero: this one does not know runs.9999_later" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (place.data / "upgrades").exists()


@pytest.fixture
def waiting(db: None, tmp_path: Path, settings: Any) -> Path:
    """A database in which something waits to be migrated."""
    settings.DATA = settings.LAKE = tmp_path
    newest = next(name for app, name in MigrationLoader(connection).graph.leaf_nodes() if app == "backups")
    MigrationRecorder(connection).record_unapplied("backups", newest)
    return tmp_path


def test_nobody_is_upgraded_under(waiting: Path) -> None:
    beat("another worker")
    with pytest.raises(HeroError, match="somebody works with it"):
        upgrading.upgrade()


def test_without_room_for_a_copy_nothing_is_begun(waiting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes an upgrade back by itself: no copy is made")
    monkeypatch.setattr(upgrading, "disk_usage", lambda _path: type("U", (), {"free": 1_000_000})())
    with pytest.raises(HeroError, match="no room to bring the database up to date"):
        upgrading.upgrade()
    assert list(waiting.iterdir()) == []


def test_an_unfinished_restore_is_not_served(waiting: Path) -> None:
    (waiting / ".restoring").mkdir()
    with pytest.raises(HeroError, match="was cut off or is under way"):
        upgrading.upgrade()


@pytest.mark.parametrize(
    ("after", "lost"),
    [({"a": 3, "b": 1}, False), ({"a": 2, "b": 1}, True), ({"b": 1}, True), ({"a": 4, "b": 1, "c": 1}, False)],
)
def test_rows_may_come_but_not_go(after: dict[str, int], lost: bool) -> None:
    before = {"a": 3, "b": 1, "django_session": 9}
    if lost:
        with pytest.raises(HeroError, match="a had 3 and has"):
            upgrading.refuse_lost_rows(before, after)
    else:
        upgrading.refuse_lost_rows(before, after)
        assert after["a"] >= before["a"]
