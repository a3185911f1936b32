"""Voice: scores of real passengers, of a made company, and what must never be shown."""

# ruff: noqa: DTZ001  # facts are naive UTC

import csv
from datetime import datetime, timedelta
from math import comb
from typing import Any

import pytest

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.insight import voice
from tests.realdata import shared_data


def asked(facts: Facts, **chosen: Any) -> Answer:
    options = voice.Options(**chosen)
    return voice.judge(collect_all(voice.ask(facts, options)), options)


def nps(number: int, score: int | None, day: datetime, **more: Any) -> Any:
    return {
        "feedback_id": f"F{number}",
        "customer_id": f"C{number}",
        "metric": "nps",
        "scale_max": 10,
        "score": score,
        "happened_at": day,
        **more,
    }


def month_of_answers(month: int, promoters: int, passives: int, detractors: int, start: int, **more: Any) -> Any:
    scores = [10] * promoters + [8] * passives + [3] * detractors
    first = datetime(2026, month, 1)
    return [nps(start + place, score, first + timedelta(hours=place), **more) for place, score in enumerate(scores)]


@pytest.fixture(scope="module")
def falling() -> Any:
    rows = month_of_answers(8, 110, 50, 40, 0) + month_of_answers(9, 70, 40, 90, 1000)
    return facts_of({"feedback": rows})


def test_airport_passengers_to_the_digit() -> None:
    rows = []
    with shared_data("sfo_survey/fact_survey.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            score = int(float(row["NETPRO"])) if row["NETPRO"] else None
            day = datetime.fromisoformat(row["inferred_date"])
            rows.append({
                "feedback_id": row["RESPNUM"], "metric": "nps", "scale_max": 10, "score": score,
                "weight": float(row["WEIGHT"]), "segment": row["STRATA_LBL"], "happened_at": day,
            })  # fmt: skip
    numbers = asked(facts_of({"feedback": rows})).numbers
    assert (numbers["promoters"], numbers["passives"], numbers["detractors"]) == (1436, 968, 342)
    assert numbers["nps_n"] == 2746
    assert numbers["nps_outside_scale"] == 84
    assert round(numbers["nps"], 2) == 39.84
    assert round(numbers["nps_weighted"], 2) == 40.40
    assert numbers["nps_effective_n"] < 2746


def test_a_fall_is_a_finding_with_the_month_before(falling: Facts) -> None:
    answer = asked(falling, month="2026-09")
    (finding,) = answer.findings
    assert finding.key == "voice/organisation/nps"
    assert finding.tone == "hurt"
    assert finding.change is not None
    assert (finding.change.previous, finding.change.plain, finding.change.verdict) == (35.0, -45.0, "worse")
    assert finding.change.difference == pytest.approx(-45.0, abs=0.5)
    assert finding.customers == 90
    assert finding.evidence.customers
    assert [row[0] for row in finding.picture.rows] == ["2026-08", "2026-09"]


def test_a_rise_is_good_news() -> None:
    rows = month_of_answers(8, 70, 40, 90, 0) + month_of_answers(9, 110, 50, 40, 1000)
    (finding,) = asked(facts_of({"feedback": rows}), month="2026-09").findings
    assert finding.tone == "good"


def test_the_same_score_is_no_finding_and_says_no_detectable_change() -> None:
    rows = month_of_answers(8, 110, 50, 40, 0) + month_of_answers(9, 108, 50, 42, 1000)
    answer = asked(facts_of({"feedback": rows}), month="2026-09")
    assert answer.findings == ()
    assert answer.tables["months"].records()[-1]["verdict"] == "no detectable change"


def test_a_segment_clearly_below_the_others_is_found_and_small_groups_are_not_shown() -> None:
    rows = (
        month_of_answers(9, 60, 20, 20, 0, segment="shops")
        + month_of_answers(9, 60, 20, 20, 200, segment="farms")
        + month_of_answers(9, 20, 20, 60, 400, segment="clinics")
        + month_of_answers(9, 0, 0, 4, 600, segment="embassies")
    )
    answer = asked(facts_of({"feedback": rows}))
    assert [finding.key for finding in answer.findings] == ["voice/segment/clinics"]
    assert answer.findings[0].facts["others"] > answer.findings[0].measure.value
    # of three equal segments one is not listed: else the four of the embassies were the total less the rest
    assert [row["segment"] for row in answer.tables["segments"].records()] == ["farms", "shops"]


def test_a_month_is_compared_with_those_before_it_last_month_included() -> None:
    months = [month_of_answers(month, 40, 30, 30, 1000 * month) for month in range(1, 8)]
    rows = [row for month in months for row in month] + month_of_answers(8, 90, 5, 5, 8000)
    change = asked(facts_of({"feedback": rows}), month="2026-08").findings[0].change
    assert change is not None
    assert (change.months, change.base, change.previous, change.previous_n) == (6, "2026-02", 10.0, 600)
    again = [*rows, *month_of_answers(9, 5, 5, 90, 9000)]
    change = asked(facts_of({"feedback": again}), month="2026-09").findings[0].change
    assert change is not None
    assert change.previous == pytest.approx((5 * 10 + 85) / 6)


def test_every_large_enough_group_is_a_look_and_five_unhappy_answers_are_as_sure_as_they_are() -> None:
    rows = (
        month_of_answers(9, 80, 0, 20, 0, segment="farms")
        + month_of_answers(9, 0, 0, 5, 300, segment="clinics")
        + month_of_answers(9, 4, 0, 1, 400, segment="shops")
    )
    answer = asked(facts_of({"feedback": rows}))
    chances = {look.key: look.chance for look in answer.looks}
    assert {look.asks for look in answer.looks} == {"hurt"}
    assert set(chances) == {f"voice/segment/{name}" for name in ("farms", "clinics", "shops")}
    hits = comb(26, 5) / comb(110, 5)  # all five of 26 unhappy among 110
    assert chances["voice/segment/clinics"] == pytest.approx(2 * hits)
    assert chances["voice/segment/shops"] > 0.5


def repeated(month: int, customers: list[tuple[int, int]], start: int, **more: Any) -> Any:
    """Twenty answers of each customer: so many promoters, the others detractors."""
    rows = []
    for customer, (happy, answers) in enumerate(customers):
        scores = [10] * happy + [3] * (answers - happy)
        day = datetime(2026, month, 1)
        rows += [
            nps(start + 100 * customer + place, score, day, **more) | {"customer_id": f"K{start + customer}"}
            for place, score in enumerate(scores)
        ]
    return rows


def test_customers_who_answer_again_and_again_tell_less_than_as_many_others() -> None:
    few = repeated(9, [(20, 20)] * 8 + [(0, 20)] * 7, 0)
    many = month_of_answers(9, 160, 0, 140, 0)
    one, other = (asked(facts_of({"feedback": rows})).numbers for rows in (few, many))
    assert one["nps"] == other["nps"] == pytest.approx(100 * 20 / 300)
    assert other["nps_margin"] < 12
    assert one["nps_margin"] > 40


def test_weighted_answers_of_few_customers_tell_less_too() -> None:
    few = repeated(9, [(20, 20)] * 8 + [(0, 20)] * 7, 0, weight=2.0)
    many = month_of_answers(9, 160, 0, 140, 0, weight=2.0)
    one, other = (asked(facts_of({"feedback": rows})).numbers for rows in (few, many))
    assert one["nps_weighted"] == other["nps_weighted"] == pytest.approx(one["nps"])
    assert other["nps_weighted_margin"] == pytest.approx(11.3, abs=0.1)
    assert one["nps_weighted_margin"] > 40


def test_a_group_of_few_customers_who_repeat_is_looked_at_with_care() -> None:
    others = month_of_answers(9, 150, 0, 50, 9000, segment="farms")
    for customers, sure in (([(0, 20), (12, 20)] * 3, False), ([(9, 20)] * 40, True)):
        rows = [*others, *repeated(9, customers, 0, segment="clinics")]
        (chance,) = (
            look.chance for look in asked(facts_of({"feedback": rows})).looks if look.key == "voice/segment/clinics"
        )
        assert (chance < 0.001) == sure


def test_nobody_is_named_for_a_low_score(falling: Facts) -> None:
    rows = month_of_answers(9, 0, 0, 50, 0, person_id="P1", team_id="T1") + month_of_answers(
        9, 50, 0, 0, 100, person_id="P2", team_id="T2"
    )
    answer = asked(facts_of({"feedback": rows}))
    assert [finding.subject.kind for finding in answer.findings] == ["team"]
    assert "P1" not in repr(answer)


def test_satisfaction_and_effort_count_their_upper_answers() -> None:
    answers = [("csat", 5, [5, 4, 4, 3, 1, 9]), ("ces", 7, [7, 6, 5, 4, 1, 0])]
    rows = [
        {"feedback_id": f"{metric}{place}", "metric": metric, "scale_max": top, "score": score,
         "happened_at": datetime(2026, 9, 1)}
        for metric, top, scores in answers for place, score in enumerate(scores)
    ]  # fmt: skip
    numbers = asked(facts_of({"feedback": rows})).numbers
    assert (numbers["csat"], numbers["csat_n"], numbers["csat_outside_scale"]) == (60.0, 5, 1)
    assert numbers["csat_label"] == "CSAT 4-5 of 5"
    assert (numbers["ces"], numbers["ces_n"], numbers["ces_mean"]) == (60.0, 5, 4.6)
    assert numbers["csat_low"] == pytest.approx(23.07, abs=0.01)  # Wilson, 3 of 5
    assert numbers["csat_high"] == pytest.approx(88.24, abs=0.01)


def test_moves_of_those_who_answered_twice() -> None:
    first, then = datetime(2026, 8, 1), datetime(2026, 9, 1)
    rows = [
        nps(1, 8, first), nps(2, 7, first), nps(3, 2, first), nps(4, 9, first),
        nps(11, 9, then, customer_id="C1"), nps(12, 10, then, customer_id="C2"), nps(13, 8, then, customer_id="C3"),
    ]  # fmt: skip
    moves = asked(facts_of({"feedback": rows}), month="2026-09", smallest_group=1).tables["moves"].records()
    assert asked(facts_of({"feedback": rows}), month="2026-09").tables["moves"].records() == []
    seen = {(row["from"], row["to"]): row["customers"] for row in moves if row["customers"]}
    assert seen == {("passive", "promoter"): 2, ("detractor", "passive"): 1}
    assert len(moves) == 9


def test_response_tells_who_did_not_answer_and_the_score_is_rebalanced() -> None:
    sent = datetime(2026, 9, 1)
    customers = [{"customer_id": f"C{number}", "segment": "small" if number < 80 else "large"} for number in range(100)]
    rows = []
    for number in range(100):
        answers = number < 20 or number >= 80
        score = (2 if number < 10 else 10) if answers else None
        rows.append(nps(number, score, sent, invited_at=sent))
    answer = asked(facts_of({"feedback": rows, "customers": customers}))
    assert (answer.numbers["invited"], answer.numbers["answered_of_invited"]) == (100, 40)
    silent = {row["segment"]: row["silent"] for row in answer.tables["response"].records()}
    assert silent == {"small": 60, "large": 0}
    assert answer.numbers["nps"] == 50.0
    assert answer.numbers["nps_post_stratified"] == pytest.approx(0.8 * 0 + 0.2 * 100)


def test_detractors_with_comment_and_latest_verbatims() -> None:
    rows = [
        nps(1, 3, datetime(2026, 9, 1), comment="Nobody called back."),
        nps(2, 3, datetime(2026, 9, 2), comment="  "),
        nps(3, 10, datetime(2026, 9, 3), comment="Solved at once."),
    ]
    answer = asked(facts_of({"feedback": rows}), smallest_group=1)
    assert answer.numbers["detractors_with_comment"] == 1
    told = [row["comment"] for row in answer.tables["comments"].records()]
    assert told == ["Solved at once.", "Nobody called back."]


def test_value_of_the_unhappy_is_their_revenue_counted_once(falling: Facts) -> None:
    rows = month_of_answers(8, 110, 50, 40, 0) + month_of_answers(9, 70, 40, 90, 1000)
    revenue = [
        {"customer_id": f"C{1000 + number}", "period": datetime(2026, 9, 1).date(), "amount": 10, "currency": "EUR"}
        for number in range(200)
    ]
    (finding,) = asked(facts_of({"feedback": rows, "revenue": revenue}), month="2026-09").findings
    assert finding.value is not None
    assert (finding.value.amount, finding.value.currency) == (900.0, "EUR")


def test_no_feedback_and_an_unknown_grouping_are_told_with_a_remedy() -> None:
    with pytest.raises(FactsError, match="No feedback have been imported"):
        asked(facts_of({"customers": [{"customer_id": "C1"}]}))
    with pytest.raises(QuestionError, match="segment, team, topic"):
        voice.Options(by="person")


def test_one_answer_is_an_answer() -> None:
    answer = asked(facts_of({"feedback": [nps(1, 9, datetime(2026, 9, 1))]}), month="2026-09")
    assert (answer.numbers["nps"], answer.numbers["nps_n"], answer.findings) == (None, 1, ())
    assert answer.tables["months"].records()[0]["value"] is None


def test_a_team_of_one_person_has_no_figure_and_no_name() -> None:
    rows = month_of_answers(9, 0, 0, 50, 0, team_id="TEAM-ANNA", comment="Bad.") + month_of_answers(
        9, 50, 0, 0, 100, team_id="T2"
    )
    people = [{"person_id": "Anna", "team_id": "TEAM-ANNA"}]
    people += [{"person_id": f"P{place}", "team_id": "T2"} for place in range(5)]
    answer = asked(facts_of({"feedback": rows, "people": people}))
    assert answer.findings == ()
    assert answer.tables["teams"].records() == []  # the other one would give it away beside the total
    assert len(answer.tables["comments"].records()) == 20
    assert "TEAM-ANNA" not in repr(answer)


def test_what_two_customers_said_is_not_told() -> None:
    rows = month_of_answers(8, 60, 20, 20, 100)
    rows += [nps(place, 3, datetime(2026, 9, 1), customer_id=f"C{place % 2}") for place in range(4)]
    months = asked(facts_of({"feedback": rows})).tables["months"].records()
    assert [(row["month"], row["n"], row["value"]) for row in months] == [("2026-08", 100, None), ("2026-09", 4, None)]
    answer = asked(facts_of({"feedback": rows}), month="2026-09")
    assert (answer.numbers["nps"], answer.numbers["detractors"]) == (None, None)
    assert {row["answers"] for row in answer.tables["distribution"].records()} == {None}
    assert [row["value"] for row in answer.tables["months"].records()] == [40.0, None]


def test_answers_and_silence_belong_to_the_month_of_the_invitation() -> None:
    sent, back = datetime(2026, 1, 31), datetime(2026, 2, 1)
    rows = [nps(place, 9 if place < 30 else None, back if place < 30 else None, invited_at=sent) for place in range(70)]
    rows.append(nps(99, 9, datetime(2026, 2, 20)))
    january = asked(facts_of({"feedback": rows}), month="2026-01").numbers
    assert (january["invited"], january["answered_of_invited"], january["nps_n"]) == (70, 30, 30)
    assert asked(facts_of({"feedback": rows}), month="2026-02").numbers["invited"] == 0
