"""What DuckDB itself says of a pattern, a date format or a time zone, before any row is mapped with it."""

from __future__ import annotations

from functools import cache, lru_cache

import duckdb

from customerhero.facts.duck import Reach, open_locked


@lru_cache(10_000)
def fault_of_pattern(pattern: str) -> str:
    """Why this is no regular expression (RE2); empty when it is one."""
    return _fault("SELECT regexp_matches('', ?)", pattern)


@lru_cache(10_000)
def has_group(pattern: str) -> bool:
    """Whether a pattern has a group, whose match is then taken."""
    return not _fault("SELECT regexp_extract('', ?, ['group'])", pattern)  # it will not name a group that is not there


@lru_cache(1_000)
def fault_of_format(date_format: str) -> str:
    """Why this is no format of dates; empty when it is one."""
    return _fault("SELECT try_strptime('', ?)", date_format)


@lru_cache(1_000)
def fault_of_zone(zone: str) -> str:
    """Why this is no time zone; empty when it is one."""
    # as a text: for a moment with its zone the engine would ask for a package that readers do not need
    return _fault("SELECT CAST(timezone(?, TIMESTAMP '2000-01-01') AS VARCHAR)", zone)


def _fault(sql: str, text: str) -> str:
    try:
        with _engine().cursor() as asked:
            asked.execute(sql, [text]).fetchall()
    except duckdb.Error as fault:
        return str(fault).splitlines()[0]
    return ""


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return open_locked(Reach(memory_limit="64MB", threads=1))  # without threads of its own, whoever forks later
