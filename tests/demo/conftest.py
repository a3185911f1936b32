"""The demo company as it is shown, and the same one with nothing planted; each is generated once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest

from customerhero.demo import Company, Generated, generate


@dataclass
class Shown:
    """A generated company that answers SQL."""

    generated: Generated
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        for name, file in self.generated.files.items():
            self.connection.sql(f"CREATE VIEW {name} AS FROM '{file}'")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.sql(sql).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        (row,) = self.rows(sql)
        return row

    def one(self, sql: str) -> Any:
        return self.row(sql)[0]

    @cached_property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.generated.truths.read_text(encoding="utf-8"))
        return told

    def truth(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(truth for truth in self.told["truths"] if truth["name"] == name)
        return found


def shown(company: Company, folder: Path) -> Shown:
    return Shown(generate(company, folder))


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown(Company(), tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown(Company(truths=False), tmp_path_factory.mktemp("plain"))


@pytest.fixture(params=["planted", "plain"])
def either(request: pytest.FixtureRequest) -> Shown:
    found: Shown = request.getfixturevalue(request.param)
    return found
