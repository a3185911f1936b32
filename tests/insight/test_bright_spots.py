"""Bright spots in small worlds: who is named, who cannot be, and what the engine counts for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from customerhero.errors import QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer
from customerhero.insight import bright_spots
from customerhero.insight.bright_spots import Options
from customerhero.wording import headline, sentence
from tests.insight.stories import answer
from tests.insight.uci import uci_facts

World = dict[str, list[dict[str, Any]]]
START = datetime(2026, 1, 5, 9)  # noqa: DTZ001  # facts are naive UTC
HERO = "p00"
SCALES = {"csat": (5, 5, 2), "nps": (10, 10, 3), "ces": (7, 6, 2)}
"""Highest answer, a good one, a bad one."""


def world(cases: int = 60, people: int = 24, hero: float = 0.95, others: float = 0.65, metric: str = "csat") -> World:
    """So many people with as many answered cases each, the first of them better than the others."""
    made: World = {"people": [], "cases": [], "events": [], "feedback": []}
    for number in range(people):
        person = f"p{number:02d}"
        made["people"].append({"person_id": person, "name": f"Name {number}", "role": "agent", "team_id": "t1"})
        good = lucky_turns(person, cases, hero if person == HERO else others)
        for turn in range(cases):
            add_case(made, person, f"{person}-{turn:04d}", good=turn in good, turn=turn, metric=metric)
    return made


def lucky_turns(person: str, cases: int, share: float) -> set[int]:
    """Which of a person's cases go well: of the hero's as many as the share says, of others as chance has it."""
    chance = Random(person)
    if person == HERO:
        return set(chance.sample(range(cases), round(cases * share)))
    return {turn for turn in range(cases) if chance.random() < share}


def add_case(made: World, person: str, case: str, *, good: bool, turn: int, metric: str = "csat") -> None:
    """One case of one person, answered a day later."""
    at = START + timedelta(hours=5 * turn)
    highest, happy, unhappy = SCALES[metric]
    made["cases"].append(
        {
            "case_id": case, "customer_id": f"of {case}", "opened_at": at, "closed_at": at + timedelta(hours=2),
            "topic": ("bill", "move")[turn % 2], "priority": ("normal", "high", "high")[turn % 3],
        }
    )  # fmt: skip
    made["events"].append(
        {"event_id": case, "case_id": case, "happened_at": at, "kind": "resolved", "person_id": person, "team_id": "t1"}
    )
    made["feedback"].append(
        {
            "feedback_id": case, "case_id": case, "customer_id": f"of {case}", "happened_at": at + timedelta(days=1),
            "metric": metric, "scale_max": highest, "score": happy if good else unhappy,
        }
    )  # fmt: skip


@cache
def with_a_hero() -> Answer:
    return asked(world(), outcome="satisfaction")


def asked(made: World, **options: Any) -> Answer:
    return answer(bright_spots, facts_of(made), Options(**options))


def names(found: Answer, outcome: str | None = None) -> set[str]:
    return {row["key"] for row in found.tables["named"].records() if outcome in (None, row["outcome"])}


def test_somebody_truly_better_is_named_with_how_sure_and_against_whom() -> None:
    found = with_a_hero()
    (row,) = found.tables["named"].records()
    assert (row["key"], row["name"], row["observed"], row["n"]) == (HERO, "Name 0", 57, 60)
    assert row["probability"] > 0.95
    assert row["expected_rate"] < row["low"] < row["estimate"] < row["high"]
    assert row["expected"] == pytest.approx(60 * row["expected_rate"] / 100)
    assert row["compared_with"] == "24 people with the role agent at the same mix of work"
    assert found.numbers["cannot_tell"] is None


def test_the_finding_is_good_news_with_the_way_to_its_cases() -> None:
    (finding,) = with_a_hero().findings
    assert finding.key == "bright_spots/person/p00"
    assert finding.tone == "good"
    assert finding.measure.interval is not None
    assert finding.measure.n == 60
    assert finding.customers == 60
    assert finding.evidence.question == "hero insight bright_spots --outcome satisfaction"
    assert finding.evidence.cases
    assert "satisfied customers" in headline(finding)
    assert "Of 60 answers, 95.0 of 100 came from satisfied customers" in sentence(finding)


def test_nobody_but_those_named_is_told_about() -> None:
    found = asked(world())
    assert not any(f"p{number:02d}" in str(found.as_dict()) for number in range(1, 24))


def test_perfect_on_five_cases_is_not_named() -> None:
    made = world(hero=0.65)
    made["people"].append({"person_id": "lucky", "name": "Lucky", "role": "agent"})
    for turn in range(5):
        add_case(made, "lucky", f"lucky-{turn}", good=True, turn=turn)
    found = asked(made, outcome="satisfaction")
    assert names(found) == set()
    assert "differs too little" in found.numbers["cannot_tell"]


def test_where_all_are_equal_nobody_is_named_and_the_reason_told() -> None:
    found = asked(world(hero=0.65))
    assert names(found) == set()
    assert found.numbers["cannot_tell"].startswith("No bright spot can be named on these data: ")
    assert found.findings == ()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_every_outcome_is_the_same_nobody_can_be_told_apart(share: float) -> None:
    found = asked(world(cases=20, hero=share, others=share), outcome="satisfaction")
    assert names(found) == set()
    assert "the same in every case" in found.numbers["cannot_tell"]


def test_few_people_cannot_be_told_from_luck() -> None:
    found = asked(world(people=12), outcome="satisfaction")
    assert names(found) == set()
    assert "at most 12 people of one role" in found.numbers["cannot_tell"]


def test_one_huge_group_is_not_named_for_its_size() -> None:
    made = world(hero=0.65)
    for turn in range(2_000):
        add_case(made, "p01", f"huge-{turn}", good=turn % 20 < 13, turn=turn)
    assert names(asked(made, outcome="satisfaction")) == set()


@pytest.mark.parametrize(("metric", "outcome"), [("csat", "satisfaction"), ("nps", "satisfaction"), ("ces", "easy")])
def test_scales_of_five_seven_and_eleven_steps(metric: str, outcome: str) -> None:
    found = asked(world(metric=metric), outcome=outcome)
    assert names(found, outcome) == {HERO}


def test_a_milder_answer_is_looked_at_beside_the_best() -> None:
    """The others' bad answers are threes: by the milder cut they are all perfect, and it is said so."""
    made = world()
    for row in made["feedback"]:
        if row["score"] == 2 and not row["case_id"].startswith(HERO) and row["case_id"] != "p01-0000":
            row["score"] = 3
    found = asked(made, outcome="satisfaction")
    assert names(found) == {HERO}
    (finding,) = found.findings
    assert "milder_cut" in {caveat.code for caveat in finding.caveats}


def test_people_are_compared_within_their_role_only() -> None:
    """Everybody in the second role has it easier; none of them is better than the others there."""
    made = world(hero=0.65)
    for number in range(24):
        person = f"q{number:02d}"
        made["people"].append({"person_id": person, "name": person, "role": "expert"})
        good = lucky_turns(person, 60, 0.9)
        for turn in range(60):
            add_case(made, person, f"{person}-{turn}", good=turn in good, turn=turn)
    found = asked(made, outcome="satisfaction")
    assert names(found) == set()
    assert {row["role"] for row in found.tables["outcomes"].records()} == {"agent", "expert"}


def test_hard_work_is_not_held_against_those_who_do_it() -> None:
    """The hero gets the hard topic only, solves it twice as often as others, and is below the plain mean of all."""
    made = world(hero=0.6, others=0.65)
    for number, row in enumerate(made["cases"]):
        row["topic"] = "hard" if row["case_id"].startswith(HERO) or number % 4 == 0 else "easy"
    hard = {row["case_id"] for row in made["cases"] if row["topic"] == "hard"}
    chance = Random(1)
    for row in made["feedback"]:
        if not row["case_id"].startswith(HERO):
            row["score"] = 5 if chance.random() < (0.3 if row["case_id"] in hard else 0.8) else 2
    raw: dict[bool, list[bool]] = defaultdict(list)
    for row in made["feedback"]:
        raw[row["case_id"].startswith(HERO)].append(row["score"] == 5)
    assert sum(raw[True]) / len(raw[True]) < sum(raw[False]) / len(raw[False])
    assert names(asked(made, outcome="satisfaction")) == {HERO}


def test_strict_asks_for_more() -> None:
    made = world(hero=0.92)
    plain, strict = asked(made, outcome="satisfaction"), asked(made, outcome="satisfaction", strict=True)
    assert names(plain) == {HERO}
    told = [found.tables["named"].records() for found in (plain, strict)]
    assert not told[1] or told[1][0]["probability"] < told[0][0]["probability"]


def test_the_credit_of_a_case_is_split_among_all_who_acted_in_it() -> None:
    made = world()
    for row in list(made["events"]):
        if row["person_id"] == "p01":
            made["events"].append({**row, "event_id": f"{row['event_id']} prepared", "person_id": "p02"})
    made["events"].append({"event_id": "long after", "happened_at": START + timedelta(days=60), "kind": "opened"})
    rows = collect_all(bright_spots.ask(facts_of(made), Options(outcome="resolved_without_return")))
    credited: dict[str, float] = defaultdict(float)
    for row in rows["cells"]:
        credited[row["actor"]] += row["n"]
    assert (credited["p01"], credited["p02"], credited["p03"]) == (30, 90, 60)


def test_an_answer_about_a_person_is_that_persons_alone() -> None:
    made = world()
    for row in made["feedback"]:
        row["person_id"] = "p03" if row["case_id"].startswith(HERO) else row["case_id"][:3]
    assert names(asked(made, outcome="satisfaction")) <= {"p03"}


def test_a_shared_account_is_left_out_whether_marked_or_suspected() -> None:
    made = world()
    made["people"][0]["is_system"] = True
    assert names(asked(made)) == set()
    crowded = world(cases=20)
    crowded["events"] += [
        {"event_id": f"m{n}", "case_id": f"p01-{n % 20:04d}", "happened_at": START, "kind": "assigned",
         "person_id": "robot"}
        for n in range(400)
    ]  # fmt: skip
    rows = collect_all(bright_spots.ask(facts_of(crowded), Options(outcome="resolved_without_return")))
    assert "robot" not in {row["actor"] for row in rows["cells"]}


def test_works_councils_can_turn_persons_off() -> None:
    made = world()
    found = asked(made, people=False)
    rows = collect_all(bright_spots.ask(facts_of(made), Options(people=False)))
    assert names(found) == set()
    assert not any(
        "p0" in str(row) or "Name" in str(row) for name, part in rows.items() if name != "samples" for row in part
    )
    assert "turned off" in asked(made, people=False, by="person").numbers["cannot_tell"]


def test_teams_are_told_apart_and_teams_of_few_people_are_left_out() -> None:
    made = world(people=60, cases=40)
    for row in made["events"]:
        row["team_id"] = f"team {int(row['person_id'][1:]) % 10}"
    good = {f"p{number:02d}" for number in range(0, 60, 10)}
    for number, row in enumerate(made["feedback"]):
        if row["case_id"][:3] in good:
            row["score"] = 5 if number % 20 else 2
    made["events"] += [{**made["events"][0], "event_id": "alone", "case_id": "p01-0001", "team_id": "one-person team"}]
    found = asked(made, outcome="satisfaction", by="team")
    assert names(found) == {"team 0"}
    (finding,) = found.findings
    assert finding.subject.kind == "team"
    rows = collect_all(bright_spots.ask(facts_of(made), Options(by="team")))
    assert "one-person team" not in {row["actor"] for row in rows["cells"]}


def test_retention_counts_customer_years_of_each_owner() -> None:
    made = owners()
    found = asked(made, outcome="retention")
    (row,) = found.tables["named"].records()
    lost = [customer for customer in made["customers"] if customer["left_at"]]
    began = min(customer["left_at"] for customer in lost)
    years = sum(
        ((customer["left_at"] or END) - max(customer["joined_at"], began)).total_seconds() / (365.25 * 86_400)
        for customer in made["customers"]
        if customer["owner_id"] == HERO and (customer["left_at"] or END) > max(customer["joined_at"], began)
    )
    assert row["key"] == HERO
    assert row["n"] == pytest.approx(years)
    assert row["observed"] < row["expected"]
    assert row["low"] > row["expected_rate"]
    assert "customer-years" in sentence(found.findings[0])


END = datetime(2026, 10, 31)  # noqa: DTZ001  # facts are naive UTC


def owners() -> World:
    """Thirty owners of 60 customers each; a third of the customers leaves, of the first owner's only two."""
    leave = {f"c{owner}-{n}" for owner in range(30) for n in range(60) if Random(f"{owner} {n}").random() < 0.33}
    leave = {one for one in leave if not one.startswith("c0-")} | {"c0-3", "c0-4"}
    customers = [
        {
            "customer_id": f"c{owner}-{n}", "owner_id": f"p{owner:02d}", "segment": "ab"[n % 2],
            "joined_at": datetime(2023, 1 + n % 12, 1),  # noqa: DTZ001
            "left_at": datetime(2024 + n % 2, 1 + n % 12, 1) if f"c{owner}-{n}" in leave else None,  # noqa: DTZ001
        }
        for owner in range(30)
        for n in range(60)
    ]  # fmt: skip
    people = [{"person_id": f"p{owner:02d}", "name": f"Name {owner}", "role": "owner"} for owner in range(30)]
    events = [{"event_id": "e", "happened_at": END, "kind": "opened"}]
    return {"customers": customers, "people": people, "events": events}


def test_recovery_counts_answers_after_a_failure_only() -> None:
    made = world(cases=40)
    made["events"] += [
        {**row, "event_id": f"{row['event_id']} failed", "kind": "failed"}
        for row in list(made["events"])
        if int(row["event_id"][-4:]) % 2
    ]
    found = asked(made, outcome="recovery")
    told = {row["outcome"]: row["n"] for row in found.tables["outcomes"].records()}
    assert told == {"recovery": 24 * 20}


def test_helping_is_finding_who_can_help_and_allies_share_in_it() -> None:
    """Passed on twice: the second hand-over ends it, half for who gave the case on and half for who solved it."""
    made = world(cases=2)
    hops = [("p01", "t1"), ("p02", "t2"), ("p03", "t3")]
    for turn in range(6):
        made["cases"].append({"case_id": f"r{turn}", "opened_at": START, "closed_at": START + timedelta(days=1)})
        made["events"] += [
            {"event_id": f"r{turn}-{at}", "case_id": f"r{turn}", "happened_at": START + timedelta(hours=at),
             "kind": "assigned", "person_id": person, "team_id": team}
            for at, (person, team) in enumerate(hops)
        ]  # fmt: skip
    rows = collect_all(bright_spots.ask(facts_of(made), Options(outcome="helped_by_finding_others")))
    credited: Counter[str] = Counter()
    for row in rows["cells"]:
        credited[row["actor"]] += row["y"]
    assert credited == {"p02": 3, "p03": 3}


def test_blocks_are_counted_as_by_hand() -> None:
    made = world(cases=8, people=2)
    for number, row in enumerate(made["feedback"]):
        row["customer_id"] = f"k{number % 3}"
    rows = collect_all(bright_spots.ask(facts_of(made), Options(outcome="satisfaction")))
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in made["feedback"]:
        block = counted[row["case_id"][:3], row["customer_id"]]
        block[0] += 1
        block[1] += row["score"] == 5
    for person in (HERO, "p01"):
        mine = [block for (who, _), block in counted.items() if who == person]
        (row,) = [row for row in rows["blocks"] if (row["actor"], row["block"]) == (person, "customer")]
        assert (row["n"], row["s"]) == (8, sum(good for _, good in mine))
        assert row["ss"] == sum(good * good for _, good in mine)
        assert row["sn"] == sum(good * n for n, good in mine)
        assert row["nn"] == sum(n * n for n, _ in mine)


def test_a_month_looks_back_over_its_window() -> None:
    made = world()
    within = asked(made, month="2026-12", outcome="satisfaction")
    before = asked(made, month="2026-12", outcome="satisfaction", window_months=3)
    assert names(within) == {HERO}
    assert names(before) == set()


def test_equity_sets_recognition_beside_the_work() -> None:
    made = world(people=30)
    for row in made["people"]:
        row["team_id"] = "north" if int(row["person_id"][1:]) < 15 else "south"
    table = asked(made, outcome="satisfaction").tables["equity"].records()
    teams = {row["group"]: row for row in table if row["dimension"] == "team"}
    assert teams["north"]["share_of_recognition"] == 100
    assert teams["north"]["share_of_work"] == pytest.approx(50)
    assert {row["verdict"] for row in teams.values()} == {"in step with the work"}
    assert all(row["low"] <= row["share_of_recognition"] <= row["high"] for row in table)


@pytest.mark.parametrize("wrong", [{"outcome": "smiles"}, {"by": "segment"}])
def test_what_cannot_be_asked_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(QuestionError, match="Choose one of"):
        Options(**wrong)


def test_real_incidents_name_resolvers_and_say_what_speaks_against_it() -> None:
    """The UCI log: those named carry 92 of 100 cases through alone, others 74: easy cases may be sent to them."""
    found = answer(bright_spots, uci_facts(), Options(outcome="kept_promise"))
    rows = found.tables["named"].records()
    assert 5 <= len(rows) <= 15
    assert all(row["observed"] > row["expected"] and row["low"] > row["expected_rate"] for row in rows)
    alone = next(row for row in found.tables["behaviours"].records() if row["behaviour"] == "carried_through")
    assert alone["low"] > 0
    caveats = [{caveat.code for caveat in finding.caveats} for finding in found.findings]
    assert all({"hidden_difficulty", "credit_shared"} <= codes for codes in caveats)
    assert any("simpler_cases" in codes for codes in caveats)


def with_an_account(made: World, account: str, name: str, acts: int) -> World:
    """Every case is also acted in by one more account, at every hour of the day."""
    made["people"].append({"person_id": account, "name": name, "role": "agent"})
    cases = [row["case_id"] for row in made["cases"]]
    made["events"] += [
        {"event_id": f"{account}-{turn}", "case_id": cases[turn % len(cases)], "kind": "assigned",
         "happened_at": START + timedelta(hours=7 * turn % 1_400, seconds=turn % 60), "person_id": account}
        for turn in range(acts)
    ]  # fmt: skip
    return made


def test_an_account_named_like_a_system_is_held_back_until_somebody_says_who_it_is() -> None:
    """It acts in one of ten events; said to be a machine it is no longer one of those compared."""
    made = with_an_account(world(), "x9", "Siebel", 150)
    told = {
        said: asked(made, outcome="satisfaction", **{said: ("x9",)} if said else {})
        for said in ("", "persons", "machines")
    }
    (held,) = told[""].tables["held_back"].records()
    assert (held["account"], held["verdict"], held["signs"], held["acts"]) == ("x9", "unsure", "name", 150)
    assert [found.numbers["accounts_held_back"] for found in told.values()] == [1, 0, 0]
    assert [found.tables["outcomes"].records()[0]["compared"] for found in told.values()] == [25, 25, 24]


def test_a_hero_whose_name_sounds_technical_is_not_thanked_before_it_is_said_that_it_is_a_person() -> None:
    made = world()
    made["people"][0]["name"] = "Integration User"
    assert names(asked(made, outcome="satisfaction")) == set()
    assert names(asked(made, outcome="satisfaction", persons=(HERO,))) == {HERO}
    made["people"][0]["name"] = "Berta Abbott"
    assert names(asked(made, outcome="satisfaction")) == {HERO}
    assert names(asked(made, outcome="satisfaction", machines=(HERO,))) == set()


def shared_by_pairs(fixed: bool) -> World:
    """Each case of the specialists is shared with a desk agent: always the same one, or each time another."""
    made = world(cases=120, hero=0.95)
    for row in made["people"]:
        row["role"] = "specialist"
    for number in range(24):
        made["people"].append({"person_id": f"d{number:02d}", "name": f"Desk {number}", "role": "desk"})
    for place, row in enumerate(list(made["events"])):
        own = int(row["person_id"][1:])
        desk = own if fixed else (own + place) % 24
        made["events"].append({**row, "event_id": f"{row['event_id']}d", "person_id": f"d{desk:02d}", "team_id": "t2"})
    return made


def test_the_partner_of_a_hero_is_not_thanked_and_of_two_who_always_work_together_neither_is() -> None:
    assert names(asked(shared_by_pairs(fixed=False), outcome="satisfaction")) == {HERO}
    found = asked(shared_by_pairs(fixed=True), outcome="satisfaction")
    assert names(found) == set()
    assert found.numbers["one_of_two"] == 2
    assert "always together with the same colleague" in found.numbers["cannot_tell"]


def test_where_in_the_process_somebody_stands_is_no_help_to_others() -> None:
    """Desk, field and finance hand every case on, and nobody differs; the finance desk's hand-over always ends it."""
    made: World = {"people": [], "cases": [], "events": [], "feedback": []}
    teams = ("desk", "field", "finance", "orders")
    for team in teams:
        for number in range(7):
            made["people"].append({"person_id": f"{team}{number}", "role": "clerk", "team_id": team})
    for turn in range(1_400):
        at = START + timedelta(hours=turn)
        made["cases"].append({"case_id": f"c{turn}", "opened_at": at, "closed_at": at + timedelta(hours=9)})
        hops = teams if turn % 2 else (*teams[:2], "desk", "finance")
        made["events"] += [
            {"event_id": f"c{turn}-{step}", "case_id": f"c{turn}", "happened_at": at + timedelta(hours=step),
             "kind": "assigned", "person_id": f"{team}{(turn + step * turn // 7) % 7}", "team_id": team}
            for step, team in enumerate(hops)
        ]  # fmt: skip
    found = asked(made, outcome="helped_by_finding_others")
    assert names(found) == set()
    assert found.tables["outcomes"].records()[0]["adjusted_for"].startswith("team and step")
    assert asked(made, outcome="helped_by_finding_others", by="team").tables["outcomes"].rows == ()


def test_simpler_cases_are_told_beside_the_own_team_and_not_of_those_who_take_the_urgent_ones() -> None:
    """Half of the role works in pairs and half alone; the hero's team works alone, as the hero does."""
    made = world(people=30)
    for row in made["people"]:
        row["team_id"] = "alone" if int(row["person_id"][1:]) < 15 else "in pairs"
    for row in list(made["events"]):
        own = int(row["person_id"][1:])
        if own >= 15:
            partner = f"p{15 + (own + 1) % 15:02d}"
            made["events"].append({**row, "event_id": f"{row['event_id']}p", "person_id": partner})
    found = asked(made, outcome="satisfaction")
    assert names(found) == {HERO}
    assert "simpler_cases" not in {caveat.code for caveat in found.findings[0].caveats}
