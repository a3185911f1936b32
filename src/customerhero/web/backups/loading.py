"""A database of PostgreSQL made again from its files, in a process of its own.

`python -m customerhero.web.backups.loading FOLDER RESTORE_ID`

All in one transaction: tables by the migrations the backup names, rows by COPY. Killed before its end, the database is
as empty as it was; afterwards it bears the restore's token until the data folder is in place too.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

import django

from customerhero.errors import HeroError
from customerhero.web.backups.of_postgresql import LOADING, TOLD
from customerhero.web.backups.parts import RESTORE_ID

MARK: Final = "hero_restoring"
_CHUNK: Final = 1_000_000
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_KIND: Final = re.compile(r"[a-z][a-z ]*[0-9]*(\([0-9]+(,[0-9]+)?\))?[a-z ]*(\[\])?")


def main(folder: Path, token: str) -> int:
    """Load; the exit code."""
    django.setup()
    from django.db import Error, connection, transaction  # noqa: PLC0415  # Django is set up only now

    told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    try:
        refuse_strange(told["tables"])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
            _refuse_orphan(folder, token)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"CREATE TABLE {MARK} AS SELECT %s AS token", [token])
            _migrate(connection, told["migrations"])
            _load(cursor, told["tables"], folder)
            _refuse_orphan(folder, token)
    except (HeroError, Error) as trouble:
        print(trouble, file=sys.stderr)  # noqa: T201  # read by the process that asked
        return 2
    return 0


def refuse_strange(tables: dict[str, dict[str, Any]]) -> None:
    """HeroError for names and types that are none: they become part of statements, whoever wrote them."""
    for name, told in tables.items():
        wrong = [one for one in (name, *told["columns"]) if not _NAME.fullmatch(one)]
        wrong += [kind for kind in told["columns"].values() if not _KIND.fullmatch(kind)]
        if wrong or not told["sequences"].keys() <= told["columns"].keys():
            raise HeroError(f"The backup's {name[:60]!r} is no table of a workplace: {str(wrong)[:100]}.")


def _refuse_orphan(folder: Path, token: str) -> None:
    """The process that asked may have been killed, and another restore begun in its place."""
    asked = folder.parents[1] / RESTORE_ID
    if not asked.exists() or asked.read_text(encoding="utf-8") != token:
        raise HeroError("The restore was begun anew by another process.")


def _migrate(connection: Any, names: list[list[str]]) -> None:
    """Make the tables as they were: exactly the migrations the backup was made with."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    graph, then = executor.loader.graph, {(app, name) for app, name in names}
    unknown = sorted(f"{app}.{name}" for app, name in then - set(graph.nodes) if app in executor.loader.migrated_apps)
    if unknown:
        raise HeroError(
            f"The backup was made by a newer version of Customer Hero: this one does not know {unknown[-1]}.",
            "Update Customer Hero, then restore it: pip install --upgrade 'customerhero[web,postgres]'",
        )
    followed = {
        parent.key
        for key in then & set(graph.nodes)
        for parent in graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    executor.migrate(
        sorted(then & set(graph.nodes) - followed)
    )  # of each app the last, or it would go back to the first


def _load(cursor: Any, tables: dict[str, dict[str, Any]], folder: Path) -> None:
    """Rows come in any order, so rows that point at others are looked at when all are there."""
    for name, told in tables.items():
        _make_what_is_known_no_more(cursor, name, told["columns"])
        cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for name, told in tables.items():
        _fill(cursor, name, told, folder / f"{name}.copy")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in tables:
        cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')


def _make_what_is_known_no_more(cursor: Any, name: str, columns: dict[str, str]) -> None:
    """A table of an app that this version has no more comes back plainly, so that nothing is lost on the way."""
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    cursor.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({listed})')


def _fill(cursor: Any, name: str, told: dict[str, Any], file: Path) -> None:
    listed = ", ".join(f'"{column}"' for column in told["columns"])
    with file.open("rb") as rows, cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
        while part := rows.read(_CHUNK):
            copy.write(part)
    for column, (last, is_called) in told["sequences"].items():
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [f'"{name}"', column, last, is_called])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
