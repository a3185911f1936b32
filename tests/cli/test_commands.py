"""The command line as a user meets it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

EVENTS = """event_id,case_id,customer_id,happened_at,kind,team_id,note
e1,c1,k1,2026-01-01 08:00,opened,A,hello
e2,c1,k1,2026-01-01 09:00,transferred,B,=HYPERLINK("x")
e3,c1,k1,2026-01-01 10:00,transferred,A,
e4,c1,k1,2026-01-01 11:00,closed,A,
e5,c2,k2,not a day,opened,A,
"""


def hero(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from customerhero.cli.main import run; run()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


@pytest.fixture
def events(tmp_path: Path) -> Path:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS, encoding="utf-8")
    return file


def test_from_a_file_to_the_runaround(events: Path, tmp_path: Path) -> None:
    imported = hero("import", events, "--map", "events", cwd=tmp_path)
    assert imported.returncode == 0, imported.stderr
    assert "1 row refused" in imported.stdout
    answer = hero("insight", "runaround", "--json", cwd=tmp_path)
    numbers = json.loads(answer.stdout)
    wanted = {
        "cases": 1,
        "cases_with_handoff": 1,
        "cases_3_owners": 0,
        "ping_pong_cases": 1,
        "return_cases": 1,
        "handoffs": 2,
        "ping_pongs": 1,
    }
    assert {name: numbers[name] for name in wanted} == wanted
    assert {"top_routes", "top_ping_pongs"} <= numbers.keys()


def test_refused_rows_come_back_with_file_row_column_value_and_reason(events: Path, tmp_path: Path) -> None:
    hero("import", events, "--map", "events", "--refused", "refused.csv", cwd=tmp_path)
    (row,) = csv.DictReader((tmp_path / "refused.csv").open(encoding="utf-8"))
    assert (row["file"], row["row"], row["column"], row["value"]) == ("events.csv", "5", "happened_at", "not a day")
    assert row["reason"]


def test_the_same_file_twice_writes_nothing(events: Path, tmp_path: Path) -> None:
    hero("import", events, "--map", "events", cwd=tmp_path)
    again = hero("import", events, "--map", "events", cwd=tmp_path)
    assert "nothing was written" in again.stdout
    forced = hero("import", events, "--map", "events", "--again", cwd=tmp_path)
    (line,) = [line for line in forced.stdout.splitlines() if line.startswith("events ")]
    assert line.split()[1:] == ["4", "0", "4", "0"]


def test_a_dry_run_leaves_no_lake(events: Path, tmp_path: Path) -> None:
    tried = hero("import", events, "--map", "events", "--dry-run", cwd=tmp_path)
    assert tried.returncode == 0, tried.stderr
    assert "would become" in tried.stdout
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "events.csv", "--map", "evnts"], "events"),
        (["import", "nowhere.csv", "--map", "events"], "no such file"),
        (["insight", "runround"], "runaround"),
        (["insight", "runaround", "--set", "hand_offs=2"], "handoffs"),
        (["insight", "runaround", "--set", "handoffs=two"], "two"),
        (["insight", "runaround"], "no lake"),
        (["agenda", "--month", "May"], "lake"),
        (["agenda", "--as-of", "yesterday"], "YYYY-MM-DD"),
        (["erase", "k1"], "no lake"),
        (["schema", "tickets"], "customers"),
        (["lake", "status", "--lake", "."], "no lake"),
    ],
)
def test_a_mistake_gets_a_sentence_with_a_remedy_and_no_traceback(
    events: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = hero(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert told.lower() in done.stderr.lower()


def test_a_directory_that_is_no_lake_is_left_alone(events: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    done = hero("import", events, "--map", "events", "--lake", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "not a lake" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_schema_is_json_schema_of_every_table(tmp_path: Path) -> None:
    schemas = json.loads(hero("schema", "--json", cwd=tmp_path).stdout)
    assert [schema["title"] for schema in schemas][:2] == ["customers", "revenue"]
    for schema in schemas:
        assert set(schema["required"]) <= set(schema["properties"])
        assert all(column["description"].endswith(".") for column in schema["properties"].values())


def test_every_command_of_the_readme_exists(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    commands = {line.split()[1] for line in readme.splitlines() if line.startswith("hero ")}
    listed = hero("--help", cwd=tmp_path).stdout
    assert commands
    assert all(f"  {command} " in listed for command in commands)
