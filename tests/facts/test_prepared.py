"""A question planned once answers as one asked anew, for everybody and for numbers made to harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customerhero.agenda import ask_one
from customerhero.agenda.kinds import kinds_of
from customerhero.agenda.seeing import shown
from customerhero.errors import QuestionError
from customerhero.facts.gathering import facts_of
from customerhero.facts.prepared import STAND_IN, Prepared, stands_for
from customerhero.facts.snapshot import Facts
from customerhero.insight import autopsy

IDS = ["C1", "x'y", "$customer_id", "a b", STAND_IN]


@pytest.fixture(scope="module")
def facts() -> Facts:
    events = [
        {
            "event_id": f"E{at}{step}",
            "case_id": f"K{at}",
            "customer_id": number,
            "happened_at": datetime(2026, step, at + 1, 10, tzinfo=UTC),
            "kind": kind,
            "rule_id": f"R{at % 2}" if kind == "refused" else None,
        }
        for at, number in enumerate(IDS)
        for step, kind in ((1, "opened"), (2, "refused"), (3, "granted"))
    ]
    left = datetime(2026, 3, 20, tzinfo=UTC)
    customers = [
        {"customer_id": number, "name": f"Name of {number}", "left_at": left if at < 3 else None}
        for at, number in enumerate(IDS)
    ]
    return facts_of({"customers": customers, "events": events})


@pytest.fixture(scope="module", params=["every part by itself", "what several read first"])
def prepared(facts: Facts, request: pytest.FixtureRequest) -> Prepared:
    options = autopsy.Options(customer_id=STAND_IN)
    events = autopsy.its_events(facts, options)
    at_hand = autopsy.AtHand(stands_for("its_events", events), autopsy.left_with_rules(facts, options))
    alone = request.param == "every part by itself"
    parts = autopsy.ask(facts, options, None if alone else at_hand)
    asked = {name: part for name, part in parts.items() if name != "near"}
    return Prepared(facts.backend, asked, None if alone else {"its_events": events})


@pytest.mark.parametrize("number", IDS)
def test_it_answers_as_if_asked_anew(facts: Facts, prepared: Prepared, number: str) -> None:
    options = autopsy.Options(customer_id=number)
    answer = shown(autopsy.judge({**prepared.rows(number), "near": []}, options), kinds_of(facts))
    assert answer.as_dict() == ask_one(facts, "autopsy", options).as_dict()
    assert answer.numbers["name"] == f"Name of {number}"
    assert answer.numbers["rules"] == ({"R0": 2} if IDS.index(number) % 2 == 0 else {"R1": 1})


@pytest.mark.parametrize("number", ["' OR 1=1 --", "nobody", "", "C1'; DROP TABLE events; --"])
def test_a_number_nobody_has_finds_nobody(prepared: Prepared, number: str) -> None:
    rows = prepared.rows(number)
    assert not any(rows[name] for name in ("customer", "cases", "events", "feedback", "revenue"))
    with pytest.raises(QuestionError, match="is known"):
        autopsy.judge({**rows, "near": []}, autopsy.Options(customer_id=number or "nobody"))
