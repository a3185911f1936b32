"""Histories that begin before the file: the first row of a case shows a state that was reached earlier."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb

from customerhero.facts.checks import DataNote
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.making import parquet

_LATER: Final = "INTERVAL 1 DAY"
"""So much after its opening a case that begins at its end has had a life that the file does not show."""


def began_before(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> list[DataNote]:
    """A note on the cases that are at their end, or back from it, in their first row, long after they were opened."""
    if not {"cases", "events"} <= files.keys():
        return []
    cases, events = (parquet(files[name]) for name in ("cases", "events"))
    firsts = (
        "SELECT case_id, min(happened_at) AS first_at, "
        "min(happened_at) FILTER (kind IN ('resolved', 'closed', 'reopened')) AS ended_at "
        f"FROM {events} WHERE kind <> 'opened' GROUP BY case_id"
    )
    count, example = connection.execute(
        f"SELECT count(*), min(case_id) FROM ({firsts}) JOIN {cases} AS cases USING (case_id) "
        f"WHERE ended_at = first_at AND opened_at < first_at - {_LATER}"
    ).fetchone() or (0, "")
    if not count:
        return []
    example = excerpt(str(example))
    were = "1 case is" if count == 1 else f"{count:,} cases are"
    told = (
        f"{were} at the end or reopened in the first row already, more than a day after the opening (such as "
        f"{example}): what happened before is not in this file, and when the state was reached is not known."
    )
    return [DataNote("began_before", "events", "happened_at", example, count, told, first=True)]
