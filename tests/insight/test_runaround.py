"""The runaround: the field's worked examples, the real incident history, and what must never be shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer
from customerhero.insight import runaround
from customerhero.insight.runaround import Options
from tests.insight.stories import MONDAY, answer, path
from tests.insight.uci import uci_facts


@pytest.mark.parametrize(
    ("teams", "handoffs", "owners", "ping_pongs", "returns"),
    [("A", 0, 1, 0, 0), ("AABBB", 1, 2, 0, 0), ("ABACA", 4, 3, 2, 2), ("ABCAB", 4, 3, 0, 2), ("ABCD", 3, 4, 0, 0)],
)
def test_measures_of_one_case(teams: str, handoffs: int, owners: int, ping_pongs: int, returns: int) -> None:
    facts = facts_of({"events": path("c", teams)})
    numbers = answer(runaround, facts).numbers
    assert (numbers["handoffs"], numbers["ping_pongs"], numbers["returns"]) == (handoffs, ping_pongs, returns)
    assert numbers["cases_3_owners"] == (owners >= 3)
    assert numbers["cases_with_handoff"] == (handoffs >= 1)


@pytest.mark.parametrize(("teams", "is_runaround"), [("AB", 0), ("ABC", 0), ("ABA", 1), ("ABCA", 1), ("ABCD", 1)])
def test_which_paths_are_a_runaround(teams: str, is_runaround: int) -> None:
    assert answer(runaround, facts_of({"events": path("c", teams)})).numbers["runaround_cases"] == is_runaround


def test_three_owners_over_linked_cases_are_a_runaround() -> None:
    soon, late = MONDAY + timedelta(days=20), MONDAY + timedelta(days=60)
    together = facts_of({"events": path("1", "AB", "k") + path("2", "BC", "k", start=soon)})
    apart = facts_of({"events": path("1", "AB", "k") + path("2", "BC", "k", start=late)})
    others = facts_of({"events": path("1", "AB", "k") + path("2", "BC", "m", start=soon)})
    linked = [answer(runaround, facts).numbers for facts in (together, apart, others)]
    assert [numbers["runaround_cases"] for numbers in linked] == [1, 0, 0]
    assert linked[0]["linked_only_cases"] == 1


def test_unknown_topics_are_not_one_topic_where_most_are_known() -> None:
    events = path("1", "AB", "k") + path("2", "BC", "k", start=MONDAY + timedelta(days=20))
    cases = [{"case_id": f"other {n}", "topic": "printer", "opened_at": MONDAY} for n in range(3)]
    facts = facts_of({"events": events, "cases": cases})
    told = [answer(runaround, facts, Options(linked_by_topic=by_topic)).numbers for by_topic in (True, False)]
    assert [numbers["linked_only_cases"] for numbers in told] == [0, 1]


def test_a_shared_account_is_not_one_customer_passed_around() -> None:
    starts = [MONDAY + timedelta(hours=number) for number in range(25)]
    events = [event for n, start in enumerate(starts) for event in path(f"{n}", "ABC"[n % 3], "desk", start=start)]
    numbers = answer(runaround, facts_of({"events": events})).numbers
    assert (numbers["shared_accounts"], numbers["runaround_cases"]) == (1, 0)
    linked = answer(runaround, facts_of({"events": events}), Options(most_linked_cases=25)).numbers
    assert linked["linked_only_cases"] == 23


def test_a_legitimate_route_does_no_harm() -> None:
    events = [event for n in range(10) for event in path(f"{n}", "ABA")]
    facts = facts_of({"events": events})
    numbers = answer(runaround, facts, Options(legitimate=(("B", "A"),))).numbers
    assert (numbers["ping_pongs"], numbers["runaround_cases"], numbers["legitimate_handoffs"]) == (10, 0, 10)
    assert answer(runaround, facts).numbers["runaround_cases"] == 10


def test_a_route_most_cases_take_is_proposed_even_where_it_takes_longer() -> None:
    """A case with one step more is slower by nature; the hours of both stand beside for who decides."""
    usual = [event for n in range(40) for event in path(f"u{n}", "AB", hours=1)]
    fast = [event for n in range(8) for event in path(f"o{n}", "A", hours=0.1)]
    (row,) = answer(runaround, facts_of({"events": usual + fast})).tables["proposals"].records()
    assert (row["first"], row["from"], row["to"], row["cases_on_route"], row["cases"]) == ("A", "A", "B", 40, 48)
    assert row["hours"] > row["hours_otherwise"]


def test_a_route_hardly_more_than_half_take_is_not_proposed() -> None:
    usual = [event for n in range(22) for event in path(f"u{n}", "AB")]
    others = [event for n in range(20) for event in path(f"o{n}", "A")]
    assert not answer(runaround, facts_of({"events": usual + others})).tables["proposals"].rows


def company(paths: dict[str, list[tuple[str, int]]], hours: float = 5) -> dict[str, list[dict[str, Any]]]:
    """By topic: paths in letters and how many cases take each, every case of a customer of its own."""
    cases, events = [], []
    for topic, taken in paths.items():
        for teams, count in taken:
            for n in range(count):
                name = f"{topic} {teams} {n}"
                cases.append({"case_id": name, "topic": topic, "customer_id": f"k {name}"})
                events += path(name, teams, f"k {name}", hours=hours)
    return {"cases": cases, "events": events}


def hurts(told: Answer) -> set[str]:
    """The keys of what hurts beyond the rate of everybody."""
    return {one.key for one in told.findings if one.tone == "hurt" and one.subject.kind != "organisation"}


def test_a_loop_by_design_alarms_nobody() -> None:
    """Desk, field, desk for four in five repairs: counted as runarounds by the definition, alarming to nobody.

    Those that go round twice have gone astray, as many as of the bills that go to and fro.
    """
    paths = {"repair": [("DFD", 80), ("DFDFD", 10), ("D", 10)], "bill": [("D", 180), ("DBD", 20)]}
    told = answer(runaround, facts_of(company(paths)))
    assert (told.numbers["runaround_cases"], told.numbers["astray_cases"]) == (110, 30)
    assert not hurts(told)
    proposed = {(row["topic"], row["from"], row["to"]) for row in told.tables["proposals"].records()}
    assert proposed == {("repair", "D", "F"), ("repair", "F", "D")}
    caveat = next(caveat for caveat in told.findings[0].caveats if caveat.code == "designed_ways")
    assert caveat.facts == {"cases": 80}


def test_most_cases_looping_by_design_are_no_alarm_about_everybody() -> None:
    told = answer(runaround, facts_of(company({"repair": [("DFD", 180), ("D", 20)]})))
    (overall,) = told.findings
    assert told.numbers["rate_low"] > 50 and overall.tone == "neutral"


def test_a_trouble_beside_a_loop_by_design_still_stands_out() -> None:
    paths = {"repair": [("DFD", 60), ("DFPFD", 30), ("D", 10)], "bill": [("DB", 180), ("DBD", 20)]}
    told = answer(runaround, facts_of(company(paths)))
    assert "runaround/topic/repair" in hurts(told)
    repair = next(one for one in told.findings if one.key == "runaround/topic/repair")
    assert (repair.facts["from"], repair.facts["to"]) in (("F", "P"), ("P", "F"))


def test_linked_owners_never_make_a_finding_alone_and_say_so_where_one_is_made() -> None:
    """Three teams by design for invoices: any two cases of a customer have three owners; nobody is passed around."""
    world = company({"invoice": [("ABC", 40)], "repair": [("D", 120)]})
    for n in range(40):
        world["cases"].append({"case_id": f"again {n}", "topic": "invoice", "customer_id": f"k invoice ABC {n}"})
        world["events"] += path(f"again {n}", "ABC", f"k invoice ABC {n}", start=MONDAY + timedelta(days=5))
    told = answer(runaround, facts_of(world))
    assert told.numbers["linked_only_cases"] == 40 and told.numbers["astray_cases"] == 0
    assert not hurts(told)
    for n in range(30):
        world["events"] += path(f"bad {n}", "ABAC", f"k bad {n}")
        world["cases"].append({"case_id": f"bad {n}", "topic": "invoice", "customer_id": f"k bad {n}"})
    invoice = next(one for one in answer(runaround, facts_of(world)).findings if one.subject.kind == "topic")
    assert invoice.facts["runaround_cases"] == 30
    assert {caveat.code: caveat.facts for caveat in invoice.caveats}["linked_left_out"] == {"cases": 40}


def test_ordinary_friction_everywhere_alarms_nobody() -> None:
    """A ninth of the cases of every topic goes to and fro between teams of its own, as they always do."""
    topics = {f"topic {team}": [(f"D{team}", 80), (f"D{team}D{team}", 11)] for team in "ABCEFGH"}
    told = answer(runaround, facts_of(company(topics)))
    assert told.numbers["rate"] == pytest.approx(100 * 11 / 91)
    assert not hurts(told)
    assert {look.key for look in told.looks} >= {f"runaround/topic/{topic}" for topic in topics}


def test_a_route_whose_cases_take_no_longer_does_no_harm() -> None:
    """Thirty took the way, an hour a step; those of the topic that did not took a week: told, and not as a hurt."""
    world = company({"bill": [("D", 160)]}, hours=1)
    quick = company({"repair": [("DFD", 30)]}, hours=1)
    slow = company({"repair": [("DF", 50)]}, hours=99)
    together = {name: world[name] + quick[name] + slow[name] for name in world}
    assert not {key for key in hurts(answer(runaround, facts_of(together))) if key.startswith("runaround/route")}


def test_every_comparison_is_handed_over_whatever_came_of_it() -> None:
    told = answer(runaround, facts_of(company({"a": [("D", 50)], "b": [("D", 45), ("DFD", 5)], "c": [("D", 9)]})))
    assert {look.key for look in told.looks} == {"runaround/topic/a", "runaround/topic/b"}
    assert all(0 < look.chance <= 1 and look.asks == "hurt" for look in told.looks)


def test_a_handoff_nobody_takes_up_is_unaccepted() -> None:
    taken = path("1", "ABB", hours=2)[:3]
    left_lying = path("2", "AB", hours=2)[:2]
    later = path("3", "A", start=MONDAY + timedelta(days=9))
    numbers = answer(runaround, facts_of({"events": taken + left_lying + later})).numbers
    assert (numbers["handoffs_due"], numbers["unaccepted_handoffs"]) == (2, 1)


def test_hours_are_those_beyond_comparable_cases() -> None:
    smooth = [event for n in range(5) for event in path(f"s{n}", "A", hours=10)]
    facts = facts_of({"events": smooth + path("r", "ABA", hours=10)})
    assert answer(runaround, facts, Options(smallest_group=1)).numbers["hours"] == pytest.approx(20.0)
    assert answer(runaround, facts).numbers["hours"] is None


def test_the_worst_route_names_its_rule_its_hours_and_its_value() -> None:
    """It is worth knowing; without topics and without a past there is nothing to call it alarming against."""
    events = [event for n in range(30) for event in path(f"r{n}", "ABA", f"k{n}", hours=5)]
    events += [event for n in range(70) for event in path(f"s{n}", "A", f"m{n}", hours=1)]
    events = [{**event, "rule_id": "R-17" if event["case_id"][0] == "r" else None} for event in events]
    revenue = [
        {"customer_id": f"k{n}", "period": MONDAY.date().replace(day=1), "amount": 100, "currency": "EUR"}
        for n in range(30)
    ]
    facts = facts_of({"events": events, "revenue": revenue, "rules": [{"rule_id": "R-17", "name": "Two signatures"}]})
    told = {finding.key: finding for finding in answer(runaround, facts).findings}
    route = told["runaround/route/B>A"]
    assert (route.facts["rule"], route.facts["rule_name"], route.facts["harmed_cases"]) == (
        "R-17",
        "Two signatures",
        30,
    )
    assert route.facts["hours"] == pytest.approx(30 * 14)
    assert route.facts["extra"] == pytest.approx(14) and route.tone == "neutral"
    assert route.value is not None and (route.value.amount, route.value.currency) == (3000, "EUR")
    assert len(route.evidence.cases) == 20 and route.measure.interval is not None
    assert "runaround/route/A>B" not in told


def test_no_figure_about_a_handful_of_customers() -> None:
    segments = ["small"] * 4 + ["middle"] * 6 + ["large"] * 20
    customers = [{"customer_id": f"k{n}", "segment": segment} for n, segment in enumerate(segments)]
    events = [event for n in range(30) for event in path(f"{n}", "ABA" if n < 4 else "A", f"k{n}")]
    shown = answer(runaround, facts_of({"events": events, "customers": customers}), Options(by="segment"))
    assert [row["group"] for row in shown.tables["by"].records()] == ["large"]
    assert not shown.tables["top_routes"].rows
    assert not shown.findings


def staffed(events: list[dict[str, Any]], team: str, *persons: str) -> list[dict[str, Any]]:
    """The same events, those of the team by these persons in turn."""
    return [
        {**event, "person_id": persons[n % len(persons)]} if event["team_id"] == team else event
        for n, event in enumerate(events)
    ]


def test_routes_are_told_however_few_people_a_team_has() -> None:
    """Two people are B: how cases travel is about systems. Who wants small teams left out says so."""
    events = [event for n in range(60) for event in path(f"{n}", "ABAC" if n % 2 else "CDCA", f"k{n}")]
    facts = facts_of({"events": staffed(events, "B", "x", "y")})
    told = answer(runaround, facts, Options(by="team"))
    assert any("B" in (row["from"], row["to"]) for row in told.tables["top_routes"].records())
    assert "B" in {value for row in told.tables["network"].rows for value in row}
    pooled = answer(runaround, facts, Options(by="team", smallest_team=5))
    assert pooled.tables["top_routes"].rows and pooled.numbers == told.numbers
    for name in ("top_routes", "network", "proposals", "by"):
        assert "B" not in {value for row in pooled.tables[name].rows for value in row}
    assert not any("B" in finding.subject.id for finding in pooled.findings if finding.subject.kind == "route")


def test_a_team_of_a_few_people_cannot_be_worked_out_from_the_total() -> None:
    events = [event for n in range(60) for event in path(f"{n}", "ABC"[n % 3] + "D", f"k{n}")]
    told = answer(runaround, facts_of({"events": staffed(events, "B", "x", "y")}), Options(by="team", smallest_team=5))
    assert [row["group"] for row in told.tables["by"].records()] == ["C"]


def test_a_route_tells_no_harm_done_to_a_handful() -> None:
    """Six customers take the route, one of them within a runaround: hours and revenue would be that one's."""
    events = [event for n in range(6) for event in path(f"s{n}", "BA", f"k{n}")] + path("r", "ABA", "k0", hours=9)
    events += [event for n in range(5) for event in path(f"t{n}", "CD", f"m{n}")]
    revenue = [{"customer_id": "k0", "period": MONDAY.date().replace(day=1), "amount": 1003, "currency": "EUR"}]
    facts = facts_of({"events": events, "revenue": revenue})
    told = answer(runaround, facts)
    (route,) = (row for row in told.tables["top_routes"].records() if (row["from"], row["to"]) == ("B", "A"))
    assert (route["customers"], route["harmed_cases"], route["hours"], route["value"]) == (6, None, None, None)
    assert (told.numbers["customers_hurt"], told.numbers["hours"], told.numbers["value"]) == (1, None, None)
    open_to_all = answer(runaround, facts, Options(smallest_group=1))
    assert open_to_all.numbers["value"] == 1003


def test_a_route_is_not_proposed_for_a_handful_of_customers() -> None:
    events = [event for n in range(40) for event in path(f"{n}", "AB", f"k{n % 4}")]
    assert not answer(runaround, facts_of({"events": events})).tables["proposals"].rows


def test_segments_are_compared_with_the_same_mix_of_topics() -> None:
    """Half of the hard cases are passed around, whoever has them: who has more of them is not worse for it."""
    cases, events, customers = [], [], []
    for n in range(200):
        segment = "one" if n < 100 else "two"
        hard = n % 100 < (60 if segment == "one" else 20)
        customers.append({"customer_id": f"k{n}", "segment": segment})
        cases.append({"case_id": f"{n}", "topic": "hard" if hard else "easy", "customer_id": f"k{n}"})
        events += path(f"{n}", "ABA" if hard and n % 2 else "A", f"k{n}")
    facts = facts_of({"cases": cases, "events": events, "customers": customers})
    by = {row["group"]: row for row in answer(runaround, facts, Options(by="segment")).tables["by"].records()}
    assert (by["one"]["runaround_cases"], by["two"]["runaround_cases"]) == (30, 10)
    assert [by[name]["difference"] for name in ("one", "two")] == [pytest.approx(0), pytest.approx(0)]


def test_persons_are_counted_and_never_named() -> None:
    events = [event for n in range(20) for event in path(f"{n}", "ABA")]
    told = answer(runaround, facts_of({"events": events}), Options(holder="person"))
    assert told.numbers["ping_pong_cases"] == 20
    assert not told.tables["top_routes"].rows and not told.tables["top_ping_pongs"].rows
    assert "person" not in str([finding.subject for finding in told.findings])
    with pytest.raises(QuestionError, match="Persons are never compared"):
        runaround.ask(facts_of({"events": events}), Options(holder="person", by="team"))


def test_a_month_is_told_with_the_change_from_the_month_before() -> None:
    february = [e for n in range(50) for e in path(f"f{n}", "A", f"k{n}", start=MONDAY - timedelta(days=20))]
    march = [event for n in range(50) for event in path(f"m{n}", "ABA" if n < 25 else "A", f"n{n}")]
    told = answer(runaround, facts_of({"events": february + march}), Options(month="2026-03"))
    assert (told.numbers["cases"], told.numbers["rate"]) == (50, 50.0)
    assert [row["month"] for row in told.tables["months"].records()] == ["2026-02", "2026-03"]
    change = told.findings[0].change
    assert change is not None and (change.difference, change.verdict) == (50.0, "worse")


def test_without_events_the_question_cannot_be_asked() -> None:
    with pytest.raises(FactsError, match="No events have been imported"):
        runaround.ask(facts_of({}), Options())


def test_real_incidents_by_team() -> None:
    told = answer(runaround, uci_facts())
    expected = {
        "cases": 24_918,
        "cases_with_handoff": 9_575,
        "cases_3_owners": 3_159,
        "ping_pong_cases": 2_216,
        "return_cases": 2_628,
        "handoffs": 19_087,
        "ping_pongs": 3_675,
        "reported_handoffs": 23_414,
    }
    assert {name: told.numbers[name] for name in expected} == expected
    assert told.tables["top_ping_pongs"].rows[0][:4] == ("70", "20", "70-20-70", 430)
    assert told.tables["top_ping_pongs"].rows[1][:4] == ("70", "39", "70-39-70", 275)
    caveat = next(caveat for caveat in told.findings[0].caveats if caveat.code == "visible_handoffs_used")
    assert caveat.facts == {"visible": 19_087, "reported": 23_414}


def test_real_incidents_by_person() -> None:
    numbers = answer(runaround, uci_facts(), Options(holder="person")).numbers
    assert (numbers["cases_with_handoff"], numbers["ping_pong_cases"]) == (2_858, 1_203)


_PATHS = st.lists(
    st.tuples(st.text("ABCD", min_size=1, max_size=6), st.sampled_from(["k", "m"]), st.integers(0, 45)), max_size=6
)


@settings(max_examples=15, deadline=None)
@given(_PATHS)
def test_equals_a_plain_reading_of_the_definition(drawn: list[tuple[str, str, int]]) -> None:
    cases = [(teams, customer, MONDAY + timedelta(days=day)) for teams, customer, day in drawn]
    events = [e for n, (teams, who, start) in enumerate(cases) for e in path(f"{n}", teams, who, start=start)]
    if not events:
        return
    numbers = answer(runaround, facts_of({"events": events})).numbers
    merged = [(_merged(teams, start), customer) for teams, customer, start in cases]
    plain = [[team for team, _ in stays] for stays, _ in merged]
    assert numbers["handoffs"] == sum(len(r) - 1 for r in plain)
    assert numbers["ping_pongs"] == sum(r[i] == r[i - 2] for r in plain for i in range(2, len(r)))
    assert numbers["returns"] == sum(r[i] in r[:i] for r in plain for i in range(len(r)))
    assert numbers["cases_3_owners"] == sum(len(set(r)) >= 3 for r in plain)
    assert numbers["linked_cases"] == sum(_is_linked(one, merged) for one in merged)


Stays = list[tuple[str, datetime]]


def _merged(teams: str, start: datetime) -> Stays:
    touches = [(team, start + timedelta(hours=n)) for n, team in enumerate(teams)]
    return [touch for n, touch in enumerate(touches) if n == 0 or touches[n - 1][0] != touch[0]]


def _is_linked(one: tuple[Stays, str], merged: list[tuple[Stays, str]]) -> bool:
    """Three owners in the thirty days up to the last stay, over at least two of the customer's cases."""
    end = one[0][-1][1]
    near = [
        (number, team)
        for number, (stays, customer) in enumerate(merged)
        for team, at in stays
        if customer == one[1] and end - timedelta(days=30) < at <= end
    ]
    return len({number for number, _ in near}) > 1 and len({team for _, team in near}) >= 3
