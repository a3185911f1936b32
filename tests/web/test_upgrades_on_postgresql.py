"""The first version's data, as PostgreSQL would have kept them: upgraded in one transaction, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from customerhero.web.backups.of_postgresql import rows_of_server
from tests.web.backed_up import OF_THE_MOMENT, prepared, script, unpacked, url
from tests.web.workplace import Workplace

pytestmark = pytest.mark.skipif(
    os.environ.get("HERO_TEST_DATABASE") != "postgresql", reason="asks PostgreSQL: HERO_TEST_DATABASE=postgresql"
)
_MOVE = """
import sqlite3, django
django.setup()
from django.db import connection, transaction
from customerhero.web.backups.loading import _migrate
old = sqlite3.connect(%r)
names = [name for (name,) in old.execute(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%%'"
    " AND name NOT IN ('cache', 'django_migrations')")]
def moved(cursor, name):
    cursor.execute("SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %%s", [name])
    types = dict(cursor.fetchall())
    if not types:  # of an app this version has no more
        return
    rows = old.execute(f'SELECT * FROM "{name}"')
    columns = [column for column, *_ in rows.description]
    sql = (f'INSERT INTO "{name}" (' + ', '.join(f'"{column}"' for column in columns) + ') VALUES ('
        + ', '.join(f'CAST(%%s AS {types[column]})' for column in columns) + ')')
    for row in rows:
        told = [bool(value) if types[column] == 'bool' and value is not None else value
            for column, value in zip(columns, row)]
        cursor.execute(sql, told)
    if types.get('id', '').startswith('int'):
        newest = f"greatest(1, (SELECT max(id) FROM {name}))"
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {newest})")
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("SET LOCAL TimeZone = 'UTC'")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _migrate(connection, old.execute("SELECT app, name FROM django_migrations").fetchall())
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for name in names:
        moved(cursor, name)
"""
_FAILS = """
import django; django.setup()
from customerhero.web.serving import upgrading
migrate = upgrading._migrate
def failing():
    from django.db import connection
    migrate()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM runs_dismissal")
upgrading._migrate = failing
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """The first version's workplace on PostgreSQL."""
    place = Workplace(tmp_path, HERO_ACCESS_LOG="no")
    unpacked(tmp_path)
    old = (place.data / "hero.sqlite3").rename(tmp_path / "old.sqlite3")
    done = script(place, _MOVE % str(old))
    assert done.returncode == 0, done.stderr
    yield place
    place.clear()


def test_data_of_the_first_version_are_upgraded_as_a_whole_or_left_as_they_were(place: Workplace) -> None:
    before = rows_of_server(url(place))
    assert (before["people_person"], before["runs_dismissal"]) == (3, 1)
    failed = prepared(place, _FAILS)
    assert failed.returncode == 2
    assert "runs_dismissal had 1 and has 0" in failed.stderr
    assert rows_of_server(url(place)) == before
    done = prepared(place)
    assert done.returncode == 0, done.stderr
    assert "brought up to date" in done.stderr
    after = rows_of_server(url(place))
    assert {name for name in set(before) - OF_THE_MOMENT if after[name] < before[name]} == set()
    assert not (place.data / "upgrades").exists()
