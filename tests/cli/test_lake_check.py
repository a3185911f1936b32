"""`hero lake check`: what it prints, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake with one import."""
    file = tmp_path / "customers.csv"
    file.write_text("customer_id,name\nK1,Kay\nK2,Bo\n", encoding="utf-8")
    import_file(file, tmp_path / "lake", ImportOptions("customers", refused_to=tmp_path / "refused.csv"))
    return tmp_path / "lake"


def hero(*words: str | Path) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["lake", "check", *map(str, words)])
    return told.exit_code, told.output


def test_a_whole_lake_is_told_in_a_line(lake: Path) -> None:
    code, told = hero("--lake", lake)
    assert code == 0
    assert told.startswith("All is well: 1 commits, ") and told.endswith(" 2 rows.\n")


def test_a_damaged_file_is_named_with_what_to_do(lake: Path) -> None:
    (file,) = Lake.open(lake).files("customers")
    Path(file).write_bytes(Path(file).read_bytes()[:-9])
    code, told = hero("--lake", lake, "--repair")
    assert code == 1
    assert f"customers/{Path(file).name} has " in told
    assert "Without one: `hero lake undo 1`, then import customers.csv again." in told
    code, told = hero("--lake", lake, "--json")
    plain = json.loads(told)
    assert (code, plain["whole"], len(plain["faults"])) == (1, False, 1)
    assert plain["faults"][0]["repairable"] is False


def test_what_is_derived_is_repaired_also_when_the_lake_does_not_open(lake: Path) -> None:
    (lake / "lake.json").write_text('{"format": 2}')
    assert hero("--lake", lake)[0] == 1
    assert hero("--lake", lake, "--repair")[0] == 0
    assert len(Lake.open(lake).history()) == 1


def test_where_there_is_no_lake_it_says_so(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["lake", "check", "--lake", str(tmp_path)])
    assert "no lake here" in str(told.exception)
