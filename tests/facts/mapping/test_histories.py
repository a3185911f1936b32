"""Histories as help desks keep them become the events that happened, checked by hand on a few rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.facts.mapping.making import mapped_text, rows

FIELD_HISTORY = """field_name,ticket_id,updated,user_id,value
group_id,7,2026-01-01 09:00:00,1,billing
status,7,2026-01-01 09:00:00,1,open
assignee_id,7,2026-01-01 09:30:00,1,ann
group_id,7,2026-01-02 10:00:00,1,tech
assignee_id,7,2026-01-02 10:00:00,1,
status,7,2026-01-03 10:00:00,1,pending
status,7,2026-01-04 10:00:00,1,solved
status,7,2026-01-05 10:00:00,1,open
status,7,2026-01-06 10:00:00,1,solved
status,7,2026-01-09 10:00:00,1,closed
"""


def test_field_changes_become_events_with_the_holder_of_the_moment(tmp_path: Path) -> None:
    made = mapped_text("zendesk-history", FIELD_HISTORY, tmp_path)
    assert rows(made, "events", "day(happened_at), kind, team_id, person_id, from_team_id") == [
        (1, "assigned", "billing", None, None),
        (1, "assigned", "billing", "ann", None),
        (2, "transferred", "tech", "ann", "billing"),
        (3, "waiting", "tech", None, None),
        (4, "resolved", "tech", None, None),
        (5, "reopened", "tech", None, None),
        (6, "resolved", "tech", None, None),
        (9, "closed", "tech", None, None),
    ]


def test_the_order_of_rows_in_the_file_does_not_matter(tmp_path: Path) -> None:
    head, *lines = FIELD_HISTORY.splitlines()
    (tmp_path / "a").mkdir()
    shuffled = "\n".join([head, *lines[5:], *lines[:5]])
    told = "event_id, kind, team_id, person_id"
    first = rows(mapped_text("zendesk-history", FIELD_HISTORY, tmp_path), "events", told)
    second = rows(mapped_text("zendesk-history", shuffled, tmp_path / "a"), "events", told)
    assert sorted(first, key=str) == sorted(second, key=str)


COLUMNS = (
    "number,incident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,sys_updated_at,"
    "assignment_group,assigned_to,opened_at,closed_at\n"
)
SNAPSHOTS = """I1,New,0,0,0,true,01/02/2026 08:00,A,?,01/02/2026 07:00,05/02/2026 08:00
I1,Active,1,0,1,true,01/02/2026 09:00,?,bob,01/02/2026 07:00,05/02/2026 08:00
I1,Active,1,0,2,true,01/02/2026 10:00,B,bob,01/02/2026 07:00,05/02/2026 08:00
I1,Resolved,1,0,3,true,02/02/2026 10:00,B,bob,01/02/2026 07:00,05/02/2026 08:00
I1,Active,2,1,4,false,03/02/2026 10:00,A,ann,01/02/2026 07:00,05/02/2026 08:00
I1,Closed,2,1,5,false,05/02/2026 08:00,A,ann,01/02/2026 07:00,05/02/2026 08:00
"""


def test_a_row_per_update_becomes_events_where_something_changed(tmp_path: Path) -> None:
    made = mapped_text("servicenow-history", COLUMNS + SNAPSHOTS, tmp_path)
    assert rows(made, "events", "kind, team_id, person_id, from_team_id") == [
        ("opened", None, None, None),
        ("assigned", "A", None, None),
        ("assigned", None, "bob", None),
        ("transferred", "B", "bob", "A"),
        ("resolved", "B", "bob", None),
        ("reopened", "A", "ann", "B"),
        ("transferred", "A", "ann", "B"),
        ("closed", "A", "ann", None),
        ("broken", "A", "ann", None),
    ]


BEGINNINGS = [
    ("I1,Resolved,1,0,3,true,02/02/2026 10:00,B,bob,01/01/2026 07:00,", ["began_before"]),
    ("I1,Active,1,1,3,true,02/02/2026 10:00,B,bob,01/01/2026 07:00,", ["began_before"]),
    ("I1,New,0,0,0,true,02/02/2026 10:00,B,bob,01/01/2026 07:00,", []),
    ("I1,Closed,0,0,0,true,01/02/2026 10:00,B,bob,01/02/2026 07:00,", []),
]


@pytest.mark.parametrize(("line", "codes"), BEGINNINGS)
def test_a_history_that_begins_in_the_middle_is_told(line: str, codes: list[str], tmp_path: Path) -> None:
    made = mapped_text("servicenow-history", f"{COLUMNS}{line}\n", tmp_path)
    assert [note.code for note in made.notes if note.first and note.code != "date_order"] == codes


@pytest.mark.parametrize(("count", "kinds"), [("0", ["opened", "assigned"]), ("7", ["assigned"])])
def test_the_first_row_is_no_opening_where_rows_were_before(count: str, kinds: list[str], tmp_path: Path) -> None:
    header = "number,incident_state,reassignment_count,sys_mod_count,sys_updated_at,assignment_group\n"
    made = mapped_text("servicenow-history", f"{header}I1,Active,0,{count},01/02/2026 08:00,A\n", tmp_path)
    assert rows(made, "events", "kind") == [(kind,) for kind in kinds]


def test_text_marks_kinds(tmp_path: Path) -> None:
    comments = (
        "id,ticket_id,body,created,public\n"
        '1,7,"We CANNOT refund this, it is against our policy",2026-01-01 09:00:00,true\n'
        "2,7,Any news?,2026-01-02 09:00:00,true\n"
        "3,7,we are so sorry,2026-01-03 09:00:00,false\n"
    )
    made = mapped_text("zendesk-history", comments, tmp_path)
    assert rows(made, "events", "event_id, kind") == [
        ("1-replied", "replied"),
        ("1-refused", "refused"),
        ("2-replied", "replied"),
        ("2-asked_again", "asked_again"),
        ("3-apologised", "apologised"),
    ]


def test_activities_of_an_event_log(tmp_path: Path) -> None:
    log = (
        "case:concept:name,concept:name,time:timestamp,org:resource\n"
        "c1,Register request,2026-01-01T09:00:00+02:00,ann\n"
        "c1,Check ticket,2026-01-01T10:00:00+02:00,bob\n"
        "c1,Reject request,2026-01-02T10:00:00+02:00,bob\n"
    )
    made = mapped_text("xes", log, tmp_path)
    assert rows(made, "events", "kind, person_id, hour(happened_at)") == [
        ("opened", "ann", 7),
        ("replied", "bob", 8),
        ("refused", "bob", 8),
    ]
