"""Whose a row is when an erasure comes, what notes and refused rows keep, and an erasure that is killed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.lake.commit import Commit
from tests.facts.lake.batching import Desk, event, put, shown
from tests.facts.lake.test_erasing import traces


def feedback(customer: str | None, comment: str) -> dict[str, object]:
    told = {"feedback_id": "F0", "metric": "nps", "scale_max": 10, "score": 1}
    return {**told, "customer_id": customer, "comment": comment}


def test_a_case_that_is_somebody_elses_by_now_stays_with_all_that_is_theirs(lake: Lake, desk: Desk) -> None:
    put(lake, desk.batch(cases=[{"case_id": "K", "customer_id": "A", "topic": "mine"}]))
    put(lake, desk.batch(cases=[{"case_id": "K", "customer_id": "B"}]))
    events = [{**event(1, customer_id="B"), "case_id": "K"}, {**event(2, customer_id="A"), "case_id": "K"}]
    put(lake, desk.batch(events=events))
    lake.erase("A")
    facts = lake.facts()
    assert [row["customer_id"] for row in shown(facts, "cases")] == ["B"]
    assert [row["event_id"] for row in shown(facts, "events")] == ["E1"]
    assert [row["holder"] for row in shown(facts, "team_stays")] == ["A"]
    assert traces(lake.path, "mine") == []


def test_what_another_customer_did_in_the_erased_ones_case_stays(lake: Lake, desk: Desk) -> None:
    cases = [{"case_id": "C1", "customer_id": "A"}]
    events = [event(1, customer_id="A"), event(2, customer_id=None), event(3, customer_id="B")]
    put(lake, desk.batch(cases=cases, events=events))
    lake.erase("A")
    facts = lake.facts()
    assert shown(facts, "cases") == []
    assert [row["event_id"] for row in shown(facts, "events")] == ["E3"]
    assert [(row["holder"], row["previous"]) for row in shown(facts, "team_stays")] == [("T", None)]


@pytest.mark.parametrize("owners", [[None, "A"], ["B", "A"], ["A", None]])
def test_no_earlier_version_of_a_row_rises_again(lake: Lake, desk: Desk, owners: list[str | None]) -> None:
    for number, owner in enumerate(owners):
        put(lake, desk.batch(feedback=[feedback(owner, f"I am A, call me {number}")]))
    lake.erase("A")
    assert shown(lake.facts(), "feedback") == []
    assert traces(lake.path, "call me") == []


@pytest.mark.parametrize("killed_at", [1, 4, 8, 12, 16, 20, 24, 30, None])
def test_an_erasure_that_was_killed_is_finished_by_the_next_writer(
    lake: Lake, desk: Desk, monkeypatch: pytest.MonkeyPatch, killed_at: int | None
) -> None:
    put(lake, desk.batch(customers=[{"customer_id": "A", "name": "Petunia"}, {"customer_id": "B"}]))
    events = [event(n, customer_id="A" if n == 2 else "B", note="Petunia" if n == 2 else None) for n in range(1, 4)]
    put(lake, desk.batch(events=events, cases=[{"case_id": "C1", "customer_id": "B"}]))
    sync, syncs = os.fsync, iter(range(1, 10_000))

    def dying(descriptor: int) -> None:
        if next(syncs) == killed_at:
            raise SystemExit
        sync(descriptor)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(os, "fsync", dying)
        if killed_at is None:
            patched.setattr(Commit, "finish", killed)
        lake.erase("A")
    lake.erase("A")
    assert {table.name: table.rows for table in lake.status().tables}["events"] == 2
    stays = [(row["holder"], row["previous"]) for row in shown(lake.facts(), "team_stays")]
    assert stays == [("A", None), ("T", "A")]
    assert traces(lake.path, "Petunia") == []
    assert not (lake.path / "_erasing.json").exists()
    assert not lake.erase("A", dry_run=True).found


def test_an_id_that_is_also_a_row_number_or_a_heading_takes_only_its_own_rows(lake: Lake, desk: Desk) -> None:
    file = desk.folder / "refused.csv"
    lines = ["file,table,row,column,value,reason", "a.csv,events,42,kind,huh,wrong", "a.csv,events,7,kind,by 42,wrong"]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    put(lake, replace(desk.batch(teams=[{"team_id": "T"}]), refused_rows=file))
    (kept,) = (lake.path / "_refused").glob("*.csv")
    assert not lake.erase("row").found
    assert lake.erase("42").refused_rows == 1
    assert kept.read_text(encoding="utf-8").split() == " ".join(lines[:2]).split()


@pytest.fixture
def noted(tmp_path: Path) -> Lake:
    """A lake whose notes name a customer of many cases and one of their cases."""
    lines = ["case_id,customer_id,opened_at,closed_at"]
    lines += [f"x{n},k{n},2026-01-02,2026-01-03" for n in range(150)]
    lines += [f"a-case-{n},Q-4711-Q,2026-01-02,2026-01-01" for n in range(60)]
    file, mapping = tmp_path / "cases.csv", tmp_path / "mine.yaml"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    columns = ", ".join(f"{name}: {name}" for name in lines[0].split(","))
    mapping.write_text(f"name: mine\ntables:\n  - table: cases\n    columns: {{{columns}}}\n", encoding="utf-8")
    import_file(file, tmp_path / "lake", ImportOptions(str(mapping), refused_to=tmp_path / "refused.csv"))
    return Lake.open(tmp_path / "lake")


def test_notes_forget_the_customer_and_their_cases_on_disk_too(noted: Lake) -> None:
    before = [note for entry in noted.history() for note in entry.notes]
    assert traces(noted.path, "Customer Q-4711-Q has", "a-case-")
    noted.erase("Q-4711-Q")
    after = [note for entry in noted.history() for note in entry.notes]
    assert traces(noted.path, "Q-4711-Q", "a-case-") == []
    assert [note["code"] for note in after if "code" in note] == [note["code"] for note in before]
    assert len(list((noted.path / "_ledger").glob("*.parquet"))) == len(noted.history())
