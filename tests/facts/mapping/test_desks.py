"""What help desks keep and what is no case, customer, person or reply: deleted, internal, automatic, former."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.facts.mapping.making import mapped_text, rows

ZENDESK_TICKETS = "id,requester_id,submitter_id,subject,status,created_at,updated_at,via_channel\n"
TICKETS = [
    ("1,c,c,Help,open,2026-01-01 09:00:00,2026-01-01 09:00:00,email", 1),
    ("1,c,c,Help,deleted,2026-01-01 09:00:00,2026-01-02 09:00:00,email", 0),
    ("1,a,a,Ask vendor,open,2026-01-01 09:00:00,2026-01-02 09:00:00,side_conversation", 0),
    (
        "1,c,c,Help,open,2026-01-01 09:00:00,2026-01-01 09:00:00,email\n"
        "1,c,c,Help,deleted,2026-01-01 09:00:00,2026-01-02 09:00:00,email",
        0,
    ),
    ("1,c,c,Help,closed,2026-01-01 09:00:00,2026-01-02 09:00:00,", 1),
]


@pytest.mark.parametrize(("lines", "cases"), TICKETS)
def test_a_ticket_that_is_none_is_no_case(lines: str, cases: int, tmp_path: Path) -> None:
    made = mapped_text("zendesk-history", f"{ZENDESK_TICKETS}{lines}\n", tmp_path)
    assert (made.tables["cases"].rows, made.tables["events"].rows) == (cases, cases)


USERS = "id,role,email,name,created_at,locale,alias,signature,suspended,active\n"


@pytest.mark.parametrize(
    ("line", "table"),
    [
        ("1,end-user,a@x,Ann,2026-01-01,en,,,false,true", "customers"),
        ("1,end-user,a@x,Ann,2026-01-01,en,,,true,true", "customers"),
        ("1,agent,a@x,Ann,2026-01-01,en,,Yours,false,true", "people"),
        ("1,agent,a@x,Ann,2026-01-01,en,,,true,true", "people"),
        ("1,end-user,a@x,Ann,2026-01-01,en,,Yours,false,false", "people"),
        ("1,end-user,a@x,Ann,2026-01-01,en,Annie,,false,false", "people"),
        ("1,end-user,a@x,Ann,2026-01-01,en,Annie,Yours,false,false", "people"),
    ],
)
def test_a_former_agent_is_no_customer(line: str, table: str, tmp_path: Path) -> None:
    made = mapped_text("zendesk-history", f"{USERS}{line}\n", tmp_path)
    assert {name: of.rows for name, of in made.tables.items() if of.rows} == {table: 1}
    assert made.refused_rows == 0


ISSUES = "id,key,reporter,status,created,issue_type,updated,_fivetran_deleted,parent_id\n"


@pytest.mark.parametrize(
    ("lines", "cases"),
    [
        ("1,A-1,c,Open,2026-01-01,Bug,2026-01-01,false,", ["1"]),
        ("1,A-1,c,Open,2026-01-01,Bug,2026-01-01,true,", []),
        ("1,A-1,c,Open,2026-01-01,Bug,2026-01-01,false,\n1,B-7,c,Open,2026-01-01,Bug,2026-01-03,false,", ["1"]),
        ("1,A-1,c,Open,2026-01-01,Sub-task,2026-01-01,false,9", []),
        ("1,A-1,c,Open,2026-01-01,Story,2026-01-01,false,9", ["1"]),
    ],
)
def test_an_issue_that_is_none_is_no_case(lines: str, cases: list[str], tmp_path: Path) -> None:
    made = mapped_text("jira-history", f"{ISSUES}{lines}\n", tmp_path)
    assert rows(made, "cases", "case_id") == [(case,) for case in cases]
    assert made.tables["events"].rows == len(cases)


PARTS = "id,conversation_id,part_type,author_id,author_type,created_at,updated_at,body\n"


@pytest.mark.parametrize(
    ("line", "events"),
    [
        ("p,1,comment,a1,admin,2026-01-01 09:00:00,2026-01-01 09:00:00,Hello", [("replied", "a1", None)]),
        ("p,1,comment,b1,bot,2026-01-01 09:00:00,2026-01-01 09:00:00,Hello", [("replied", None, None)]),
        ("p,1,comment,t1,team,2026-01-01 09:00:00,2026-01-01 09:00:00,Hello", [("replied", None, "t1")]),
        ("p,1,note,a1,admin,2026-01-01 09:00:00,2026-01-01 09:00:00,He is angry", []),
        ("p,1,note_and_reopen,a1,admin,2026-01-01 09:00:00,2026-01-01 09:00:00,Look", [("reopened", "a1", None)]),
        ("p,1,close,a1,admin,2026-01-01 09:00:00,2026-01-01 09:00:00,", [("closed", "a1", None)]),
    ],
)
def test_only_people_reply_in_person_and_notes_are_no_replies(
    line: str, events: list[tuple[str, str | None, str | None]], tmp_path: Path
) -> None:
    made = mapped_text("intercom-history", f"{PARTS}{line}\n", tmp_path)
    assert rows(made, "events", "kind, person_id, team_id") == events


CONVERSATIONS = "id,assignee_id,assignee_type,source_author_id,source_author_type,state,created_at,updated_at\n"


@pytest.mark.parametrize(
    ("kind", "customer"), [("user", "u"), ("lead", "u"), ("", "u"), ("admin", None), ("bot", None)]
)
def test_who_writes_for_the_company_is_no_customer(kind: str, customer: str | None, tmp_path: Path) -> None:
    line = f"1,,,u,{kind},open,2026-01-01 09:00:00,2026-01-01 09:00:00"
    made = mapped_text("intercom-history", f"{CONVERSATIONS}{line}\n", tmp_path)
    assert rows(made, "cases", "customer_id") == [(customer,)]
    assert rows(made, "events", "kind, customer_id") == [("opened", customer)]


def test_a_machine_among_the_admins_is_one_and_who_was_deleted_stays(tmp_path: Path) -> None:
    text = "id,_fivetran_deleted,job_title,email,name\n1,false,,o@x,Operator\n2,true,Agent,a@x,Ann\n"
    made = mapped_text("intercom-history", text, tmp_path)
    assert rows(made, "people", "person_id, is_system") == [("1", True), ("2", None)]
