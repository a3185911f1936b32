"""The UCI incident history as facts, mapped here by hand so that the measures have a witness of their own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow.parquet as pq

from customerhero.facts.contracts import TABLES
from customerhero.facts.engines import open_engine
from customerhero.facts.gathering import facts_of_files
from customerhero.facts.snapshot import Facts
from customerhero.facts.twins import with_twins_sql
from tests.realdata import shared_data

_TIME = "strptime({}, '%d/%m/%Y %H:%M')"
_ASSIGNED = """
    SELECT 'e' || seq AS event_id, number AS case_id, caller_id AS customer_id, {updated} AS happened_at,
           'assigned' AS kind, assignment_group AS team_id, assigned_to AS person_id, seq AS event_seq FROM log
"""
_REOPENED = """
    SELECT 'r' || number, number, any_value(caller_id), max({updated}), 'reopened', NULL, NULL, max(seq) FROM log
    GROUP BY number HAVING max(reopen_count::INT) > 0
"""
_SERVICE_LEVEL = """
    SELECT 's' || number, number, any_value(caller_id), max({updated}),
           CASE arg_max(made_sla, seq) WHEN 'true' THEN 'kept' ELSE 'broken' END, NULL, NULL, max(seq) FROM log
    GROUP BY number
"""
_CASES = """
    SELECT number AS case_id, arg_max(caller_id, seq) AS customer_id, min({opened}) AS opened_at,
           arg_max({resolved}, seq) AS resolved_at, arg_max({closed}, seq) AS closed_at,
           arg_max(category, seq) AS topic,
           arg_max(priority, seq) AS priority, arg_max(contact_type, seq) AS channel,
           max(reassignment_count::BIGINT) AS reported_handoffs
    FROM log GROUP BY number
"""


@cache
def uci_facts() -> Facts:
    """All 24,918 incidents; the test is skipped where the data is absent."""
    source = shared_data("uci_incident/incident_event_log.csv.gz")
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE log AS SELECT row_number() OVER () - 1 AS seq, * "
        f"FROM read_csv('{source}', all_varchar = true, nullstr = '?')"
    )
    times = {
        "updated": _TIME.format("sys_updated_at"),
        "opened": _TIME.format("opened_at"),
        "resolved": _TIME.format("resolved_at"),
        "closed": _TIME.format("closed_at"),
    }
    folder = Path(mkdtemp(prefix="uci-"))
    events = " UNION ALL ".join((_ASSIGNED, _REOPENED, _SERVICE_LEVEL)).format(**times)
    _store(connection, folder, "events", events)
    _store(connection, folder, "cases", _CASES.format(**times))
    return facts_of_files(open_engine(), {name: [str(folder / f"{name}.parquet")] for name in ("events", "cases")})


def _store(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, sql: str) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE found AS {sql}")
    known = {row[0] for row in connection.execute("DESCRIBE found").fetchall()}
    for column in TABLES[name].names:
        if column not in known:
            connection.execute(f'ALTER TABLE found ADD COLUMN "{column}" VARCHAR')
    pq.write_table(connection.sql(with_twins_sql(TABLES[name], "found")).to_arrow_table(), folder / f"{name}.parquet")
