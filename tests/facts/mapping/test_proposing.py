"""A proposal for an unknown file can be applied as it stands and says why."""

from __future__ import annotations

from pathlib import Path

from customerhero.facts.mapping import propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, rows, staged
from tests.realdata import shared_data

CSV = "Ticket ID,Time,Agent,Queue,Shoe size\n1,13/02/2026 10:00,ann,a,40\n1,14/02/2026 10:00,bob,b,41\n"


def test_a_proposal_can_be_applied(tmp_path: Path) -> None:
    source = tmp_path / "tickets.csv"
    source.write_text(CSV, encoding="utf-8")
    proposal = propose(staged(source, tmp_path))
    assert proposal.table == "events"
    made = mapped_text(parse_mapping(proposal.text, "proposed"), CSV, tmp_path)
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
