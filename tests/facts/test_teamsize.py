"""Which teams are large enough to be told about: those known to have only a few people are not."""

from __future__ import annotations

from typing import Any

from customerhero.facts.collect import collect
from customerhero.facts.gathering import facts_of
from customerhero.facts.teamsize import large_teams
from tests.insight.stories import MONDAY
from tests.insight.uci import uci_facts


def acts(team: str | None, *persons: str | None) -> list[dict[str, Any]]:
    """An event of the team by each of these persons."""
    return [
        {"event_id": f"{team}-{n}", "happened_at": MONDAY, "kind": "replied", "team_id": team,
         "person_id": person}
        for n, person in enumerate(persons)
    ]  # fmt: skip


def told(smallest: int = 5, **tables: list[dict[str, Any]]) -> set[str]:
    """The teams kept."""
    return {row["team"] for row in collect(large_teams(facts_of(tables), smallest))}


def test_a_team_is_as_large_as_the_persons_who_acted_for_it() -> None:
    events = acts("few", "a", "b", "c", "d", "d", "d", None) + acts("many", "a", "b", "c", "d", "e") + acts(None, "a")
    assert told(events=events) == {"many"}
    assert told(smallest=4, events=events) == {"few", "many"}


def test_people_of_the_table_and_people_acting_are_counted_together_and_once() -> None:
    people = [{"person_id": name, "team_id": "mixed"} for name in "abc"]
    assert told(people=people, events=acts("mixed", "c", "d")) == set()
    assert told(people=people, events=acts("mixed", "c", "d", "e")) == {"mixed"}


def test_machines_are_not_people() -> None:
    people = [{"person_id": name, "is_system": name == "e"} for name in "abcde"]
    assert told(people=people, events=acts("desk", *"abcde")) == set()
    assert told(people=people, events=acts("robots", "e")) == {"robots"}


def test_teams_of_which_nobody_is_known_are_kept() -> None:
    answers = [{"feedback_id": "f", "metric": "nps", "scale_max": 10, "team_id": "asked about"}]
    found = told(events=acts("queue", None, None), teams=[{"team_id": "listed"}], feedback=answers)
    assert found == {"queue", "listed", "asked about"}


def test_real_teams() -> None:
    """Counted by hand over the log: 12 of 78 groups have one to four persons assigned."""
    kept = {row["team"] for row in collect(large_teams(uci_facts(), 5))}
    assert len(kept) == 66 and {"70", "20", "39"} <= kept and "60" not in kept
