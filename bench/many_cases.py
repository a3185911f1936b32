"""Five million cases of two thousand people in a lake, made once: what bright spots must be able to count."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb

from bench.companies import DATA
from bench.measuring import OURS, run
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake

_WORK = """
    CREATE TABLE work AS
    SELECT n, 'K' || n AS case_id, 'C' || (n % 1000003) AS customer_id,
           'P' || CAST(floor(2000 * pow(random(), 1.6)) AS INTEGER) AS person_id,
           TIMESTAMP '2025-01-01' + INTERVAL (CAST(random() * 31000000 AS BIGINT)) SECOND AS opened_at,
           'topic ' || CAST(floor(20 * random() * random()) AS INTEGER) AS topic,
           ['phone', 'mail', 'chat', 'web'][1 + CAST(floor(4 * random()) AS INTEGER)] AS channel,
           ['normal', 'high', 'urgent'][1 + CAST(floor(3 * random() * random()) AS INTEGER)] AS priority, random() AS luck
    FROM range({cases}) AS r(n)
"""
_TABLES = {
    "cases": """
        SELECT case_id, customer_id, opened_at, opened_at + INTERVAL 5 HOUR AS resolved_at,
               opened_at + INTERVAL 6 HOUR AS closed_at, channel, topic, priority,
               CASE WHEN luck < 0.6 + 0.02 * (hash(person_id) % 10)::INTEGER - 0.01 * length(topic)
                    THEN 'solved' ELSE 'not solved' END AS outcome
        FROM work
    """,
    "events": """
        SELECT 'E' || n AS event_id, case_id, customer_id, opened_at + INTERVAL 5 HOUR AS happened_at, 'resolved' AS kind,
               person_id FROM work
    """,
    "people": "SELECT DISTINCT person_id, person_id AS name, 'agent' AS role FROM work",
}


def many_cases(cases: int) -> Path:
    """The lake of so many cases."""
    folder = DATA / f"cases-{cases}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run(OURS, "bench.many_cases", folder, cases)
        (folder / "ready").touch()
    return folder


def _make(folder: Path, cases: int) -> None:
    connection = duckdb.connect()
    connection.execute("SELECT setseed(0.5)")
    connection.execute(_WORK.format(cases=cases))
    lake = Lake.open_or_create(folder / "lake")
    for table, sql in _TABLES.items():
        file = folder / f"{table}.parquet"
        connection.execute(f"COPY ({sql}) TO '{file}' (FORMAT parquet)")
        import_file(file, lake, ImportOptions(table))


if __name__ == "__main__":
    _make(Path(sys.argv[1]), int(sys.argv[2]))
