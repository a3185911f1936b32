"""`hero insight bright_spots`: names with how sure, or the reason why there are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from tests.cli.test_commands import hero


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A lake with one answered case of each of three people."""
    (tmp_path / "events.csv").write_text(
        "event_id,case_id,happened_at,kind,person_id\n"
        + "".join(f"e{n},c{n},2026-01-0{n},resolved,p{n}\n" for n in (1, 2, 3))
    )
    (tmp_path / "feedback.csv").write_text(
        "feedback_id,case_id,happened_at,metric,scale_max,score\n"
        + "".join(f"f{n},c{n},2026-01-1{n},csat,5,{n + 2}\n" for n in (1, 2, 3))
    )
    lake = Lake.create(tmp_path / "lake")
    for table in ("events", "feedback"):
        import_file(tmp_path / f"{table}.csv", lake, ImportOptions(table))
    return tmp_path


def test_json_has_the_named_or_the_reason_why_nobody_is(there: Path) -> None:
    asked = hero(
        "insight", "bright_spots", "--outcome", "satisfaction", "--by", "person", "--strict", "--json", cwd=there
    )
    told = json.loads(asked.stdout)
    assert told["named"] == []
    assert told["cannot_tell"].startswith("No bright spot can be named on these data")
    assert told["equity"] == []


def test_the_reason_is_told_in_full_on_the_terminal(there: Path) -> None:
    asked = hero("insight", "bright_spots", "--outcome", "satisfaction", cwd=there)
    assert "at most 3 people of one role have cases with an outcome, and under 20 nobody" in asked.stdout


def test_an_outcome_that_does_not_exist_is_refused_with_those_that_do(there: Path) -> None:
    asked = hero("insight", "bright_spots", "--outcome", "smiles", cwd=there)
    assert asked.returncode != 0
    assert "resolved_without_return" in asked.stdout + asked.stderr
