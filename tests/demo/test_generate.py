"""The same company gives the same bytes; any size works; wrong wishes get a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.demo import Company, generate
from customerhero.errors import QuestionError
from customerhero.facts.contracts import TABLES
from tests.demo.checks import IMPOSSIBLE, breaches
from tests.demo.conftest import shown

SMALL = Company(customers=50, events=500)


def contents(company: Company, folder: Path) -> dict[str, bytes]:
    generated = generate(company, folder)
    files = [*generated.files.values(), generated.truths]
    return {file.name: file.read_bytes() for file in files}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    assert contents(SMALL, tmp_path / "one") == contents(SMALL, tmp_path / "two")


def test_another_seed_is_another_company(tmp_path: Path) -> None:
    one = contents(SMALL, tmp_path / "one")
    two = contents(Company(customers=50, events=500, seed=2), tmp_path / "two")
    assert all(one[f"{name}.parquet"] != two[f"{name}.parquet"] for name in ("customers", "events", "feedback"))


def test_without_truths_the_rest_is_alike(tmp_path: Path) -> None:
    with_truths = shown(SMALL, tmp_path / "with")
    without = shown(Company(customers=50, events=500, truths=False), tmp_path / "without")
    same = "SELECT name, segment, joined_at, acquired_by FROM customers ORDER BY customer_id"
    assert with_truths.rows(same) == without.rows(same)
    assert without.one("SELECT count(*) FROM people WHERE name = 'Desk Nine'") == 0


def test_files_lie_in_the_folder_and_nothing_else(tmp_path: Path) -> None:
    generated = generate(SMALL, tmp_path / "deep" / "folder")
    assert {name: file.name for name, file in generated.files.items()} == {name: f"{name}.parquet" for name in TABLES}
    assert sorted(file.name for file in (tmp_path / "deep" / "folder").iterdir()) == sorted(
        [f"{name}.parquet" for name in TABLES] + ["truths.json"]
    )


def test_csv_says_the_same_as_parquet(tmp_path: Path) -> None:
    parquet = generate(SMALL, tmp_path / "parquet")
    csv = generate(SMALL, tmp_path / "csv", file_format="csv")
    for name in TABLES:
        typed = duckdb.sql(f"SELECT COLUMNS(*)::VARCHAR FROM '{parquet.files[name]}'").fetchall()
        text = duckdb.sql(f"FROM read_csv('{csv.files[name]}', all_varchar = true)")
        assert tuple(text.columns) == TABLES[name].names
        assert [plain_times(row) for row in text.fetchall()] == [plain_times(row) for row in typed]


def plain_times(row: tuple[str | None, ...]) -> list[str | None]:
    return [None if value is None else value.removesuffix(".000000") for value in row]


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(SMALL, tmp_path, lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] > 0


def test_a_failure_leaves_the_former_files_alone(tmp_path: Path) -> None:
    before = contents(SMALL, tmp_path)

    def interrupt(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(Company(customers=60, events=600), tmp_path, interrupt)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "wish",
    [{"customers": 0}, {"events": 0}, {"months": 2}, {"seed": -1}, {"until": date(2026, 10, 30)}],
    ids=lambda wish: next(iter(wish)),
)
def test_impossible_companies_get_a_sentence(wish: dict) -> None:
    with pytest.raises(QuestionError) as refused:
        Company(**wish)
    assert refused.value.remedy


def test_unknown_format_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="xlsx") as refused:
        generate(SMALL, tmp_path, file_format="xlsx")
    assert "parquet or csv" in refused.value.remedy


@settings(max_examples=12, deadline=None)
@given(
    customers=st.integers(1, 300),
    events=st.integers(1, 3_000),
    seed=st.integers(0, 2**31),
    months=st.integers(3, 30),
    truths=st.booleans(),
)
def test_any_small_company_holds_together(customers: int, events: int, seed: int, months: int, truths: bool) -> None:
    with TemporaryDirectory() as folder:
        company = shown(Company(customers, events, seed, months, truths=truths), Path(folder))
        asked = {**IMPOSSIBLE, **{what: sql for table in TABLES for what, sql in breaches(table).items()}}
        broken = {what: company.one(sql) for what, sql in asked.items()}
        assert broken == dict.fromkeys(asked, 0)
        assert company.one("SELECT count(*) FROM customers") == customers
