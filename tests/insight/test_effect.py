"""Did the change help? Small companies in which it is known what changed, and what did not."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.insight import effect
from customerhero.insight.effect import MEASURES, Options
from customerhero.wording import caveat_sentence, headline, sentence
from tests.insight.laws import World, empty_world, plain, shuffled, worlds
from tests.insight.uci import uci_facts
from tests.realdata import shared_data

START = datetime(2025, 1, 6)  # noqa: DTZ001  # facts are naive UTC
WEEKS, CHANGE = 44, 30
TOPICS = {"bill": 0.35, "move": 0.25, "repair": 0.45, "meter": 0.15, "refund": 0.3, "power": 0.2}
few = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def week(number: int) -> datetime:
    return START + timedelta(weeks=number)


ON = week(CHANGE).date().isoformat()


class Needs(ModuleType):
    """An insight of which only the table it needs is known."""

    def __init__(self, table: str) -> None:
        super().__init__("asking")
        self.NEEDS = (table,)


def company(share: dict[str, tuple[float, float]], a_week: int = 30, seed: int = 1) -> World:
    """Cases of topics that are passed around with a share before the change and another after it; R-1 is in 'bill'."""
    chance, cases, events = Random(seed), [], []
    for number in range(WEEKS):
        for topic, shares in share.items():
            for place in range(a_week):
                case, opened = f"{topic}-{number}-{place}", week(number) + timedelta(days=place % 7, hours=9)
                row = {"case_id": case, "customer_id": f"k{place}", "opened_at": opened, "topic": topic}
                cases.append({**row, "resolved_at": opened + timedelta(hours=30 + place), "channel": "web"})
                teams = "ABA" if chance.random() < shares[number >= CHANGE] else "A"
                rule = "R-1" if topic == "bill" and number < CHANGE and place % 3 == 0 else None
                events += [event(case, at, team, opened, place, rule) for at, team in enumerate(teams)]
    return {"cases": cases, "events": events}


def event(case: str, at: int, team: str, opened: datetime, place: int, rule: str | None) -> dict[str, Any]:
    return {
        "event_id": f"{case}-{at}",
        "case_id": case,
        "customer_id": f"k{place}",
        "happened_at": opened + timedelta(hours=at),
        "kind": "assigned",
        "team_id": team,
        "rule_id": rule if at == 0 else None,
    }


def steady(**changed: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return {**{topic: (share, share) for topic, share in TOPICS.items()}, **changed}


@pytest.fixture(scope="module")
def helped() -> Facts:
    """Bills are passed around far less since the change, nothing else is different."""
    return facts_of(company(steady(bill=(0.6, 0.2))))


@pytest.fixture(scope="module")
def rained() -> Facts:
    """Everything got better at once, for a reason of its own."""
    return facts_of(company({topic: (share + 0.3, share) for topic, share in TOPICS.items()}))


def told(facts: Facts, **chosen: Any) -> Answer:
    options = Options(**{"on": ON, **chosen})
    return effect.judge(collect_all(effect.ask(facts, options)), options)


def test_a_change_that_helped_is_found_with_the_truth_in_its_interval(helped: Facts) -> None:
    found = told(helped, where=(("topic", "bill"),))
    numbers = found.numbers
    assert numbers["low"] < -40 < numbers["high"] < 0
    assert (numbers["verdict"], numbers["certainty"]) == ("better", "surely")
    assert (numbers["groups"], numbers["groups_as_large"], numbers["words"]) == (5, 0, "against untouched groups")
    assert numbers["observed"] == pytest.approx(numbers["expected"] + numbers["effect"])
    (finding,) = found.findings
    assert finding.tone == "good"
    assert finding.measure.interval is not None
    assert "associated" not in {caveat.code for caveat in finding.caveats}
    assert finding.customers == 30


def test_weeks_are_counted_from_the_change_and_those_before_it_are_doubted(helped: Facts) -> None:
    """44 weeks: the first may not be whole, and the last two are too young to have ripened; six count less."""
    found = told(helped, where=(("topic", "bill"),))
    assert (found.numbers["weeks_before"], found.numbers["weeks_after"]) == (CHANGE - 1, WEEKS - CHANGE - 2)
    assert (found.numbers["doubted"], found.numbers["left_out"]) == (6, 0)
    rows = {row["week"]: row for row in found.tables["by_week"].records()}
    first = rows[week(CHANGE).date()]
    assert first["n"] == 30
    assert first["low"] < first["counterfactual"] < first["high"]
    assert rows[week(CHANGE - 1).date()]["used"]
    assert rows[week(CHANGE - 1).date()]["fitted"] is None
    assert rows[week(CHANGE - 7).date()]["fitted"] is not None
    counted = sum(row["n"] for row in rows.values() if row["used"] and row["week"] >= week(CHANGE).date())
    assert found.findings[0].measure.n == counted


@pytest.mark.parametrize("chosen", [{"where": (("topic", "bill"),)}, {"where": (("topic", "move"),)}, {}])
def test_one_verdict_is_told_with_the_smallest_change_that_would_have_shown(
    helped: Facts, chosen: dict[str, Any]
) -> None:
    """Verdict, certainty, interval, tone, headline and picture say the same, and none says probably."""
    found = told(helped, **chosen)
    numbers, (finding,) = found.numbers, found.findings
    beyond = not numbers["low"] <= 0 <= numbers["high"]
    assert (numbers["verdict"] != "no detectable change") == beyond == (numbers["certainty"] == "surely")
    assert (finding.tone == "neutral") != beyond
    assert ("no detectable change" in headline(finding)) != beyond
    assert numbers["smallest"] == pytest.approx(1.43 * (numbers["high"] - numbers["low"]) / 2)
    assert "would have shown four times in five" in sentence(finding)
    assert beyond or f"{numbers['smallest']:.1f}" in headline(finding)
    rows = [row for row in found.tables["by_week"].records() if row["week"] >= week(CHANGE).date()]
    level, low, high = (sum(row[name] for row in rows) / len(rows) for name in ("fitted", "low", "high"))
    assert (low <= level <= high) != beyond


def moving(share: Callable[[int], float], a_week: int = 80) -> World:
    """Bills of which a share that depends on the week is passed around, spread evenly so that chance is small."""
    cases, events = [], []
    for number in range(WEEKS):
        chance = Random(number)
        for place in range(a_week):
            case, opened = f"bill-{number}-{place}", week(number) + timedelta(days=place % 7, hours=9)
            cases.append({"case_id": case, "customer_id": f"k{place}", "opened_at": opened, "topic": "bill"})
            teams = "ABA" if chance.random() < share(number - CHANGE) else "A"
            events += [event(case, at, team, opened, place, None) for at, team in enumerate(teams)]
    return {"cases": cases, "events": events}


@pytest.mark.parametrize(
    ("share", "course", "says"),
    [
        (lambda week: 0.6 - 0.5 * (week >= 0), "steady", ""),
        (lambda week: 0.6 - 0.5 * min(max(week + 1, 0) / 12, 1), "growing", "bit by bit"),
        (lambda week: 0.6 - 0.5 * (0 <= week < 3), "passing", "gone again after about 3 weeks"),
        (lambda week: 0.6 - 0.5 * (week >= 4), "later", "Another shift from about 1"),
    ],
    ids=["a step", "a ramp", "gone after three weeks", "another shift four weeks later"],
)
def test_how_it_came_about_is_told_where_the_weeks_show_it(
    share: Callable[[int], float], course: str, says: str
) -> None:
    found = told(facts_of(moving(share)))
    (finding,) = found.findings
    assert found.numbers["course"] == course
    assert says in " ".join(caveat_sentence(caveat) for caveat in finding.caveats)
    if course == "later":
        assert found.numbers["verdict"] == "no detectable change"
        assert found.numbers["course_day"] == week(CHANGE + 4).date()
    else:
        mean = sum(100 * (share(week) - 0.6) for week in range(12)) / 12
        assert found.numbers["effect"] == pytest.approx(mean, abs=6)


def test_a_change_that_reached_the_others_too_is_said_to_hide_in_the_comparison(rained: Facts) -> None:
    found = told(rained, where=(("topic", "bill"),))
    assert found.numbers["groups_moved"] == pytest.approx(-30, abs=6)
    (moved,) = [caveat for caveat in found.findings[0].caveats if caveat.code == "groups_moved_too"]
    assert "only a part" in caveat_sentence(moved)


def test_without_a_change_there_is_no_effect_however_it_is_asked(helped: Facts) -> None:
    for topic in ("move", "repair"):
        assert told(helped, where=(("topic", topic),)).numbers["certainty"] != "surely"
    assert told(helped, measure="hours").numbers["verdict"] == "no detectable change"


def test_what_happened_to_everybody_is_not_credited_to_the_change(rained: Facts) -> None:
    alone = told(rained)
    assert (alone.numbers["verdict"], alone.numbers["words"]) == ("better", "associated with")
    assert {"associated", "season_not_seen", "weeks_doubted"} <= {one.code for one in alone.findings[0].caveats}
    against = told(rained, where=(("topic", "bill"),))
    assert against.numbers["verdict"] == "no detectable change"
    assert against.numbers["alone_high"] < 0


def test_a_rule_touches_the_topics_that_named_it_even_when_it_is_gone(helped: Facts) -> None:
    by_rule, by_topic = told(helped, where=(("rule", "R-1"),)), told(helped, where=(("topic", "bill"),))
    assert by_rule.numbers["effect"] == pytest.approx(by_topic.numbers["effect"])
    beside = by_rule.tables["also_changed"].records()
    assert ("rule last seen", "R-1") not in {(row["what"], row["name"]) for row in beside}
    others = by_topic.tables["also_changed"].records()
    assert ("rule last seen", "R-1") in {(row["what"], row["name"]) for row in others}


def test_what_else_changed_at_that_time_is_told() -> None:
    world = company(steady(), a_week=12)
    for row in world["cases"]:
        number = (row["opened_at"] - START).days // 7
        row["channel"] = "chat" if number >= CHANGE + 1 and row["topic"] == "move" else "web"
    world["cases"] = [row for row in world["cases"] if _place(row) < 9 or row["opened_at"] < week(CHANGE)]
    kept = {row["case_id"] for row in world["cases"]}
    world["events"] = [row for row in world["events"] if row["case_id"] in kept]
    found = told(facts_of(world))
    beside = {(row["what"], row["name"]): row for row in found.tables["also_changed"].records()}
    assert beside["channel first seen", "chat"]["day"] == week(CHANGE + 1).date()
    assert beside["moved", "cases a week"]["effect"] == pytest.approx(-25, abs=1)
    assert any(caveat.code == "also_changed" for caveat in found.findings[0].caveats)


def _place(row: dict[str, Any]) -> int:
    return int(row["case_id"].rsplit("-", 1)[1])


@pytest.mark.parametrize(
    ("on", "why"), [(week(41), "weeks after"), (week(8), "weeks before"), (week(99), "weeks after")]
)
def test_not_enough_data_is_an_answer_with_the_week_when_there_will_be(helped: Facts, on: datetime, why: str) -> None:
    found = told(helped, on=on.date().isoformat())
    assert (found.numbers["verdict"], found.numbers["why"]) == ("not enough data yet", why)
    assert found.numbers["effect"] is None
    assert not found.findings
    if why == "weeks after":
        assert found.numbers["enough_on"] == (on + timedelta(weeks=6, days=14)).date()
    else:
        assert found.numbers["from_day"] == week(1 + 12 + 6).date()


def test_on_the_day_it_says_there_is_enough() -> None:
    """The world of the day before it says "not enough data yet", the one that reaches the day answers."""
    world = company(steady(bill=(0.6, 0.2)), a_week=8)
    ready = week(CHANGE + 6) + timedelta(days=14)
    for until, enough in ((ready - timedelta(days=2), False), (ready, True)):
        cut = {name: [row for row in rows if _at(row) < until] for name, rows in world.items()}
        cut["cases"] = [{**row, "resolved_at": min(row["resolved_at"], until)} for row in cut["cases"]]
        numbers = told(facts_of(cut)).numbers
        assert (numbers["verdict"] != "not enough data yet") == enough
        assert enough or numbers["enough_on"] == ready.date()


def _at(row: dict[str, Any]) -> datetime:
    at: datetime = row.get("happened_at") or row["opened_at"]
    return at


def test_too_few_customers_are_not_told_of() -> None:
    """Three customers, however often they come: no figure, no week, no finding."""
    world = company({"bill": (0.6, 0.2), "move": (0.3, 0.3)}, a_week=9)
    for row in [*world["cases"], *world["events"]]:
        if row["case_id"].startswith("bill"):
            row["customer_id"] = f"k{int(row['customer_id'][1:]) % 3}"
    found = told(facts_of(world), where=(("topic", "bill"),))
    assert (found.numbers["why"], found.numbers["effect"]) == ("too few after", None)
    assert all(row["observed"] is None and row["n"] is None for row in found.tables["by_week"].records())
    others = told(facts_of(world), where=(("topic", "move"),))
    assert others.numbers["groups"] == 0
    assert not others.tables["untouched"].rows


def test_a_change_made_at_the_worst_moment_is_not_sold_as_success() -> None:
    """Four bad weeks, then the change, then as always: with the weeks before it doubted nothing is claimed."""
    world = company(steady(), seed=3)
    bad = {f"{topic}-{number}-{place}" for topic in TOPICS for number in range(26, 30) for place in range(18)}
    for case in sorted(bad):
        place = int(case.split("-")[2])
        opened = week(int(case.split("-")[1])) + timedelta(days=place % 7, hours=20)
        world["events"] += [
            {**event(case, at, team, opened, place, None), "event_id": f"{case}-bad-{at}"}
            for at, team in enumerate("CAC")
        ]
    facts = facts_of(world)
    assert told(facts, doubted=0).numbers["verdict"] == "better"
    assert told(facts).numbers["verdict"] == "no detectable change"


def survey(metric: str, scale: int, before: list[int], after: list[int]) -> World:
    answers = []
    for number in range(WEEKS):
        scores = after if number >= CHANGE else before
        for place in range(40):
            turn = (place * 7 + number * 3) % len(scores)
            row = {
                "customer_id": f"k{place}",
                "happened_at": week(number) + timedelta(days=place % 7),
                "metric": metric,
            }
            answers.append({**row, "feedback_id": f"{number}-{place}", "scale_max": scale, "score": scores[turn]})
    return {"feedback": answers}


@pytest.mark.parametrize(
    ("measure", "metric", "scale", "before", "after", "step"),
    [
        ("satisfaction", "csat", 5, [1, 2, 3, 4, 5], [5, 4, 4, 5, 1], 40),
        ("nps", "nps", 10, [0, 7, 8, 9, 3], [9, 10, 7, 9, 3], 60),
        ("ces", "ces", 7, [4, 4, 5, 6], [5, 6, 7, 1], 25),
    ],
)
def test_answers_are_counted_as_the_field_counts_them(
    measure: str, metric: str, scale: int, before: list[int], after: list[int], step: float
) -> None:
    numbers = told(facts_of(survey(metric, scale, before, after)), measure=measure).numbers
    assert numbers["effect"] == pytest.approx(step, abs=4)
    assert numbers["verdict"] == "better"


def test_losses_are_counted_of_those_still_here() -> None:
    """4,000 customers, two lost a week and then eight: six more of about 3,900."""
    customers, gone = [], 0
    for number in range(WEEKS):
        for _ in range(8 if number >= CHANGE else 2):
            left = week(number) + timedelta(days=2)
            customers.append({"customer_id": f"k{gone}", "joined_at": datetime(2020, 1, 1), "left_at": left})  # noqa: DTZ001
            gone += 1
    customers += [{"customer_id": f"k{n}", "joined_at": datetime(2020, 1, 1)} for n in range(gone, 4000)]  # noqa: DTZ001
    numbers = told(facts_of({"customers": customers}), measure="losses").numbers
    assert numbers["verdict"] == "worse"
    assert numbers["effect"] == pytest.approx(1000 * 6 / 3900, abs=0.05)


def test_customers_are_there_from_the_week_after_joining_until_they_leave() -> None:
    """Counted again one by one, with some who left before they joined and in the week they joined."""
    chance, customers = Random(9), []
    for number in range(300):
        joined, left = (week(0) + timedelta(days=chance.randrange(-400, 7 * WEEKS)) for _ in range(2))
        left = left if chance.random() < 0.6 else None
        customers.append({"customer_id": f"k{number}", "joined_at": joined, "left_at": left})
    told_weeks = told(facts_of({"customers": customers}), measure="losses").tables["by_week"].records()
    assert len(told_weeks) > 30
    for row in told_weeks:
        begin = datetime(row["week"].year, row["week"].month, row["week"].day)  # noqa: DTZ001
        there = [
            one for one in customers if one["joined_at"] < begin and (one["left_at"] is None or one["left_at"] >= begin)
        ]
        lost = sum(one["left_at"] is not None and one["left_at"] < begin + timedelta(days=7) for one in there)
        assert (row["n"], row["observed"]) == (len(there), pytest.approx(1000 * lost / len(there)))


def test_promises_refusals_and_coming_back_are_counted_by_week() -> None:
    world = company(steady(), a_week=10)
    for row in world["cases"]:
        number, place = (int(part) for part in row["case_id"].split("-")[1:])
        later = number >= CHANGE
        happened = row["opened_at"] + timedelta(hours=2)
        kinds = [
            "broken" if place < (2 if later else 6) else "kept",
            *(["refused"] if place < (7 if later else 2) else []),
        ]
        world["events"] += [
            {
                **event(row["case_id"], 9, "A", happened, place, None),
                "kind": kind,
                "event_id": f"{row['case_id']}-{kind}",
            }
            for kind in kinds
        ]
    facts = facts_of(world)
    assert told(facts, measure="broken_promises").numbers["effect"] == pytest.approx(-40, abs=0.1)
    assert told(facts, measure="refusals").numbers["effect"] == pytest.approx(50, abs=0.1)
    again = told(facts, measure="recontact").tables["by_week"].records()[10]
    assert again["observed"] == 100  # every customer has a case about every topic every week


def test_what_is_never_recorded_is_no_figure(helped: Facts) -> None:
    numbers = told(helped, measure="refusals").numbers
    assert (numbers["verdict"], numbers["why"]) == ("not enough data yet", "nothing recorded")


def test_a_segment_may_narrow_a_topic_and_its_others_too(helped: Facts) -> None:
    found = told(helped, where=(("topic", "bill"), ("channel", "web")))
    assert found.numbers["groups"] == 5
    with pytest.raises(QuestionError, match="Nothing matches"):
        told(helped, where=(("topic", "bill"), ("channel", "fax")))


@pytest.mark.parametrize(
    ("chosen", "told_back"),
    [
        ({"measure": "runarond"}, "runaround"),
        ({"measure": "happiness"}, "satisfaction"),
        ({"on": "last June"}, "YYYY-MM-DD"),
        ({"on": ""}, "--on"),
        ({"where": (("topics", "bill"),)}, "Did you mean topic"),
        ({"where": (("topic", "bil"),)}, "Did you mean bill"),
        ({"where": (("rule", "R-77"),)}, "named too seldom or not at all"),
        ({"where": (("topic", "bill"),), "measure": "losses"}, "segment"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(helped: Facts, chosen: dict[str, Any], told_back: str) -> None:
    with pytest.raises(QuestionError) as refused:
        told(helped, **chosen)
    assert told_back in str(refused.value)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_without_its_table_names_it_and_the_remedy(measure: str) -> None:
    with pytest.raises(FactsError, match=f"No {MEASURES[measure].needs} have been imported") as refused:
        told(facts_of({}), measure=measure)
    assert "hero import" in str(refused.value)


@few
@given(world=worlds(), data=st.data(), measure=st.sampled_from(sorted(MEASURES)))
def test_the_order_of_rows_does_not_matter_nor_change_them(world: World, data: st.DataObject, measure: str) -> None:
    before, on = deepcopy(world), "2026-01-12"
    order = {name: data.draw(st.permutations(range(len(rows)))) for name, rows in world.items()}
    found = told(facts_of(world), measure=measure, on=on)
    assert plain(found) == plain(told(facts_of(shuffled(world, order)), measure=measure, on=on))
    assert world == before
    assert not found.findings


def test_rows_in_another_order_give_the_same_effect() -> None:
    world = company(steady(bill=(0.6, 0.2)), a_week=6)
    mixed = {name: Random(5).sample(rows, len(rows)) for name, rows in world.items()}
    for row, place in ((row, place) for rows in (world["events"],) for place, row in enumerate(rows)):
        row["event_seq"] = place
    one, other = (told(facts_of(each), where=(("topic", "bill"),)) for each in (world, mixed))
    assert plain(one) == plain(other)


@pytest.mark.parametrize("measure", MEASURES)
def test_one_row_that_says_nothing_answers(measure: str) -> None:
    found = told(facts_of(empty_world(Needs(MEASURES[measure].needs))), measure=measure)
    assert found.numbers["verdict"] == "not enough data yet"
    assert not found.findings


def test_options_keep_their_day() -> None:
    options = Options(on="2026-03-02", where=(("rule", "R-1"), ("topic", "bill")))
    assert (options.day, options.column, options.values) == (date(2026, 3, 2), "topic", ())
    assert options.among() == {"topic": ("bill",)}
    assert replace(options, where=()).column == ""


def test_on_the_incident_log_a_date_on_which_nothing_is_known_to_have_changed_is_no_success() -> None:
    shared_data("uci_incident/incident_event_log.csv.gz")
    facts = uci_facts()
    options = Options(on="2016-04-25", measure="runaround", least_before=4, least_after=3, left_out=0)
    numbers = effect.judge(collect_all(effect.ask(facts, options)), options).numbers
    assert numbers["certainty"] != "surely"
