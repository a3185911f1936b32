"""How the package opens DuckDB: in this process, and never fetching anything from anywhere."""

from __future__ import annotations

from typing import Final

import duckdb

ALONE: Final = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
"""DuckDB's own default is to download an extension that a query or a file seems to need."""


def open_duckdb() -> duckdb.DuckDBPyConnection:
    """A new DuckDB in memory that calls nobody."""
    return duckdb.connect(config=dict(ALONE))
