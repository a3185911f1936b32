"""The order of rows of the same time is that in which they happened, whichever way round the file is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from customerhero.facts.mapping import Mapped
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, rows

CASES = 10
LOG = "event_id,case_id,happened_at,kind,team_id"
STEPS = [("09:00", "opened", "Desk"), ("09:05", "transferred", "Billing"), ("09:05", "transferred", "Legal")]
STEPS += [("09:09", "closed", "Legal")]


def log_of(case: int) -> list[str]:
    return [
        f"{case}-{step},T{case},2026-02-{case + 10} {at},{kind},{team}" for step, (at, kind, team) in enumerate(STEPS)
    ]


LOGS = [log_of(case) for case in range(CASES)]
OLDEST_FIRST = [line for log in LOGS for line in log]
NEWEST_FIRST = OLDEST_FIRST[::-1]
EACH_CASE_BACKWARDS = [line for log in LOGS for line in log[::-1]]
NEWEST_CASE_FIRST = [line for log in LOGS[::-1] for line in log]
WITH_A_SLIP = [*NEWEST_FIRST[:5], NEWEST_FIRST[6], NEWEST_FIRST[5], *NEWEST_FIRST[7:]]


def told(made: Mapped) -> list[str]:
    return [note.code for note in made.notes if note.code == "newest_first"]


def teams_in_order(made: Mapped) -> set[tuple[str, ...]]:
    teams: dict[str, list[str]] = {}
    for case, _, _, team in sorted(rows(made, "events", "case_id, happened_at, event_seq, team_id")):
        teams.setdefault(case, []).append(team)
    return {tuple(one) for one in teams.values()}


@pytest.mark.parametrize(
    ("lines", "turned"),
    [
        (OLDEST_FIRST, False),
        (NEWEST_CASE_FIRST, False),
        (NEWEST_FIRST, True),
        (EACH_CASE_BACKWARDS, True),
        (WITH_A_SLIP, True),
    ],
    ids=["oldest first", "newest case first", "newest first", "each case backwards", "newest first with a slip"],
)
def test_equal_times_are_in_the_order_they_happened(lines: list[str], turned: bool, tmp_path: Path) -> None:
    made = mapped_text("events", "\n".join([LOG, *lines]) + "\n", tmp_path)
    assert bool(told(made)) is turned
    if lines is not WITH_A_SLIP:
        assert teams_in_order(made) == {("Desk", "Billing", "Legal", "Legal")}
    head = [note for note in made.notes if note.first]
    assert [note.code for note in head] == (["newest_first"] if turned else [])


def test_a_file_in_no_order_is_left_as_it_is(tmp_path: Path) -> None:
    lines = random.Random(3).sample(OLDEST_FIRST, len(OLDEST_FIRST))
    assert not told(mapped_text("events", "\n".join([LOG, *lines]) + "\n", tmp_path))


def test_nothing_is_said_where_no_times_are_equal(tmp_path: Path) -> None:
    lines = [line for line in NEWEST_FIRST if "Billing" not in line]
    assert not told(mapped_text("events", "\n".join([LOG, *lines]) + "\n", tmp_path))


HISTORY = "field_name,ticket_id,updated,value"
CHANGES = [
    ("group_id", "09:00", "billing"),
    ("group_id", "09:10", "tech"),
    ("group_id", "09:10", "legal"),
    ("status", "09:20", "solved"),
]


@pytest.mark.parametrize("turned", [False, True])
def test_a_history_is_the_same_from_top_and_from_bottom(turned: bool, tmp_path: Path) -> None:
    lines = [f"{name},{case},2026-01-0{case} {at}:00,{value}" for case in (1, 2, 3) for name, at, value in CHANGES]
    text = "\n".join([HISTORY, *(lines[::-1] if turned else lines)]) + "\n"
    made = mapped_text("zendesk-history", text, tmp_path)
    found = rows(made, "events", "case_id, happened_at, event_seq, kind, from_team_id, team_id")
    assert [row[3:] for row in sorted(found) if row[0] == "2"] == [
        ("assigned", None, "billing"),
        ("transferred", "billing", "tech"),
        ("transferred", "tech", "legal"),
        ("resolved", None, "legal"),
    ]


LAST = """tables:
  - table: cases
    rows: {one_per: Case, order: At}
    columns: {case_id: Case, outcome: State}
"""


@pytest.mark.parametrize("turned", [False, True])
def test_the_last_of_equal_versions_is_the_last_that_was_written(turned: bool, tmp_path: Path) -> None:
    lines = [
        f"c{case},2026-01-0{day},{state}" for case in (1, 2) for day, state in ((1, "new"), (2, "open"), (2, "done"))
    ]
    text = "\n".join(["Case,At,State", *(lines[::-1] if turned else lines)]) + "\n"
    made = mapped_text(parse_mapping(LAST, "last"), text, tmp_path)
    assert rows(made, "cases", "case_id, outcome") == [("c1", "done"), ("c2", "done")]
