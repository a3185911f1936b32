"""The demo company's files are what the contracts say and make sense."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from customerhero.facts.contracts import TABLES
from customerhero.facts.engines import open_engine
from customerhero.facts.gathering import facts_of_files
from customerhero.facts.schemas import source_schema
from customerhero.facts.twins import with_twins_sql
from tests.demo.checks import IMPOSSIBLE, breaches
from tests.demo.conftest import Shown


@pytest.mark.parametrize("table", TABLES)
def test_files_have_the_contracts_columns_and_types(either: Shown, table: str) -> None:
    schema = pq.read_schema(either.generated.files[table])
    expected = source_schema(TABLES[table])
    assert tuple(schema.names) == TABLES[table].names
    assert [field.type for field in schema] == [expected.field(name).type for name in schema.names]


@pytest.mark.parametrize("table", TABLES)
def test_contract_holds(either: Shown, table: str) -> None:
    broken = {what: either.one(sql) for what, sql in breaches(table).items()}
    assert broken == dict.fromkeys(broken, 0)


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_nothing_impossible_happens(either: Shown, what: str) -> None:
    assert either.one(IMPOSSIBLE[what]) == 0


def test_rows_told_are_rows_written(either: Shown) -> None:
    assert either.told["rows"] == {name: either.one(f"SELECT count(*) FROM {name}") for name in TABLES}


def test_size_is_about_what_was_asked_for(either: Shown) -> None:
    assert either.one("SELECT count(*) FROM customers") == 2_000
    assert 54_000 < either.one("SELECT count(*) FROM events") < 66_000


def test_data_end_with_the_last_month(either: Shown) -> None:
    first, last = either.row("SELECT min(happened_at), max(happened_at) FROM events")
    assert (first.year, first.month, last.year, last.month) == (2024, 11, 2026, 10)
    assert either.one("SELECT count(*) FROM customers WHERE left_at >= '2026-11-01'") == 0


def test_customers_were_there_before_the_data_and_came_later(either: Shown) -> None:
    before = either.one("SELECT avg((joined_at < '2024-11-01')::INT) FROM customers")
    assert 0.6 < before < 0.75


def test_every_kind_of_event_happens(either: Shown) -> None:
    kinds = {kind for (kind,) in either.rows("SELECT DISTINCT kind FROM events")}
    assert kinds == set(TABLES["events"].column("kind").choices)


def test_work_has_office_hours_and_a_week(either: Shown) -> None:
    at_night = either.one(
        "SELECT count(*) FROM events WHERE kind IN ('replied', 'resolved') AND hour(happened_at) NOT BETWEEN 8 AND 17"
    )
    monday, sunday = either.row(
        "SELECT sum((dayofweek(opened_at) = 1)::INT), sum((dayofweek(opened_at) = 0)::INT) FROM cases"
    )
    assert at_night == 0
    assert monday > 2 * sunday


def test_handling_times_have_a_heavy_tail(either: Shown) -> None:
    median, high = either.row(
        "SELECT quantile_cont(h, 0.5), quantile_cont(h, 0.95) FROM "
        "(SELECT epoch(closed_at - opened_at) / 3600 AS h FROM cases WHERE closed_at IS NOT NULL)"
    )
    assert high > 5 * median


def test_some_cases_of_the_last_days_are_still_open(either: Shown) -> None:
    last_days = either.one("SELECT count(*) FROM cases WHERE closed_at IS NULL AND opened_at > '2026-10-10'")
    assert last_days > 10


def test_about_three_in_ten_answer(either: Shown) -> None:
    for _, share in either.rows("SELECT metric, count(score) / count(*) FROM feedback GROUP BY metric"):
        assert 0.25 < share < 0.35


def test_most_cases_of_a_topic_take_its_own_route(either: Shown) -> None:
    share = either.one(
        "SELECT avg(e.there::INT) FROM cases JOIN (SELECT case_id, bool_or(from_team_id LIKE 'FRONT%' AND "
        "team_id = 'METERING') AS there FROM events GROUP BY case_id) AS e USING (case_id) "
        "WHERE topic = 'Meter reading'"
    )
    assert share > 0.9


def test_facts_can_be_made_of_the_files(planted: Shown, tmp_path: Path) -> None:
    files = {}
    for name, file in planted.generated.files.items():
        order = ", row_number() OVER () AS event_seq" if TABLES[name].ordered else ""
        stored = tmp_path / f"{name}.parquet"
        source = f"(SELECT *{order} FROM '{file}')"
        duckdb.sql(f"COPY ({with_twins_sql(TABLES[name], source)}) TO '{stored}'")
        files[name] = [str(stored)]
    facts = facts_of_files(open_engine(), files)
    assert facts.present == frozenset(TABLES)
    assert facts.currency == "EUR"
    assert facts.known_until is not None
    assert facts.known_until.date().isoformat() == "2026-10-31"
    assert facts.team_stays.count().to_pyarrow().as_py() > 10_000
