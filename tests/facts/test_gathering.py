"""Until when facts are known: the day everything open is measured against."""

from __future__ import annotations

import gc
import sys
from datetime import date, datetime
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from customerhero.facts.gathering import facts_of
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake

Tables = dict[str, list[dict[str, Any]]]


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001  # times of facts are UTC without saying so


def _event(name: str, at: datetime) -> dict[str, Any]:
    return {"event_id": name, "case_id": name, "happened_at": at, "kind": "opened"}


def _answer(at: datetime) -> dict[str, Any]:
    return {"feedback_id": "f", "happened_at": at, "metric": "nps", "scale_max": 10, "score": 9}


def _paid(month: date) -> dict[str, Any]:
    return {"customer_id": "a", "period": month, "amount": 10, "currency": "EUR"}


@pytest.mark.parametrize(
    ("tables", "known"),
    [
        ({"events": [_event("a", _day(2024, 3, 5)), _event("b", _day(2999, 5, 1))]}, _day(2024, 3, 5)),
        (
            {
                "customers": [{"customer_id": "a", "joined_at": _day(2024, 6, 1)}],
                "feedback": [_answer(_day(2021, 1, 1))],
            },
            _day(2024, 6, 1),
        ),
        ({"customers": [{"customer_id": "a", "left_at": _day(2024, 7, 2)}]}, _day(2024, 7, 2)),
        (
            {"cases": [{"case_id": "a", "opened_at": _day(2024, 1, 1), "resolved_at": _day(2024, 2, 3)}]},
            _day(2024, 2, 3),
        ),
        ({"revenue": [_paid(date(2024, 2, 1)), _paid(date(2999, 2, 1))]}, _day(2024, 2, 29)),
        ({"rules": [{"rule_id": "a"}]}, None),
    ],
)
def test_the_day_of_the_data_is_that_of_the_newest_fact_that_can_be_known(tables: Tables, known: datetime) -> None:
    assert facts_of(tables).known_until == known


def test_a_lake_knows_nothing_of_days_after_its_import(tmp_path: Path) -> None:
    lake = Lake.create(tmp_path / "lake")
    file = tmp_path / "events.csv"
    file.write_text("event_id,case_id,happened_at,kind\na,a,2024-03-05,opened\nb,b,2099-05-01,opened\n")
    import_file(file, lake, ImportOptions("events"))
    assert lake.facts().known_until == _day(2024, 3, 5)


def test_the_files_of_facts_are_gone_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    facts = facts_of({"rules": [{"rule_id": "a"}]})
    assert [folder.name.partition("-")[0] for folder in tmp_path.iterdir()] == ["customerhero"]
    del facts
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_sample_or_of_facts_is_left_when_python_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    told = (
        "from pathlib import Path; from customerhero.facts.reading import sample;"
        "from customerhero.facts.gathering import facts_of;"
        f"made = sample(Path({str(file)!r})); facts = facts_of({{'rules': [{{'rule_id': 'a'}}]}}); print(made.rows)"
    )
    ran = run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env={"TMPDIR": str(temporary)})
    assert (ran.stdout, list(temporary.iterdir())) == ("1\n", [])
