"""One team or topic in several spellings: joined where that is safe, asked otherwise, kept in the mapping, told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from customerhero.facts.mapping import Mapped, Proposal, propose
from customerhero.facts.mapping.spelling import groups, near_misses, same_but_for_case, same_but_for_marks
from tests.facts.mapping.making import mapped_text, rows, staged

HEADER = "Ticket,Queue,Category,Created,Closed,Customer ID"


def tickets(queues: list[str], topics: list[str]) -> str:
    lines = [
        f'{place},"{queue}","{topic}",2026-01-01 10:00,2026-01-02 10:00,C{place}'
        for place, (queue, topic) in enumerate(zip(queues, topics, strict=True), 1)
    ]
    return "\n".join([HEADER, *lines])


def proposed(text: str, folder: Path, answers: Mapping[str, str]) -> Proposal:
    source = folder / "tickets.csv"
    source.write_text(text, encoding="utf-8")
    return propose(staged(source, folder), source.name, answers)


def taken_in(text: str, folder: Path, yaml: str) -> Mapped:
    file = folder / "mine.yaml"
    file.write_text(yaml, encoding="utf-8")
    return mapped_text(str(file), text, folder)


def teams_of(made: Mapped) -> list[str]:
    return [team for (team,) in rows(made, "events", "team_id", "kind = 'closed'")]


SAME_TEAM = ["billing", "BILLING", " Billing  ", "Bill\u200bing", "Billing\u00a0", "Ｂilling"]


@pytest.mark.parametrize("other", SAME_TEAM)
def test_teams_that_differ_by_case_blanks_or_invisible_letters_are_one(other: str, tmp_path: Path) -> None:
    text = tickets(["Billing", "Billing", other], ["a", "b", "c"])
    proposal = proposed(text, tmp_path, {})
    assert proposal.is_complete, proposal.questions
    assert teams_of(taken_in(text, tmp_path, proposal.text)) == ["Billing"] * 3


def test_that_teams_were_joined_is_told_at_the_head(tmp_path: Path) -> None:
    text = tickets(["Billing", "Billing", "billing"], ["a", "b", "c"])
    proposal = proposed(text, tmp_path, {})
    assert [taken.key for taken in proposal.assumptions if "Queue" in taken.key] == ["spelling:Queue"]
    told = [note for note in taken_in(text, tmp_path, proposal.text).notes if note.code == "joined_spellings"]
    assert [(note.column, note.first) for note in told] == [("Queue", True)]
    assert "Billing (2) = billing (1)" in told[0].sentence


OTHER_TOPICS = ["refund", "REFUND", "Re-fund", "Refund.", "Réfund", "re fund"]


@pytest.mark.parametrize("other", OTHER_TOPICS)
def test_topics_are_joined_only_after_asking(other: str, tmp_path: Path) -> None:
    text = tickets(["A", "A", "A"], ["Refund", "Refund", other])
    asked = proposed(text, tmp_path, {})
    assert [question.key for question in asked.questions] == ["spelling:Category"]
    assert not asked.is_complete
    yes, no = (proposed(text, tmp_path, {"spelling:Category": said}) for said in ("joined", "apart"))
    assert rows(taken_in(text, tmp_path, yes.text), "cases", "DISTINCT topic") == [("Refund",)]
    apart = taken_in(text, tmp_path, no.text)
    assert rows(apart, "cases", "count(DISTINCT topic)") == [(2,)]
    assert not [note for note in apart.notes if "spelling" in note.code]


def test_a_joined_topic_joins_spellings_of_the_next_file_too(tmp_path: Path) -> None:
    proposal = proposed(tickets(["A", "A"], ["Straße", "Strasse"]), tmp_path, {"spelling:Category": "joined"})
    later = taken_in(tickets(["A", "A"], ["STRASSE", "Garten"]), tmp_path, proposal.text)
    assert rows(later, "cases", "topic") == [("Strasse",), ("Garten",)]


def test_without_a_word_in_the_mapping_they_count_apart_and_are_told_at_the_head(tmp_path: Path) -> None:
    text = tickets(["A", "A", "A"], ["Refund", "Refund", "refund"])
    yaml = proposed(text, tmp_path, {"spelling:Category": "apart"}).text.replace("spellings:\n  Category: apart\n", "")
    made = taken_in(text, tmp_path, yaml)
    assert rows(made, "cases", "count(DISTINCT topic)") == [(2,)]
    told = [note for note in made.notes if note.code == "several_spellings"]
    assert [(note.column, note.first) for note in told] == [("Category", True)]
    assert "spellings: {Category: joined}" in told[0].sentence


def test_near_misses_are_offered_and_never_joined_by_themselves(tmp_path: Path) -> None:
    text = tickets(["Billing", "Billing", "Biling"], ["a", "b", "c"])
    offered = proposed(text, tmp_path, {})
    assert offered.is_complete
    assert "nearly:Queue" in [taken.key for taken in offered.assumptions]
    assert teams_of(taken_in(text, tmp_path, offered.text)) == ["Billing", "Billing", "Biling"]
    joined = proposed(text, tmp_path, {"nearly:Queue": "joined"})
    assert teams_of(taken_in(text, tmp_path, joined.text)) == ["Billing"] * 3


@pytest.mark.parametrize(
    ("one", "other"),
    [("Team 1", "Team 2"), ("Tier 1.1", "Tier 11"), ("C++", "C#"), ("A", "B"), ("Sales", "Service"), ("A+", "A-")],
)
def test_names_that_are_different_things_are_not_offered(one: str, other: str) -> None:
    found = {one: 5, other: 1}
    assert groups(found, same_but_for_marks) == []
    assert near_misses(found) == []


@pytest.mark.parametrize(
    ("one", "other"), [("Müller", "MUELLER"), ("Straße", "strasse"), ("Back-Office", "back office")]
)
def test_umlauts_and_marks_are_ways_to_write(one: str, other: str) -> None:
    assert same_but_for_marks(one) == same_but_for_marks(other)
    assert same_but_for_case(one) != same_but_for_case(other) or one == "Straße"


def test_a_spelling_makes_no_runaround(tmp_path: Path) -> None:
    text = "event_id,case_id,happened_at,kind,team_id\n" + "".join(
        f'E{place},T1,2026-01-0{place},assigned,"{team}"\n'
        for place, team in enumerate(["Billing", "billing ", "BILLING", "Billing"], 1)
    )
    assert {team for (team,) in rows(mapped_text("events", text, tmp_path), "events", "team_id")} == {"Billing"}


def test_what_was_not_answered_stops_the_import(tmp_path: Path) -> None:
    text = tickets(["A", "A", "A"], ["Refund", "Refund", "refund"])
    with pytest.raises(Exception, match="spelled differently"):
        taken_in(text, tmp_path, proposed(text, tmp_path, {}).text)
