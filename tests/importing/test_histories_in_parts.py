"""A history in several files gives the figures of one file with all its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Batch, Lake, Receipt, SourceFile
from customerhero.facts.mapping import load_mapping
from tests.facts.mapping.making import mapped

SERVICENOW = (
    "number,incident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,sys_updated_at,assignment_group,"
    "assigned_to,opened_at",
    [
        "I1,New,0,0,0,true,01/02/2026 08:00,A,?,01/02/2026 07:00",
        "I2,New,0,0,0,true,01/02/2026 08:30,B,eve,01/02/2026 07:00",
        "I1,Active,1,0,1,true,01/02/2026 09:00,?,bob,01/02/2026 07:00",
        "I1,Active,1,0,2,true,01/02/2026 10:00,B,bob,01/02/2026 07:00",
        "I1,Resolved,1,0,3,true,02/02/2026 10:00,B,bob,01/02/2026 07:00",
        "I2,Active,0,0,1,true,02/02/2026 11:00,B,eve,01/02/2026 07:00",
        "I1,Resolved,1,0,4,true,02/02/2026 12:00,B,bob,01/02/2026 07:00",
        "I1,Active,2,1,5,false,03/02/2026 10:00,A,ann,01/02/2026 07:00",
        "I1,Active,2,1,6,false,03/02/2026 11:00,A,ann,01/02/2026 07:00",
        "I2,Active,1,0,2,false,03/02/2026 12:00,A,eve,01/02/2026 07:00",
        "I1,Closed,2,1,7,false,05/02/2026 08:00,A,ann,01/02/2026 07:00",
    ],
)
ZENDESK = (
    "field_name,ticket_id,updated,value",
    [
        "group_id,7,2026-01-01 09:00:00,billing",
        "assignee_id,7,2026-01-01 09:30:00,ann",
        "group_id,7,2026-01-02 10:00:00,tech",
        "assignee_id,7,2026-01-02 10:00:00,",
        "status,7,2026-01-03 10:00:00,pending",
        "group_id,7,2026-01-04 10:00:00,legal",
        "status,7,2026-01-04 11:00:00,solved",
        "status,7,2026-01-09 10:00:00,closed",
    ],
)
WHOLE = "kind, case_id, happened_at, team_id, person_id, from_team_id, event_id"


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def taken(name: str, header: str, lines: list[str], preset: str, lake: str) -> Receipt:
    """A file mapped and written without the process that reads files apart."""
    folder = Path(lake).with_suffix(f".{name}")
    folder.mkdir()
    source = folder / name
    source.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    made = mapped(preset, source, folder)
    batch = Batch(
        tables={table: of.file for table, of in made.tables.items()},
        source=SourceFile(name, name),
        filled={table: of.filled for table, of in made.tables.items()},
        is_history=any(part.is_history for part in load_mapping(preset).sections if part.name == made.section),
    )
    with Lake.open_or_create(Path(lake)).writer() as writer:
        return writer.write(batch)


def events(lake: str, columns: str = WHOLE) -> list[tuple[Any, ...]]:
    names = columns.split(", ")
    rows = Lake.open(lake).facts().events.to_pyarrow().to_pylist()
    return sorted((tuple(row[name] for name in names) for row in rows), key=str)


def stays(lake: str) -> list[tuple[Any, ...]]:
    rows = Lake.open(lake).facts().team_stays.to_pyarrow().to_pylist()
    return sorted((row["case_id"], row["at_us"], row["holder"]) for row in rows)


@pytest.mark.parametrize("cut", [1, 5, 7])
def test_a_row_per_update_in_two_files(cut: int) -> None:
    header, lines = SERVICENOW
    taken("all.csv", header, lines, "servicenow-history", "whole")
    taken("one.csv", header, lines[:cut], "servicenow-history", "parts")
    receipt = taken("two.csv", header, lines[cut:], "servicenow-history", "parts")
    assert events("parts") == events("whole")
    assert all(
        counts.read == counts.written + counts.unchanged + counts.corrected for counts in receipt.tables.values()
    )


def test_what_the_next_file_says_again_is_told_at_the_head() -> None:
    header, lines = SERVICENOW
    for name, part in (("one.csv", lines[:6]), ("two.csv", lines[6:])):
        Path(name).write_text("\n".join([header, *part]) + "\n", encoding="utf-8")
        receipt = import_file(Path(name), Path("parts"), ImportOptions("servicenow-history"))
    assert ("goes_on", 2) in [(note.code, note.count) for note in receipt.notes if note.first]
    kept = [note for entry in Lake.open("parts").history() for note in entry.notes]
    assert "goes_on" in {note["code"] for note in kept}


def test_the_whole_export_again_brings_nothing_new() -> None:
    header, lines = SERVICENOW
    taken("one.csv", header, lines[:6], "servicenow-history", "parts")
    taken("two.csv", header, lines[4:], "servicenow-history", "parts")
    whole = taken("all.csv", header, lines, "servicenow-history", "parts")
    assert (whole.tables["events"].written, whole.tables["events"].corrected) == (0, 0)


@pytest.mark.parametrize("cut", [1, 6])
def test_a_row_per_field_in_two_files(cut: int) -> None:
    header, lines = ZENDESK
    taken("all.csv", header, lines, "zendesk-history", "whole")
    taken("one.csv", header, lines[:cut], "zendesk-history", "parts")
    taken("two.csv", header, lines[cut:], "zendesk-history", "parts")
    told = "kind, case_id, happened_at"
    assert events("parts", told) == events("whole", told)
    assert stays("parts") == stays("whole")


def test_an_earlier_part_that_comes_later_is_told() -> None:
    header, lines = SERVICENOW
    taken("two.csv", header, lines[6:], "servicenow-history", "parts")
    receipt = taken("one.csv", header, lines[:6], "servicenow-history", "parts")
    assert [(note.code, note.count) for note in receipt.notes] == [("came_late", 2)]


def test_a_log_of_events_says_what_it_says() -> None:
    header = "event_id,case_id,happened_at,kind,team_id"
    taken("one.csv", header, ["1,T,2026-01-01,assigned,A"], "events", "parts")
    receipt = taken("two.csv", header, ["2,T,2026-01-02,assigned,A"], "events", "parts")
    assert receipt.tables["events"].written == 1
