"""Who was erased does not come back with the next export, unless somebody lets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Counts, Lake
from customerhero.facts.lake.remembering import Memory
from tests.facts.lake.batching import Desk, event, put, shown
from tests.facts.lake.test_erasing import GONE, NAME, filled, traces


def export(desk: Desk, version: int = 0) -> dict[str, list[dict[str, object]]]:
    return {
        "customers": [{"customer_id": GONE, "name": NAME}, {"customer_id": f"new{version}"}],
        "cases": [{"case_id": "C1", "customer_id": GONE}, {"case_id": f"C-new-{version}", "customer_id": GONE}],
        "events": [
            event(100 + version, 1, customer_id=None, note=f"wrote to {NAME}"),
            event(200 + version, 1, customer_id=GONE),
            event(300 + version, 1, customer_id=None, case_id=f"C-new-{version}"),
            event(400 + version, 2, customer_id=None),
            event(500 + version, 2, customer_id="K1"),
        ],
        "feedback": [{"feedback_id": f"F{version}", "customer_id": GONE, "metric": "nps", "scale_max": 10, "score": 1}],
    }


def test_rows_of_an_erased_customer_and_of_their_cases_are_left_out_and_counted(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    lake.erase(GONE)
    receipt = put(lake, desk.batch(**export(desk)))
    assert receipt.tables["customers"] == Counts(2, written=1, erased=1)
    assert receipt.tables["cases"] == Counts(2, erased=2)
    assert receipt.tables["events"] == Counts(5, written=2, erased=3)
    assert receipt.tables["feedback"] == Counts(1, erased=1)
    assert traces(lake.path, GONE, NAME) == []
    assert Lake.check(lake.path).whole
    later = put(lake, desk.batch(events=[event(900, 1, customer_id=None, case_id="C-new-0")]))
    assert later.tables["events"] == Counts(1, erased=1)
    assert lake.history()[-1].counts["events"].erased == 1


def test_others_rows_in_a_case_of_theirs_come_in(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    lake.erase(GONE)
    receipt = put(lake, desk.batch(events=[event(800, 1, customer_id="K1")]))
    assert receipt.tables["events"] == Counts(1, written=1)


@pytest.mark.parametrize("upkeep", ["compact", "rebuild", "undo", "erase"])
def test_nothing_that_is_done_to_the_lake_makes_it_forget_whom_it_erased(lake: Lake, desk: Desk, upkeep: str) -> None:
    filled(lake, desk)
    lake.erase(GONE)
    newest = put(lake, desk.batch(events=[event(700, 2)])).number
    {
        "compact": lake.compact,
        "rebuild": lake.rebuild,
        "undo": lambda: lake.undo(newest),
        "erase": lambda: lake.erase("K1"),
    }[upkeep]()
    assert put(lake, desk.batch(customers=[{"customer_id": GONE}])).tables["customers"] == Counts(1, erased=1)
    assert len(list((lake.path / "_erased").iterdir())) == 1


def test_somebody_who_is_let_back_in_comes_back(lake: Lake, desk: Desk) -> None:
    filled(lake, desk)
    lake.erase(GONE)
    lake.erase("K1")
    assert lake.let_back_in(GONE)
    assert not lake.let_back_in(GONE)
    receipt = put(lake, desk.batch(**export(desk)))
    assert receipt.tables["customers"] == Counts(2, written=2)
    assert receipt.tables["events"] == Counts(5, written=3, erased=2)
    assert [entry.kind for entry in lake.history()[-2:]] == ["let back in", "import"]


def test_what_is_remembered_names_nobody_and_differs_from_lake_to_lake() -> None:
    one, other = Memory("a" * 32), Memory("b" * 32)
    assert one.hash_of("K1") != other.hash_of("K1")
    assert one.with_cases("K1", ["C1"]).knows("K1")
    assert not one.with_cases("K1", ["C1"]).without("K1").knows("K1")
    assert "K1" not in str(one.with_cases("K1", ["C1"]).customers)


def test_the_receipt_tells_how_many_were_left_out_and_how_to_lift_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file, lake = tmp_path / "customers.csv", tmp_path / "lake"
    file.write_text("customer_id,name\nK1,Kay\nK2,Bo\n", encoding="utf-8")
    import_file(file, lake, ImportOptions("customers"))
    told = CliRunner().invoke(app, ["erase", "K1", "--yes", "--lake", str(lake)]).output
    assert "Imports leave out what they bring of K1 (lifted by --let-back-in)" in told
    again = ["import", "customers.csv", "--map", "customers", "--again", "--lake", str(lake)]
    assert "Left out because their customer was erased: customers 1 row." in CliRunner().invoke(app, again).output
    lift = ["erase", "K1", "--let-back-in", "--lake", str(lake)]
    assert "may bring K1 back" in CliRunner().invoke(app, lift).output
    assert "Nobody of the id K1 was erased" in CliRunner().invoke(app, lift).output
    assert "Left out" not in CliRunner().invoke(app, again).output
    assert {row["customer_id"] for row in shown(Lake.open(lake).facts(), "customers")} == {"K1", "K2"}
