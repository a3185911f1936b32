"""The autopsy of a customer whose every trouble is known."""

# ruff: noqa: DTZ001  # facts are naive UTC

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.facts.twins import key_of
from customerhero.findings import Answer
from customerhero.insight import autopsy

JOINED, LEFT = datetime(2024, 9, 1), datetime(2026, 9, 1)


def asked(facts: Facts, customer_id: Any) -> Answer:
    options = autopsy.Options(customer_id=customer_id)
    return autopsy.judge(collect_all(autopsy.ask(facts, options)), options)


def event(number: int, days_before: Any, kind: str, **more: Any) -> Any:
    when = LEFT - timedelta(days=days_before)
    return {"event_id": f"E{number:03d}", "happened_at": when, "kind": kind, "case_id": "K1", **more}


@pytest.fixture(scope="module")
def world() -> Any:
    """Three hand-offs, rule R-17, a promise broken twice, an offer after the notice, no apology, left."""
    told = [
        event(1, 60, "opened"),
        event(2, 60, "assigned", team_id="desk"),
        event(3, 55, "transferred", team_id="billing"),
        event(4, 50, "refused", team_id="billing", rule_id="R-17", note="No receipt"),
        event(5, 45, "transferred", team_id="desk"),
        event(6, 40, "promised", team_id="desk"),
        event(7, 30, "broken", team_id="desk"),
        event(8, 25, "broken", team_id="desk"),
        event(9, 24, "transferred", team_id="legal"),
        event(10, 20, "notice_to_leave", case_id=None, customer_id="Alder"),
        event(11, 18, "retention_offer", case_id=None, customer_id="Alder", amount=100),
        event(12, 30, "refused", case_id=None, customer_id="Birch", rule_id="R-17"),
        event(13, 30, "refused", case_id=None, customer_id="Cedar", rule_id="R-17"),
        event(14, 300, "refused", case_id=None, customer_id="Dogwood", rule_id="R-17"),
        event(15, 300, "refused", case_id=None, customer_id="Birch", rule_id="R-99"),
    ]
    customers = [
        {"customer_id": "Alder", "name": "Alder Clinic", "joined_at": JOINED, "left_at": LEFT,
         "leave_reason": "service > refused"},
        {"customer_id": "Birch", "left_at": LEFT},
        {"customer_id": "Cedar"},
        {"customer_id": "Dogwood", "left_at": LEFT},
    ]  # fmt: skip
    revenue = [
        {"customer_id": "Alder", "period": date(year, month, 1), "amount": 1000, "currency": "EUR"}
        for year in (2024, 2025, 2026)
        for month in range(1, 13)
        if (2024, 9) <= (year, month) <= (2026, 8)
    ]
    feedback = [
        {"feedback_id": "F1", "customer_id": "Alder", "metric": "nps", "scale_max": 10, "score": 1,
         "happened_at": LEFT - timedelta(days=10), "comment": "Nobody listens."}
    ]  # fmt: skip
    return facts_of({
        "events": told, "customers": customers, "revenue": revenue, "feedback": feedback,
        "cases": [{"case_id": "K1", "customer_id": "Alder", "opened_at": LEFT - timedelta(days=60), "topic": "refund"}],
        "teams": [{"team_id": "desk", "name": "Service desk"}],
        "rules": [{"rule_id": "R-17", "name": "No refund without receipt"}],
    })  # fmt: skip


def test_the_sum_of_what_went_wrong(world: Facts) -> None:
    numbers = asked(world, "Alder").numbers
    assert numbers["name"] == "Alder Clinic"
    assert (numbers["cases"], numbers["handoffs"], numbers["ping_pongs"], numbers["returns"]) == (1, 3, 1, 1)
    assert (numbers["refusals"], numbers["broken_promises"], numbers["apologies"]) == (1, 2, 0)
    assert numbers["never_apologised"]
    assert numbers["offer_after_notice"]
    assert numbers["days_from_notice_to_offer"] == 2.0
    assert (numbers["days_with_us"], numbers["days_of_trouble"]) == (730, 50)
    assert numbers["value_a_year"] == 11_000.0  # the twelve months up to September, the last one unpaid


def test_what_the_rule_has_cost_counts_only_those_who_left_soon_after(world: Facts) -> None:
    assert asked(world, "Alder").numbers["rules"] == {"R-17": 2}
    assert asked(world, "Cedar").numbers["rules"] == {"R-17": 2}


def test_the_timeline_is_in_time_order_with_its_troubles_marked(world: Facts) -> None:
    rows = asked(world, "Alder").tables["timeline"].records()
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert (rows[0]["what"], rows[0]["at"]) == ("joined", JOINED)
    troubles = [row["trouble"] for row in rows if row["trouble"]]
    assert troubles == [
        "refused, rule R-17", "ping-pong", "promise broken", "promise broken", "notice to leave", "offer after notice",
        "detractor", "left", "no apology",
    ]  # fmt: skip
    refusal = next(row for row in rows if row["what"] == "refused")
    assert refusal["detail"] == "No refund without receipt: No receipt"
    assert {row["team"] for row in rows if row["what"] == "promised"} == {"Service desk"}
    assert sum(row["what"] == "opened" for row in rows) == 1
    assert sum(row["what"] == "revenue" for row in rows) == 24


def test_other_customers_are_not_on_it(world: Facts) -> None:
    rows = asked(world, "Birch").tables["timeline"].records()
    assert {row["case_id"] for row in rows} == {None}
    assert [row["what"] for row in rows] == ["refused", "refused", "left", "no apology"]


def test_an_apology_and_an_offer_in_time_are_seen() -> None:
    told = [
        event(1, 30, "failed", customer_id="Alder"),
        event(2, 29, "apologised", customer_id="Alder"),
        event(3, 28, "retention_offer", customer_id="Alder"),
        event(4, 20, "notice_to_leave", customer_id="Alder"),
    ]
    numbers = asked(facts_of({"events": told}), "Alder").numbers
    assert (numbers["apologies"], numbers["never_apologised"], numbers["offer_after_notice"]) == (1, False, False)
    assert (numbers["has_left"], numbers["value_a_year"]) == (False, None)


def test_an_unknown_customer_gets_near_ids(world: Facts) -> None:
    with pytest.raises(QuestionError, match="Did you mean Alder"):
        asked(world, "Alde")
    with pytest.raises(QuestionError, match="Whose history"):
        autopsy.Options()
    with pytest.raises(FactsError, match="No customers"):
        asked(facts_of({}), "Alder")


@pytest.mark.parametrize("text", ["Alder", "", "Ünïcode Ä", "C000000123", "a'b\"c"])
def test_keys_in_python_equal_those_of_the_engine(text: Any) -> None:
    facts = facts_of({"customers": [{"customer_id": text}]})
    (row,) = facts.customers.select("customer_key").to_pyarrow().to_pylist()
    assert row["customer_key"] == key_of(text)


@pytest.mark.parametrize("effort", ["apologised", "remedied", "retention_offer"])
def test_any_effort_before_the_notice_is_in_time_and_any_after_it_is_late(effort: Any) -> None:
    notice = event(2, 20, "notice_to_leave", customer_id="Alder")
    offer = event(3, 18, "retention_offer", customer_id="Alder")
    early = facts_of({"events": [event(1, 30, effort, customer_id="Alder"), notice, offer]})
    late = facts_of({"events": [notice, event(1, 10, effort, customer_id="Alder")]})
    assert not asked(early, "Alder").numbers["offer_after_notice"]
    assert asked(late, "Alder").numbers["days_from_notice_to_offer"] == 10.0


def test_whoever_forgets_the_customer_is_told_the_command_that_works() -> None:
    with pytest.raises(QuestionError, match="hero insight autopsy --customer CUSTOMER_ID"):
        autopsy.Options()


def test_a_team_of_few_people_is_not_named() -> None:
    told = [
        event(1, 30, "assigned", customer_id="Alder", team_id="TEAM-ANNA", person_id="Anna"),
        event(2, 29, "transferred", customer_id="Alder", team_id="desk"),
    ]
    teams = [{"team_id": "TEAM-ANNA", "name": "Anna's team"}, {"team_id": "desk", "name": "Service desk"}]
    rows = asked(facts_of({"events": told, "teams": teams}), "Alder").tables["timeline"].records()
    assert [row["team"] for row in rows] == ["a small team", "Service desk"]
