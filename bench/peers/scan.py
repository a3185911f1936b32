"""The bare scan of the columns the agenda reads, straight from the lake's files."""

import sys

import duckdb

from bench.told import report
from customerhero.facts.lake import Lake

COLUMNS = {
    "events": ("case_key", "customer_key", "at_us", "event_seq", "kind", "team_id", "person_id", "rule_id"),
    "cases": ("case_key", "customer_key", "opened_us", "resolved_us", "closed_us", "topic"),
    "team_stays": ("case_key", "customer_key", "position", "holder", "previous", "at_us", "until_us"),
    "revenue": ("customer_key", "period", "amount", "currency"),
    "feedback": ("customer_key", "at_us", "metric", "score", "segment"),
    "customers": ("customer_key", "joined_us", "left_us", "segment", "leave_reason"),
}


def work() -> dict[str, int]:
    lake = Lake.open(sys.argv[1])
    for table, columns in COLUMNS.items():
        files = lake.files(table)
        sums = ", ".join(f"bit_xor(hash({column}))" for column in columns)
        duckdb.sql(f"SELECT {sums} FROM read_parquet({files})").fetchall()
    return {}


report(work)
