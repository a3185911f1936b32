"""What was planted in the demo company is found, and nothing is found where nothing was planted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from customerhero.agenda import Agenda, agenda, ask_one, question_named, questions
from customerhero.facts.lake import Lake
from customerhero.findings import Finding

pytestmark = pytest.mark.slow

ANSWERED = {question.name for question in questions}


@pytest.fixture(scope="module")
def with_truths(demo_lake: Lake) -> Agenda:
    return agenda(demo_lake.facts())


@pytest.fixture(scope="module")
def without_truths(plain_lake: Lake) -> Agenda:
    return agenda(plain_lake.facts())


def told(found: Agenda) -> dict[str, Finding]:
    again = [finding for others in found.also.values() for finding in others]
    return {finding.key: finding for finding in [*found.findings, *found.further, *again]}


def truths(lake: Lake) -> list[dict[str, Any]]:
    planted: list[dict[str, Any]] = json.loads((lake.path.parent / "data" / "truths.json").read_text())["truths"]
    return planted


def test_every_planted_truth_is_found(demo_lake: Lake, with_truths: Agenda) -> None:
    noticed = {f"checks/{note['code']}/{note['value']}" for entry in demo_lake.history() for note in entry.notes}
    found = set(told(with_truths)) | noticed
    missed = {}
    for truth in truths(demo_lake):
        keys = [key for key in truth["keys"] if key.split("/")[0] in ANSWERED | {"checks"}]
        if keys and len(found & set(keys)) < min(truth["needed"], len(keys)):
            missed[truth["name"]] = keys
    assert not missed, sorted(found)


def test_the_rule_behind_the_runaround_is_on_the_agenda_itself(with_truths: Agenda) -> None:
    listed = [*with_truths.findings, *(f for key in with_truths.also for f in with_truths.also[key])]
    assert any("R-17" in json.dumps(dict(finding.facts), default=str) + finding.key for finding in listed)


def test_nothing_is_found_where_nothing_was_planted(without_truths: Agenda) -> None:
    hurt = [key for key, finding in told(without_truths).items() if finding.tone == "hurt"]
    assert hurt == []
    assert without_truths.changed == ()


def test_all_six_heroes_are_found_and_nobody_else(demo_lake: Lake) -> None:
    """Raw shares show none of them: they take the urgent cases."""
    (planted,) = [truth for truth in truths(demo_lake) if truth["name"] == "six heroes"]
    named = {row["key"] for row in ask_one(demo_lake.facts(), "bright_spots").tables["named"].records()}
    assert named == set(planted["where"]["people"])


def test_no_hero_is_named_where_none_was_planted(plain_lake: Lake) -> None:
    found = ask_one(plain_lake.facts(), "bright_spots")
    assert found.tables["named"].rows == ()
    assert found.numbers["cannot_tell"]


def test_the_machine_is_suspected_only_where_it_was_planted(plain_lake: Lake) -> None:
    suspected = [note for entry in plain_lake.history() for note in entry.notes if note["code"].endswith("_account")]
    assert suspected == []


def test_findings_keep_their_keys_from_month_to_month(demo_lake: Lake) -> None:
    question = question_named("runaround")
    facts = demo_lake.facts()
    answers = [ask_one(facts, "runaround", question.options(month=month)) for month in ("2026-09", "2026-10")]
    before, now = ({finding.key for finding in answer.findings} for answer in answers)
    assert before & now
