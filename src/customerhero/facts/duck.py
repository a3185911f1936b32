"""How the package opens DuckDB: in this process, never fetching anything from anywhere, and locked where it can be."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.twins import text_sql

ALONE: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""DuckDB's own default is to download an extension that a query or a file seems to need."""


@dataclass(frozen=True)
class Reach:
    """What a locked DuckDB may touch: files it reads, one folder it reads and writes, so much memory and disk."""

    reads: tuple[Path, ...] = ()
    folder: Path | None = None
    """Spills lie in it too; without one nothing is spilled."""
    memory_limit: str = ""
    """Such as "2GB"; DuckDB's own when left out."""
    spill_limit: str = ""
    threads: int | None = None


NOTHING: Final = Reach()


def open_duckdb() -> duckdb.DuckDBPyConnection:
    """A new DuckDB in memory that calls nobody."""
    return duckdb.connect(config=dict(ALONE))


def open_locked(reach: Reach = NOTHING) -> duckdb.DuckDBPyConnection:
    """A new DuckDB in memory that touches nothing but what it is given, whatever SQL is run on it.

    Its clock is UTC. It loads no extension and no setting can be changed any more.
    """
    connection = open_duckdb()
    for name, value in _settings(reach).items():
        connection.execute(f"SET {name} = {value}")
    return connection


def path_sql(path: Path) -> str:
    """A file's name as an SQL literal, as a locked DuckDB knows it."""
    return text_sql(_whole(path))


def _settings(reach: Reach) -> dict[str, str]:
    """In the order they have to be made."""
    limits = {"memory_limit": reach.memory_limit, "max_temp_directory_size": reach.spill_limit}
    return {
        "TimeZone": "'UTC'",
        "temp_directory": path_sql(reach.folder / "spill") if reach.folder else "''",
        **{name: text_sql(limit) for name, limit in limits.items() if limit},
        **({"threads": str(reach.threads)} if reach.threads else {}),
        "enable_progress_bar": "true",  # or nobody can ask how far it is
        "enable_progress_bar_print": "false",  # it would print into the user's output
        "allow_community_extensions": "false",
        "allowed_paths": _list(reach.reads),
        "allowed_directories": _list((reach.folder,) if reach.folder else ()),
        "enable_external_access": "false",
        "lock_configuration": "true",
    }


def _list(paths: tuple[Path, ...]) -> str:
    return f"[{', '.join(path_sql(path) for path in paths)}]"


def _whole(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  # links stay: DuckDB compares names
