"""The database is brought up to date: looked at first, kept as it was, compared afterwards, or taken back.

With SQLite a copy is made before, and put back when anything fails; killed in the middle, the next start puts it back
and begins anew. With PostgreSQL all migrations are one transaction, which the database itself takes back. The lake has
versions of its own and is left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import disk_usage, rmtree
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from customerhero.errors import HeroError
from customerhero.facts.durable import write_durably
from customerhero.facts.lake.home import is_lake, open_home
from customerhero.web.backups.copies import WEEK, forget_upgrades, under_way
from customerhero.web.backups.loading import MARK
from customerhero.web.backups.of_sqlite import copy_database, put_back
from customerhero.web.backups.parts import RESTORED, TRACES, DataFolder, refuse_unfinished

MAY_SHRINK: Final = frozenset({"django_session", "usersessions_usersession", "cache"})
"""Tables a migration may empty: what they hold is made again."""
_SPARE: Final = 50_000_000
_MIGRATIONS: Final = "django_migrations"


def upgrade() -> None:
    """Make or bring up to date the database; HeroError when that cannot be, and then it is as it was."""
    folder = DataFolder(Path(settings.DATA))
    refuse_unfinished(folder.path)
    _take_up(folder)
    rmtree(folder.path / RESTORED, ignore_errors=True)
    forget_upgrades(folder, WEEK)
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    _refuse_newer(loader, applied)
    if is_lake(folder.lake):
        open_home(folder.lake)
    if applied and MigrationExecutor(connection).migration_plan(loader.graph.leaf_nodes()):
        _refuse_served()
        _upgraded(folder)
    else:
        _migrate()


def rows_now() -> dict[str, int]:
    """By table of the database: its rows."""
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        return {name: _count(cursor.execute, cursor.fetchone, name) for name in names}


def refuse_lost_rows(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """HeroError naming the first table that has fewer rows than before."""
    for name in sorted(set(before) - MAY_SHRINK):
        if after.get(name, 0) < before[name]:
            raise HeroError(
                f"The upgrade lost rows: {name} had {before[name]:,} and has {after.get(name, 0):,}.",
                "Serve the version before, and report this.",
            )


def _count(execute: Callable[[str], object], fetch: Callable[[], tuple[int] | None], name: str) -> int:
    execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
    row = fetch()
    return int(row[0]) if row else 0


def _upgraded(folder: DataFolder) -> None:
    going_back = _kept_copy(folder) if connection.vendor == "sqlite" else _one_transaction()
    before = rows_now()
    _say("The database is being brought up to date.")
    with going_back:
        _migrate()
        refuse_lost_rows(before, rows_now())


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _one_transaction() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:  # or rows changed by one migration would bar the next from their table
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with _told_when_it_fails():
            yield


@contextmanager
def _kept_copy(folder: DataFolder) -> Iterator[None]:
    _refuse_little_room(folder)
    folder.upgrades.mkdir(mode=0o700, exist_ok=True)
    copy = folder.upgrades / f"before-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite3"
    copy_database(folder.database, copy)
    write_durably(under_way(folder), copy.name)
    done = False
    with _told_when_it_fails():
        try:
            yield
            done = True
        finally:
            if not done:
                connection.close()
                put_back(copy, folder.database)
            under_way(folder).unlink()


@contextmanager
def _told_when_it_fails() -> Iterator[None]:
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            _say(
                "The upgrade failed; the database is as it was before. Serve the version before, or mend what follows."
            )


def _take_up(folder: DataFolder) -> None:
    """An upgrade was killed in the middle: nobody was served since, so its copy is the truth."""
    marked = under_way(folder)
    if not marked.exists():
        return
    copy = folder.upgrades / marked.read_text(encoding="utf-8")
    connection.close()
    put_back(copy, folder.database)
    marked.unlink()
    _say("An upgrade was cut off; the database is as it was before, and is upgraded anew.")


def _refuse_newer(loader: MigrationLoader, applied: set[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        if MARK in connection.introspection.table_names(cursor):
            raise HeroError("A restore into this database was cut off.", "Finish it: hero restore FILE --data FOLDER")
    ours = {label for label in loader.migrated_apps if _is_ours(label)}
    unknown = sorted(f"{app}.{name}" for app, name in applied - set(loader.disk_migrations or {}) if app in ours)
    if unknown:
        raise HeroError(
            f"The database was made by a newer version of Customer Hero: this one does not know {unknown[-1]}.",
            "Serve the newer version, or restore the backup from before its upgrade into an empty folder.",
        )


def _is_ours(label: str) -> bool:
    module, _explicit = MigrationLoader.migrations_module(label)
    return str(module).startswith("customerhero.")


def _refuse_served() -> None:
    from customerhero.web.jobs.alive import is_alive  # noqa: PLC0415  # Django is set up only now
    from customerhero.web.jobs.models import Heartbeat  # noqa: PLC0415

    known = Heartbeat.objects.only("worker", "machine", "process", "at")  # columns every version has
    if any(is_alive(heartbeat) for heartbeat in known):
        raise HeroError(
            "The database waits to be brought up to date, but somebody works with it: a worker was heard a moment ago.",
            "End the other `hero serve` first; after a crash of another machine wait a minute.",
        )


def _refuse_little_room(folder: DataFolder) -> None:
    traces = [folder.path / (folder.database.name + trace) for trace in TRACES]
    size = sum(file.stat().st_size for file in (folder.database, *traces) if file.exists())
    free = disk_usage(folder.path).free
    if free < 2 * size + _SPARE:
        raise HeroError(
            f"There is no room to bring the database up to date: {(2 * size + _SPARE) / 1e6:,.0f} MB are needed for a "
            f"copy and for the work, {free / 1e6:,.0f} MB are free.",
            f"Make room on the disk of {folder.path}; nothing was changed.",
        )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201  # read by the person who serves
