"""A database of PostgreSQL as files and back: rows, numbers that come next, and the trail's guards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from customerhero.errors import HeroError
from customerhero.web.backups.copies import clear_remains, held
from customerhero.web.backups.making import Made, Wanted, make_backup
from customerhero.web.backups.of_postgresql import connected, rows_of_server
from customerhero.web.backups.restoring import restore
from customerhero.web.jobs.alive import beat
from customerhero.web.people.models import Person, Team
from tests.web.backed_up import unpacked
from tests.web.workplace import database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("HERO_TEST_DATABASE") != "postgresql", reason="asks PostgreSQL: HERO_TEST_DATABASE=postgresql"
    ),
]
_NEXT = "INSERT INTO people_team (name) VALUES (%s) RETURNING id"


@pytest.fixture
def here(alice: Person, bob: Person) -> Iterator[str]:
    """The address of the tests' own database, with people in it."""
    told = connection.settings_dict
    host, port = quote(told["HOST"] or "localhost", safe=""), f":{told['PORT']}" if told["PORT"] else ""
    yield f"postgresql://{told['USER']}@{host}{port}/{told['NAME']}"


def test_everything_comes_back_in_another_database_and_in_a_schema(here: str, tmp_path: Path, alice: Person) -> None:
    gone = Team.objects.create(name="Gone")
    Team.objects.filter(pk=gone.pk).delete()  # its number is not given to another
    beat("a worker of this workplace")
    data = unpacked(tmp_path, database=False)
    with connected(here) as mine:  # of an app that a later version dropped
        mine.execute("CREATE TABLE dropped_app (id bigint PRIMARY KEY, told varchar(20), at timestamptz)")
        mine.execute("INSERT INTO dropped_app VALUES (7, 'still here', now())")
    try:
        made = make_backup(Wanted(data, tmp_path / "one.tar.zst", here), {})
        _comes_back(made, here, tmp_path, alice, gone)
    finally:
        with connected(here) as mine:
            mine.execute("DROP TABLE dropped_app")


def _comes_back(made: Made, here: str, tmp_path: Path, alice: Person, gone: Team) -> None:
    assert made.manifest.rows["people_person"] == 2
    assert made.manifest.rows["jobs_heartbeat"] == 1
    assert rows_of_server(here) == dict(made.manifest.rows)
    other = database()["HERO_DATABASE_URL"]
    with connected(other) as there:
        there.execute("CREATE SCHEMA apart")
    for number, url in enumerate((other, f"{other}?options={quote('-c search_path=apart')}")):
        restore(made.file, tmp_path / f"new-{number}", url)
        assert rows_of_server(url) == {**made.manifest.rows, "jobs_heartbeat": 0}
        with connected(url) as there:
            people = there.execute("SELECT name, password FROM people_person ORDER BY id").fetchall()
            assert people[0] == (alice.name, alice.password)
            assert there.execute(_NEXT, ["New"]).fetchone() == (gone.pk + 1,)
        _refuses_to_forget(url)
    with pytest.raises(HeroError, match="is not empty: it holds"):
        restore(made.file, tmp_path / "third", other)
    assert not (tmp_path / "third").exists()


def _refuses_to_forget(url: str) -> None:
    with pytest.raises(HeroError, match="append-only"), connected(url) as there:
        there.execute("DELETE FROM auditlog_logentry")


def test_a_dump_is_one_moment(here: str, tmp_path: Path) -> None:
    """Rows that others commit while tables are read are in none of them."""
    data = unpacked(tmp_path, database=False)
    with connected(here) as other, other.transaction():
        other.execute("INSERT INTO people_team (name) VALUES ('not committed')")
        made = make_backup(Wanted(data, tmp_path / "one.tar.zst", here), {})
    assert made.manifest.rows["people_team"] == 1
    Team.objects.filter(name="not committed").delete()


def test_half_a_dump_leaves_the_database_empty(here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = unpacked(tmp_path, database=False)
    file = make_backup(Wanted(data, tmp_path / "one.tar.zst", here), {}).file
    other = database()["HERO_DATABASE_URL"]

    def refuse(*_given: Any) -> None:
        raise HeroError("What came back is not what was backed up.")

    monkeypatch.setattr("customerhero.web.backups.restoring.compare_rows", refuse)
    with pytest.raises(HeroError, match="not what was backed up"):
        restore(file, tmp_path / "new", other)
    assert rows_of_server(other) == {}
    assert not (tmp_path / "new").exists()


def test_what_a_killed_rehearsal_left_in_its_schema_goes(here: str, tmp_path: Path) -> None:
    (tmp_path / ".rehearsing").mkdir()
    with connected(here) as mine:
        mine.execute("CREATE SCHEMA hero_rehearsal")
        mine.execute("CREATE TABLE hero_rehearsal.people_person AS SELECT * FROM people_person")
    with held(tmp_path, ".rehearsing"):
        clear_remains(tmp_path, here)
        assert _schemas(here) == 1
    clear_remains(tmp_path, here)
    assert _schemas(here) == 0
    assert not (tmp_path / ".rehearsing").exists()


def _schemas(url: str) -> int:
    with connected(url) as mine:
        found = mine.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'hero_rehearsal'").fetchone()
    return int(found[0]) if found else 0
