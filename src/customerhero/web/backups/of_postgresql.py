"""A database of PostgreSQL as files: every table by COPY, in one snapshot, with its sequences and migrations.

Of its own form, because `pg_dump` is often not there or older than the server, and one form can be tried every week.
The tables themselves are made by the migrations when it is restored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from customerhero.errors import HeroError

if TYPE_CHECKING:
    import psycopg

LOADING: Final = 0x4865726F
"""The number of the lock that is held while a database is filled or emptied."""
TOLD: Final = "tables.json"
_LEFT_OUT: Final = frozenset({"cache"})
"""What is forgotten anyhow, and made at each start."""
_TABLES: Final = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
    "ORDER BY relname"
)
_COLUMNS: Final = (
    "SELECT attname, pg_get_serial_sequence(quote_ident(relname), attname), format_type(atttypid, atttypmod) "
    "FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid "
    "WHERE relnamespace = current_schema()::regnamespace AND relname = %s AND attnum > 0 AND NOT attisdropped "
    "AND attgenerated = '' ORDER BY attnum"
)


def dump_database(url: str, folder: Path) -> dict[str, int]:
    """Write every table into a file of the folder, all as they were at one moment; its rows by table."""
    folder.mkdir(mode=0o700)
    with connected(url) as database, database.transaction():
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = {name: _dumped(database, name, folder) for name in tables_of(database)}
        migrations = database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    told = {"tables": tables, "migrations": [list(one) for one in migrations]}
    (folder / TOLD).write_text(json.dumps(told), encoding="utf-8")
    return {name: int(one["rows"]) for name, one in tables.items()}


def rows_of_server(url: str) -> dict[str, int]:
    """By table of a database: its rows, all at one moment."""
    with connected(url) as database, database.transaction():
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return {name: _number(database, f'SELECT count(*) FROM "{name}"') for name in tables_of(database)}


def tables_of(database: psycopg.Connection[Any]) -> list[str]:
    """The tables of the schema a connection sees, without those that are left out."""
    return [str(name) for (name,) in database.execute(_TABLES).fetchall() if name not in _LEFT_OUT]


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection; HeroError when there is no such database, or it refuses."""
    try:
        import psycopg  # noqa: PLC0415  # an extra
    except ImportError as missing:
        raise HeroError(
            "HERO_DATABASE_URL is set, but psycopg is not installed.", "pip install 'customerhero[web,postgres]'"
        ) from missing
    try:
        with psycopg.connect(url, autocommit=True) as database:
            yield database
    except psycopg.Error as trouble:
        raise HeroError(
            f"The database cannot be used: {str(trouble).strip()}",
            "Look at HERO_DATABASE_URL and at the database's own log.",
        ) from trouble


def _dumped(database: psycopg.Connection[Any], name: str, folder: Path) -> dict[str, Any]:
    found = database.execute(_COLUMNS, (name,)).fetchall()
    sequences = {column: _state(database, sequence) for column, sequence, _ in found if sequence}
    listed = ", ".join(f'"{column}"' for column, *_ in found)
    with (folder / f"{name}.copy").open("wb") as file, database.cursor() as cursor:
        with cursor.copy(f'COPY "{name}" ({listed}) TO STDOUT') as rows:
            for part in rows:
                file.write(part)
        count = cursor.rowcount
    return {"columns": {column: kind for column, _, kind in found}, "sequences": sequences, "rows": count}


def _state(database: psycopg.Connection[Any], sequence: str) -> list[Any]:
    row = database.execute(f"SELECT last_value, is_called FROM {sequence}").fetchone()
    return list(row or (1, False))


def _number(database: psycopg.Connection[Any], sql: str) -> int:
    row = database.execute(sql).fetchone()
    return int(row[0]) if row else 0
