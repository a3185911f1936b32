"""The engine that runs mappings reaches nothing but what it was given, whatever SQL is run on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from customerhero.facts.duck import Reach, open_locked, path_sql
from customerhero.facts.mapping import applying
from customerhero.facts.mapping.parsing import parse_mapping


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """The very connection that a mapping was run on, kept open."""
    kept: list[duckdb.DuckDBPyConnection] = []

    @contextmanager
    def opened(reach: Reach) -> Iterator[duckdb.DuckDBPyConnection]:
        kept.append(open_locked(reach))
        yield kept[0]

    monkeypatch.setattr(applying, "open_locked", opened)
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / "staged.parquet")
    (tmp_path / "secret").write_text("canary", encoding="utf-8")
    mapping = parse_mapping("tables: [{table: teams, columns: {team_id: id}}]", "mine")
    applying.apply(mapping, tmp_path / "staged.parquet", tmp_path / "work", "staged.parquet")
    return kept[0]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_text('/etc/hostname')",
        "FROM read_text('{folder}/secret')",
        "FROM read_blob('{folder}/work/../secret')",
        "FROM read_csv('/etc/passwd')",
        "FROM glob('{folder}/*')",
        "FROM '{folder}/secret.csv'",
        "COPY (SELECT 1) TO '{folder}/written.csv'",
        "COPY (SELECT 1) TO '{folder}/work/../written.csv'",
        "EXPORT DATABASE '{folder}/exported'",
        "ATTACH '{folder}/written.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '{folder}/mine.duckdb_extension'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET temp_directory = '{folder}'",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
        "PRAGMA enable_external_access",
        "FROM read_parquet('https://example.org/x.parquet')",
    ],
)
def test_it_reads_writes_loads_and_changes_nothing_else(
    sql: str, engine: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(duckdb.Error) as told:
        engine.execute(sql.format(folder=tmp_path)).fetchall()
    assert "canary" not in str(told.value)
    assert engine.execute("SELECT 1").fetchone() == (1,), "it was the lock that refused, and it still works"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret", "staged.parquet", "work"]


def test_it_reads_the_staged_file_and_writes_into_its_folder(engine: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    target = path_sql(tmp_path / "work" / "more.parquet")
    engine.execute(f"COPY (FROM read_parquet({path_sql(tmp_path / 'staged.parquet')})) TO {target}")
    assert engine.execute(f"SELECT count(*) FROM read_parquet({target})").fetchone() == (1,)


def test_an_engine_that_was_given_nothing_reaches_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    with open_locked() as engine:
        assert engine.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(duckdb.PermissionException):
            engine.execute(f"FROM read_csv({path_sql(tmp_path / 'x.csv')})")
