"""Which engine a URL means."""

from __future__ import annotations

import pytest

from customerhero.errors import QuestionError
from customerhero.facts.engines import open_engine


def test_duckdb_keeps_to_its_memory_and_to_utc() -> None:
    engine = open_engine("duckdb://", memory_limit="1GB")
    told = engine.raw_sql("SELECT current_setting('memory_limit'), current_setting('TimeZone')").fetchone()
    assert told == ("953.6 MiB", "UTC")


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(QuestionError, match="sc://host:port"):
        open_engine("mysql://localhost")
