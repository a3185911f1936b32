"""A proposal for an unknown file can be applied as it stands and says why."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import Proposal, propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped, mapped_text, rows, staged
from tests.realdata import shared_data

CSV = "Ticket ID,Time,Agent,Queue,Shoe size\n1,13/02/2026 10:00,ann,a,40\n1,14/02/2026 10:00,bob,b,41\n"


def test_a_proposal_can_be_applied(tmp_path: Path) -> None:
    source = tmp_path / "tickets.csv"
    source.write_text(CSV, encoding="utf-8")
    proposal = propose(staged(source, tmp_path))
    assert proposal.table == "events"
    made = mapped_text(parse_mapping(proposal.text.replace("???", "replied"), "proposed"), CSV, tmp_path)
    assert rows(made, "events", "case_id, day(happened_at), person_id, team_id") == [
        ("1", 13, "ann", "a"),
        ("1", 14, "bob", "b"),
    ]


def test_every_column_has_a_guess_with_a_reason(tmp_path: Path) -> None:
    source = tmp_path / "tickets.csv"
    source.write_text(CSV, encoding="utf-8")
    guesses = {guess.column: guess for guess in propose(staged(source, tmp_path)).guesses}
    assert set(guesses) == {"Ticket ID", "Time", "Agent", "Queue", "Shoe size"}
    assert guesses["Shoe size"].target == ""
    assert all(guess.reason for guess in guesses.values())
    assert guesses["Ticket ID"].confidence > 0.7


def test_a_file_of_a_known_system_is_recognised(tmp_path: Path) -> None:
    source = shared_data("uci_incident/incident_event_log.csv.gz")
    assert propose(staged(source, tmp_path)).preset == "servicenow-history"


def proposed(header: str, lines: list[str], folder: Path, name: str = "export.csv") -> Proposal:
    source = folder / name
    source.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return propose(staged(source, folder), name)


TICKETS = [
    ("Ticket No,Customer No,Opened,Closed,Team,Subject,Satisfaction", "5"),
    ("ticket_id,customer_id,created_at,closed_at,team,subject,score", "5"),
    ("Ticket ID,Customer,Created,Closed,Assigned team,Subject,CSAT", "5"),
    ("Ticketnummer,Kundennummer,Eröffnet,Geschlossen,Abteilung,Betreff,Zufriedenheit", "5"),
]


@pytest.mark.parametrize(("header", "scale"), TICKETS)
def test_a_ticket_with_its_score_is_a_case_and_an_answer(header: str, scale: str, tmp_path: Path) -> None:
    lines = [f"t{n},k{n % 3},2026-01-0{n},2026-02-0{n},Front,Bill,{n % 5 + 1}" for n in range(1, 9)]
    proposal = proposed(header, lines, tmp_path)
    assert proposal.tables == ("cases", "events", "feedback")
    assert (proposal.unused, proposal.preset, proposal.is_complete) == ((), "", True)
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "export.csv", tmp_path)
    assert set(rows(made, "feedback", "metric, scale_max")) == {("csat", int(scale))}
    assert {table: made.tables[table].rows for table in proposal.tables} == {"cases": 8, "events": 16, "feedback": 8}


def test_a_file_that_cannot_be_told_gets_no_table(tmp_path: Path) -> None:
    proposal = proposed("comment_key,agency_key,blurb,tone", ["1,2,a,b", "2,2,c,d"], tmp_path, "fact_comments.csv")
    assert (proposal.tables, proposal.preset) == ((), "")
    with pytest.raises(MappingError, match="what a row"):
        parse_mapping(proposal.text, "p")


def test_one_known_column_among_many_makes_no_list_of_customers(tmp_path: Path) -> None:
    proposal = proposed("Kundennummer,a,b,c,d", ["1,2,3,x,y", "2,3,4,x,y"], tmp_path)
    assert (proposal.tables, proposal.preset) == ((), "")


def test_what_no_column_says_must_be_said_before_an_import(tmp_path: Path) -> None:
    proposal = proposed("Kunde,Monat,Umsatz", ['a,01.2026,"1.234,50"', 'b,02.2026,"99,00"'], tmp_path)
    assert (proposal.table, proposal.is_complete) == ("revenue", False)
    with pytest.raises(MappingError, match=r"currency") as refused:
        parse_mapping(proposal.text, "p")
    assert refused.value.entry == "tables[1].columns.currency"
    made = mapped(parse_mapping(proposal.text.replace("???", "EUR"), "p"), tmp_path / "export.csv", tmp_path)
    assert [float(row[0]) for row in rows(made, "revenue", "amount")] == [1234.5, 99.0]


def test_an_effort_score_has_seven_steps(tmp_path: Path) -> None:
    proposal = proposed("Customer ID,Date,CES", ["a,2026-01-01,4", "b,2026-01-02,5"], tmp_path)
    made = mapped(parse_mapping(proposal.text, "p"), tmp_path / "export.csv", tmp_path)
    assert set(rows(made, "feedback", "metric, scale_max")) == {("ces", 7)}


def test_organisations_are_no_teams(tmp_path: Path) -> None:
    source = shared_data("warehouse_shapes/zendesk/organization_data.csv")
    assert propose(staged(source, tmp_path), source.name).preset == ""


@pytest.mark.parametrize(
    ("file", "preset"), [("stripe/customer_data.csv", "stripe-subscriptions"), ("jira/user.csv", "jira-history")]
)
def test_a_preset_is_better_than_nothing(file: str, preset: str, tmp_path: Path) -> None:
    source = shared_data(f"warehouse_shapes/{file}")
    assert propose(staged(source, tmp_path), source.name).preset == preset


ODD = (
    "'",
    '"',
    "#",
    "{",
    "}",
    "[",
    "]",
    ":",
    ", ",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@",
    "`",
    "\\",
    "\t",
    "- ",
    "? ",
    "~",
    "é",
)
ODD += ("\x1b", "\u2028", "\ufeff", "\n", "#base", "null")


def test_a_proposal_is_a_mapping_whatever_the_columns_are_called(tmp_path: Path) -> None:
    chance = random.Random(7)
    values = {
        "Ticket No": "T{0}",
        "Customer": "c'{0}\"",
        "Created": "2024-01-02 10:00",
        "amount": "1,{0}",
        "Team": "#{0}",
    }
    for _ in range(40):
        columns = {}
        for name, value in values.items():
            place = chance.randrange(len(name) + 1)
            odd = name[:place] + chance.choice(ODD) + name[place:]
            columns[odd] = [value.format(row) for row in range(30)]
        pq.write_table(pa.table(columns), tmp_path / "staged.parquet")
        proposal = propose(tmp_path / "staged.parquet", "".join(chance.choices(ODD, k=3)) + ".csv")
        try:
            parse_mapping(proposal.text, "mine")
        except MappingError as told:
            assert "still to be said" in told.what, proposal.text


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("Opened date", "Closed date"),
        ("Date/Time Opened", "Date/Time Closed"),
        ("Created time", "Close timestamp"),
        ("Opened (UTC)", "Closed (UTC)"),
        ("CreatedDate", "ClosedDate"),
        ("Eröffnet am Datum", "Geschlossen am Datum"),
    ],
)
def test_a_time_is_known_whatever_word_says_that_it_is_one(tmp_path: Path, opened: str, closed: str) -> None:
    source = tmp_path / "tickets.csv"
    source.write_text(f"Ticket ID,{opened},{closed},Category\n1,2026-01-01,2026-01-02,a\n2,2026-01-01,2026-01-03,b\n")
    targets = {guess.column: guess.target for guess in propose(staged(source, tmp_path)).guesses}
    assert "cases.opened_at" in targets[opened]
    assert "cases.closed_at" in targets[closed]
