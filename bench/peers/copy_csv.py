"""DuckDB's bare CSV-to-Parquet copy, all columns text."""

import sys

import duckdb

from bench.told import report


def work() -> dict[str, int]:
    source, target = sys.argv[1:]
    duckdb.sql(f"COPY (FROM read_csv('{source}', all_varchar=true)) TO '{target}' (FORMAT parquet)")
    return {}


report(work)
