from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from customerhero.facts.lake import Lake
from customerhero.facts.lake.erasing import Eraser
from tests.facts.lake.batching import Desk, event, put, shown

GONE, NAME = "K-gone-77", "Petunia Quickfoot"
TABLES = ("customers", "revenue", "cases", "events", "feedback", "team_stays")


def filled(lake: Lake, desk: Desk) -> None:
    for version in range(2):
        batch = desk.batch(
            customers=[{"customer_id": GONE, "name": f"{NAME}{' II' * version}"}, {"customer_id": "K1", "name": "Kay"}],
            revenue=[
                {"customer_id": who, "period": date(2024, 1, 1), "amount": Decimal(version), "currency": "EUR"}
                for who in (GONE, "K1")
            ],
            cases=[{"case_id": "C1", "customer_id": GONE}, {"case_id": "C2", "customer_id": "K1"}],
            events=[
                event(1, 1, customer_id=None, note=f"wrote to {NAME}"),
                event(2, 1, customer_id=GONE, note=str(version)),
                event(3, 2, customer_id="K1", note=str(version)),
                event(4, 2, customer_id=GONE, team_id="T-x"),
                event(5, 2, customer_id="K1", team_id="T-y"),
                event(10 + version, 9, customer_id=GONE),
            ],
            feedback=[
                {"feedback_id": f"F{who}", "customer_id": who, "metric": "nps", "scale_max": 10, "score": version}
                for who in (GONE, "K1")
            ],
        )
        refused = desk.folder / f"refused{version}.csv"
        refused.write_text(f"file,row,value\na.csv,1,{GONE}\na.csv,2,said {NAME}\na.csv,3,K1\n", encoding="utf-8")
        put(lake, replace(batch, refused_rows=refused))


def test_no_file_of_the_lake_holds_the_customer_afterwards(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    assert traces(lake.path, GONE, NAME)
    found = lake.erase(GONE)
    assert set(found.rows) == set(TABLES)
    assert traces(lake.path, GONE, NAME) == []


def test_other_customers_stay_as_they_were_in_every_version(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    seen = [others(lake, entry.at) for entry in lake.history()]
    lake.erase(GONE)
    history = lake.history()
    assert [others(lake, entry.at) for entry in history[:2]] == seen
    assert others(lake, history[-1].at) == seen[-1]
    assert history[-1].kind == "erasure"


def test_a_case_shared_with_another_customer_gets_its_stays_anew(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    assert "T-x" in {row["holder"] for row in shown(lake.facts(), "team_stays")}
    lake.erase(GONE)
    stays = shown(lake.facts(), "team_stays")
    lake.rebuild()
    assert stays == shown(lake.facts(), "team_stays")
    assert {row["holder"] for row in stays if row["case_id"] == "C2"} == {"T", "T-y"}


def test_a_look_tells_as_much_and_neither_writes_nor_waits(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    told = lake.erase(GONE, dry_run=True)
    before = state_of(lake)
    assert lake.would_erase(GONE) == told
    assert state_of(lake) == before
    with lake.writer():
        assert lake.would_erase(GONE) == told
        (lake.path / "cases" / "part-00009-draft.parquet").write_bytes(b"PAR1, not all of it")
        assert lake.would_erase(GONE) == told
    nobody = lake.would_erase("K-nobody")
    assert nobody is not None and not nobody.found


def test_a_look_finishes_no_erasure_that_was_cut_off(lake: Lake, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(lake, desk)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Eraser, "remove", cut_off)
        lake.erase(GONE)
    before = state_of(lake)
    assert lake.would_erase(GONE) is None
    assert state_of(lake) == before


def cut_off(_eraser: Eraser) -> None:
    raise KeyboardInterrupt


def state_of(lake: Lake) -> list[tuple[str, int, int]]:
    """Every file and folder of the lake, as it is now."""
    found = [(str(path), path.stat()) for path in [lake.path, *lake.path.rglob("*")]]
    return sorted((path, told.st_size, told.st_mtime_ns) for path, told in found)


def test_a_dry_run_tells_and_changes_nothing(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    before = sorted((file, file.stat().st_size) for file in lake.path.rglob("*.*"))
    found = lake.erase(GONE, dry_run=True)
    assert found.found and found.refused_rows == 4 and found.rows["customers"] >= 1
    assert sorted((file, file.stat().st_size) for file in lake.path.rglob("*.*")) == before
    assert not lake.erase("K-nobody").found


def test_after_an_erasure_the_lake_goes_on(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    lake.erase(GONE)
    for number in range(20, 34):
        put(lake, desk.batch(events=[event(number, 2, customer_id="K1")]))
    assert len(shown(lake.facts(), "events")) == 16
    assert traces(lake.path, GONE, NAME) == []


def others(lake: Lake, at: object) -> dict[str, list[dict[str, object]]]:
    facts = lake.facts(as_of=at)  # type: ignore[arg-type]
    told = {name: shown(facts, name) for name in ("customers", "revenue", "cases", "events", "feedback")}
    return {name: [row for row in rows if row.get("customer_id") not in (GONE, None)] for name, rows in told.items()}


def traces(folder: Path, *words: str) -> list[Path]:
    """Files whose bytes, or whose rows where they are Parquet, hold one of the words."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file():
            text = file.read_bytes().decode("utf-8", "replace")
            if file.suffix == ".parquet":
                text += str(pq.read_table(file).to_pylist())
            found += [file for word in words if word in text]
    return found
