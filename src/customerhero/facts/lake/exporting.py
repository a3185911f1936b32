"""The facts as they are now as plain Parquet files: one row a key, for tools that know nothing of corrections."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from customerhero.errors import LakeError
from customerhero.facts.contracts import TABLES
from customerhero.facts.lake.trouble import told
from customerhero.facts.twins import text_sql

if TYPE_CHECKING:
    from customerhero.facts.lake.lake import Lake


def export(lake: Lake, into: Path) -> Mapping[str, int]:
    """Write each canonical table that has rows to `into`/TABLE.parquet; the number of rows of each.

    LakeError when the folder holds such a file already: what somebody works with is not changed under their hands.
    """
    facts = lake.facts()
    tables = [name for name in TABLES if name in facts.present]
    if there := [name for name in tables if (into / f"{name}.parquet").exists()]:
        raise LakeError(f"{into / there[0]}.parquet is there already.", "Name another folder, or remove it first.")
    connection: Any = facts.backend.con
    written = {}
    with told(into):
        into.mkdir(parents=True, exist_ok=True)
        for name in tables:
            chosen = ibis.to_sql(facts.tables[name].select(*TABLES[name].names), dialect="duckdb")
            target, draft = into / f"{name}.parquet", into / f".{name}.draft"
            copied = connection.execute(f"COPY ({chosen}) TO {text_sql(str(draft))} (FORMAT parquet, COMPRESSION zstd)")
            written[name] = int(copied.fetchone()[0])
            draft.replace(target)
    return written
