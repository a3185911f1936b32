"""The tug-of-war: the definition case by case, a plain reading of it, and the rule behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.facts.gathering import facts_of
from customerhero.insight import tug_of_war
from customerhero.insight.tug_of_war import Options
from tests.insight.stories import MONDAY, answer

KINDS = {
    "r": "refused", "a": "asked_again", "e": "escalated", "g": "granted", "n": "notice_to_leave", "o": "opened",
    "w": "waiting",
}  # fmt: skip


def moves(case: str, letters: str, customer: str = "k", rule: str | None = None) -> list[dict[str, Any]]:
    """A case in letters, an hour a letter: o opened, r refused, a asked again, e escalated, g granted, n notice."""
    return [
        {
            "event_id": f"{case}-{position}",
            "case_id": case,
            "customer_id": customer,
            "happened_at": MONDAY + timedelta(hours=position),
            "kind": KINDS[letter],
            "rule_id": rule if letter == "r" else None,
        }
        for position, letter in enumerate(letters)
    ]


@pytest.mark.parametrize(
    ("letters", "is_tug"),
    [
        ("orrg", 1), ("oaag", 1), ("org", 0), ("orr", 0), ("ogrr", 0), ("oreg", 1), ("ogeg", 0), ("orng", 1),
        ("ogn", 0), ("orgrg", 1), ("og", 0),
    ],
)  # fmt: skip
def test_what_is_a_tug_of_war(letters: str, is_tug: int) -> None:
    numbers = answer(tug_of_war, facts_of({"events": moves("c", letters)})).numbers
    assert (numbers["asks"], numbers["tugs"]) == (1, is_tug)


def test_the_same_ask_may_span_cases_of_a_topic() -> None:
    second = [{**event, "happened_at": event["happened_at"] + timedelta(days=3)} for event in moves("2", "org")]
    cases = [{"case_id": name, "customer_id": "k", "topic": "bill"} for name in ("1", "2")]
    facts = facts_of({"events": moves("1", "or") + second, "cases": cases})
    by_case, by_topic = (answer(tug_of_war, facts, Options(ask=ask)).numbers for ask in ("case", "topic"))
    assert (by_case["asks"], by_case["tugs"]) == (2, 0)
    assert (by_topic["asks"], by_topic["tugs"]) == (1, 1)


def test_the_rule_behind_it_is_found() -> None:
    events = [event for n in range(20) for event in moves(f"r{n}", "orrg", f"k{n}", "R-17")]
    events += [event for n in range(80) for event in moves(f"s{n}", "org" if n < 20 else "og", f"m{n}", "R-2")]
    told = answer(tug_of_war, facts_of({"events": events, "rules": [{"rule_id": "R-17", "name": "Two signatures"}]}))
    findings = {finding.key: finding for finding in told.findings}
    assert set(findings) == {"tug_of_war/organisation/all", "tug_of_war/rule/R-17"}
    rule = findings["tug_of_war/rule/R-17"]
    assert (rule.subject.label, rule.measure.value, rule.customers) == ("Two signatures", 100.0, 20)
    assert rule.tone == "hurt" and (rule.facts["others_rate"], rule.facts["others_other_rate"]) == (100.0, 0.0)
    assert [row["rule"] for row in told.tables["rules"].records()] == ["R-17", "R-2"]
    assert told.numbers["fought_hours"] == pytest.approx(40)


def test_a_rule_that_needs_fights_as_all_rules_do_is_worth_knowing_and_no_alarm() -> None:
    """Six of thirty asks that name a rule need a fight, whichever it is: none of them stands out."""
    events = []
    for rule in ("R-1", "R-2", "R-3", "R-4"):
        events += [e for n in range(30) for e in moves(f"{rule} {n}", "orrg" if n < 6 else "org", f"{rule} k{n}", rule)]
    events += [event for n in range(80) for event in moves(f"s{n}", "og", f"m{n}")]
    told = answer(tug_of_war, facts_of({"events": events}))
    rules = [finding for finding in told.findings if finding.subject.kind == "rule"]
    assert [finding.tone for finding in rules] == ["neutral"] * 3
    assert {look.key for look in told.looks} >= {f"tug_of_war/rule/R-{n}" for n in range(1, 5)}


def test_a_rule_alarms_where_its_topic_needs_more_fights_than_all_others() -> None:
    events = [e for n in range(100) for e in moves(f"a{n}", "orrg" if n < 15 else "og", f"k{n}", "R-17")]
    events += [e for n in range(400) for e in moves(f"b{n}", "orrg" if n < 4 else "og", f"m{n}", "R-2")]
    cases = [{"case_id": f"a{n}", "customer_id": f"k{n}", "topic": "move"} for n in range(100)]
    cases += [{"case_id": f"b{n}", "customer_id": f"m{n}", "topic": "bill"} for n in range(400)]
    told = answer(tug_of_war, facts_of({"events": events, "cases": cases}))
    hurt = {finding.key: finding for finding in told.findings if finding.tone == "hurt"}
    assert set(hurt) == {"tug_of_war/organisation/all", "tug_of_war/rule/R-17", "tug_of_war/topic/move"}
    move = hurt["tug_of_war/topic/move"]
    assert (move.measure.value, move.facts["others_rate"]) == (15.0, 1.0)
    assert hurt["tug_of_war/rule/R-17"].facts["group"] == "move"


def test_a_rule_named_by_a_handful_is_not_shown() -> None:
    events = [event for n in range(4) for event in moves(f"r{n}", "orrg", f"k{n}", "R-17")]
    events += [event for n in range(40) for event in moves(f"s{n}", "og", f"m{n}")]
    told = answer(tug_of_war, facts_of({"events": events}))
    assert not told.tables["rules"].rows and not told.findings


def notice(day: float, **whose: str) -> dict[str, Any]:
    """A notice to leave so many days after Monday, known by its customer or only by its case."""
    return {"event_id": f"notice {day}", "happened_at": MONDAY + timedelta(days=day), "kind": "notice_to_leave"} | whose


def test_a_notice_known_only_by_its_case_counts() -> None:
    events = [{**event, "customer_id": None} for event in moves("c", "oooog")]
    cases = [{"case_id": "c", "customer_id": "k"}]
    facts = facts_of({"events": [*events, notice(0.1, case_id="c")], "cases": cases})
    assert answer(tug_of_war, facts).numbers["after_notice"] == 1


def test_an_old_notice_does_not_hide_the_one_that_got_it_granted() -> None:
    events = [notice(-90, customer_id="k"), *moves("c", "oooog"), notice(0.1, customer_id="k")]
    assert answer(tug_of_war, facts_of({"events": events})).numbers["after_notice"] == 1
    assert answer(tug_of_war, facts_of({"events": events[:-1]})).numbers["after_notice"] == 0


def test_what_a_handful_endured_and_paid_is_not_told() -> None:
    """Ten customers met the rule, one of them fought: the hours and the revenue would be that one's."""
    events = [event for n in range(10) for event in moves(f"{n}", "orrg" if n == 0 else "org", f"k{n}", "R-17")]
    revenue = [{"customer_id": "k0", "period": MONDAY.date().replace(day=1), "amount": 1003, "currency": "EUR"}]
    facts = facts_of({"events": events, "revenue": revenue})
    told = answer(tug_of_war, facts)
    assert [told.numbers[name] for name in ("value", "hours", "fought_hours")] == [None, None, None]
    (rule,) = told.tables["rules"].records()
    assert (rule["asks"], rule["customers"]) == (10, 10)
    assert [rule[name] for name in ("tugs", "rate", "hours", "value")] == [None] * 4
    assert answer(tug_of_war, facts, Options(smallest_group=1)).tables["rules"].records()[0]["value"] == 1003


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("raegnow", min_size=1, max_size=8), max_size=6))
def test_equals_a_plain_reading_of_the_definition(drawn: list[str]) -> None:
    events = [event for n, letters in enumerate(drawn) for event in moves(f"{n}", letters, f"k{n}")]
    if not events:
        return
    numbers = answer(tug_of_war, facts_of({"events": events})).numbers
    assert (numbers["asks"], numbers["tugs"]) == (len(drawn), sum(map(_is_tug, drawn)))


def _is_tug(letters: str) -> bool:
    if "g" not in letters:
        return False
    before_last, before_first = letters[: letters.rindex("g")], letters[: letters.index("g")]
    return before_last.count("r") >= 2 or before_last.count("a") >= 2 or "e" in before_first or "n" in before_first
