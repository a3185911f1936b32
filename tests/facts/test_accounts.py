"""Accounts that are no persons: told by what they do, when, how much and by their names, and asked about in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from customerhero.facts.accounts import Account, sounds_technical, verdicts
from customerhero.facts.gathering import facts_of
from customerhero.facts.habits import suspects

START = datetime(2026, 1, 5)  # noqa: DTZ001  # a Monday; facts are naive UTC
PERSON = Account("ann", "Ann Lee", 400, handled=0.4, hours=10, weekend=0.01, night=0.0, crowded=0.0)
STAFF = [replace(PERSON, id=f"p{number}") for number in range(40)]


@pytest.mark.parametrize(
    ("habits", "kind"),
    [
        ({}, None),
        ({"acts": 6_000}, "machine"),  # over a fifth of all
        ({"acts": 2_000}, None),  # a busy person
        ({"acts": 3_200, "hours": 24, "weekend": 0.28, "night": 0.33}, "machine"),
        ({"acts": 3_500, "name": "Siebel"}, "machine"),
        ({"acts": 3_500, "id": "svc_mail", "name": None, "hours": 9}, "machine"),
        ({"hours": 24, "weekend": 0.28, "night": 0.33, "handled": 0.0}, "machine"),
        ({"name": "Integration User"}, "unsure"),
        ({"hours": 24}, "unsure"),
        ({"night": 0.9, "hours": 9}, "unsure"),  # somebody works nights
        ({"weekend": 0.4}, None),  # somebody works weekends
        ({"handled": 0.0}, None),  # somebody hands out the cases
        ({"crowded": 0.3}, None),  # somebody closes cases by the dozen
        ({"name": "Ann Abbott", "handled": 0.0}, None),
        ({"name": "Anna Bot"}, None),
        ({"name": "Anna Bot", "handled": 0.0}, "unsure"),
        ({"acts": 40, "name": "System", "hours": 24}, "unsure"),  # too few acts to tell
    ],
)
def test_who_is_taken_for_a_machine_and_who_is_asked_about(habits: dict[str, Any], kind: str | None) -> None:
    who = habits.pop("id", "x")
    told = verdicts([*STAFF, replace(PERSON, id=who, **habits)]).get(who)
    assert (told.kind if told else None) == kind


def test_where_everybody_works_around_the_clock_nobody_is_suspected_for_it() -> None:
    shifts = [replace(one, hours=24, night=0.33, weekend=0.28) for one in STAFF]
    assert verdicts(shifts) == {}


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("Abbott", ""), ("Abbot", ""), ("Systermans", ""), ("Robotham", ""), ("Autumn Page", ""), ("Agent 7", ""),
        ("Web Desk", ""), ("Siebel", "wholly"), ("svc_crm_import", "wholly"), ("svc-olena", "wholly"),
        ("SYSTEM", "wholly"), ("Chatbot", "wholly"), ("Integration User", "wholly"), ("Anna Bot", "partly"),
    ],
)  # fmt: skip
def test_names_sound_technical_by_whole_words_only(name: str, sounds: str) -> None:
    assert sounds_technical(replace(PERSON, name=name)) == sounds


def company(robot: dict[str, Any]) -> list[dict[str, Any]]:
    """Thirty people in office hours, and an account that acts when `robot` says."""
    chance, events = Random(3), []
    for number in range(30):
        for turn in range(120):
            at = START + timedelta(days=7 * (turn // 5) + turn % 5, hours=8 + chance.random() * 9)
            events.append({"kind": ("assigned", "replied")[turn % 2], "person_id": f"p{number}", "happened_at": at})
    for turn in range(robot["acts"]):
        at = START + timedelta(hours=robot["every"] * turn, seconds=turn % 50)
        events.append({"kind": robot["kind"], "person_id": "robot", "happened_at": at})
    return [
        {**event, "event_id": f"e{place}", "case_id": f"c{place % 900}", "event_seq": place}
        for place, event in enumerate(events)
    ]


def test_an_account_that_acts_around_the_clock_is_seen_in_the_events() -> None:
    facts = facts_of({"events": company({"acts": 400, "every": 7.3, "kind": "assigned"})})
    told = suspects(facts).verdicts
    assert set(told) == {"robot"}
    assert (told["robot"].kind, set(told["robot"].signs)) == ("machine", {"clock", "weekends", "kinds", "name"})


def test_days_without_a_time_of_day_say_nothing_about_hours() -> None:
    events = company({"acts": 400, "every": 7.3, "kind": "replied"})
    for event in events:
        event["happened_at"] = datetime.combine(event["happened_at"].date(), datetime.min.time())
        event["person_id"] = event["person_id"].replace("robot", "olena")
    assert suspects(facts_of({"events": events})).verdicts == {}
