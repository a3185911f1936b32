"""Retention equals lifelines, and finds the segment that leaves sooner."""

# ruff: noqa: DTZ001  # facts are naive UTC

import csv
import random
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
from scipy.stats import chi2

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.findings.survival import chance_of_chi_square, kaplan_meier, life_table, log_rank
from customerhero.insight import retention
from tests.realdata import shared_data

TODAY = datetime(2026, 9, 30)


def asked(facts: Facts, **chosen: Any) -> Answer:
    options = retention.Options(**chosen)
    return retention.judge(collect_all(retention.ask(facts, options)), options)


def lives(seed: int, n: int, late: Any = False) -> Any:
    """Durations, losses, entries and groups; many ties."""
    generator = random.Random(seed)
    durations = [generator.randrange(0, 60) + (1 if late else 0) for _ in range(n)]
    lost = [generator.random() < 0.6 for _ in range(n)]
    entries = [generator.randrange(0, min(duration, 20)) if late and duration > 1 else 0 for duration in durations]
    groups = [generator.choice("abcd") for _ in range(n)]
    return durations, lost, entries, groups


def table_of(durations: Any, lost: Any, entries: Any) -> Any:
    exits, entering = {}, {}
    for duration, gone, entry in zip(durations, lost, entries, strict=True):
        one, other = exits.get(duration, (0, 0))
        exits[duration] = (one + gone, other + (not gone))
        entering[entry] = entering.get(entry, 0) + 1
    return life_table(exits, entering)


@pytest.mark.parametrize(
    ("seed", "n", "late"),
    [(1, 400, False), (2, 15, False), (3, 2, False), (4, 1, False), (1, 400, True), (5, 2000, True)],
)
def test_curve_and_interval_equal_lifelines(seed: int, n: int, late: Any) -> None:
    durations, lost, entries, _ = lives(seed, n, late)
    fitted = KaplanMeierFitter().fit(durations, lost, entry=entries if late else None)
    curve = kaplan_meier(table_of(durations, lost, entries))
    bounds = fitted.confidence_interval_
    for point in curve.points:
        place = int(np.searchsorted(fitted.timeline, point.time))
        assert fitted.timeline[place] == point.time
        assert point.kept == pytest.approx(fitted.survival_function_.iloc[place, 0], abs=1e-9)
        assert point.low == pytest.approx(bounds.iloc[place, 0], abs=1e-9)
        assert point.high == pytest.approx(bounds.iloc[place, 1], abs=1e-9)


@pytest.mark.parametrize("kinds", ["ab", "abcd"])
def test_log_rank_equals_lifelines(kinds: Any) -> None:
    durations, lost, entries, groups = lives(7, 500)
    chosen = [place for place, group in enumerate(groups) if group in kinds]
    durations, lost, entries, groups = (
        [column[place] for place in chosen] for column in (durations, lost, entries, groups)
    )
    tables = [
        table_of(*([column[place] for place, group in enumerate(groups) if group == kind]
                   for column in (durations, lost, entries)))
        for kind in kinds
    ]  # fmt: skip
    expected = multivariate_logrank_test(durations, groups, lost)
    statistic, chance = log_rank(tables)
    assert statistic == pytest.approx(expected.test_statistic, abs=1e-9)
    assert chance == pytest.approx(expected.p_value, abs=1e-9)


def test_real_subscriptions_equal_lifelines() -> None:
    """Months subscribed of 3,150 real customers, 495 of them lost, compared by age group."""
    with shared_data("uci_telecom_churn/Customer_Churn.csv").open(encoding="utf-8") as opened:
        rows = [{" ".join(name.split()): value for name, value in row.items()} for row in csv.DictReader(opened)]
    months = [int(row["Subscription Length"]) for row in rows]
    lost = [row["Churn"] == "1" for row in rows]
    ages = [row["Age Group"] for row in rows]
    fitted = KaplanMeierFitter().fit(months, lost)
    points = kaplan_meier(table_of(months, lost, [0] * len(rows))).points
    assert sum(lost) == 495
    assert len(points) > 30
    for point in points:
        place = int(np.searchsorted(fitted.timeline, point.time))
        assert point.kept == pytest.approx(fitted.survival_function_.iloc[place, 0], abs=1e-9)
        assert point.low == pytest.approx(fitted.confidence_interval_.iloc[place, 0], abs=1e-9)
    tables = []
    for age in sorted(set(ages)):
        chosen = [place for place, other in enumerate(ages) if other == age]
        tables.append(table_of([months[at] for at in chosen], [lost[at] for at in chosen], [0] * len(chosen)))
    statistic, chance = log_rank(tables)
    expected = multivariate_logrank_test(months, ages, lost)
    assert statistic == pytest.approx(expected.test_statistic, rel=1e-9)
    assert chance == pytest.approx(expected.p_value, abs=1e-9)


def test_mean_within_a_horizon_equals_lifelines() -> None:
    durations, lost, entries, _ = lives(9, 300)
    fitted = KaplanMeierFitter().fit(durations, lost)
    mean, variance = restricted_mean_survival_time(fitted, t=40, return_variance=True)
    curve = kaplan_meier(table_of(durations, lost, entries))
    found, error = curve.mean_within(40)
    assert found == pytest.approx(mean, abs=1e-9)
    assert error > 0
    assert error < 3 * (variance / 300) ** 0.5  # their variance is of one life, ours of the mean
    assert curve.median == fitted.median_survival_time_


@pytest.mark.parametrize("degrees", range(1, 9))
def test_chi_square_chances_equal_scipy(degrees: Any) -> None:
    for statistic in (0.0, 0.1, 1.0, 3.84, 20.0, 120.0):
        assert chance_of_chi_square(statistic, degrees) == pytest.approx(chi2.sf(statistic, degrees), rel=1e-9)


def company(seed: int = 5, hurt: Any = 4.0, count: int = 600) -> Any:
    """Customers of three segments; clinics are lost `hurt` times as fast."""
    generator = random.Random(seed)
    known = []
    for number in range(count):
        segment = ("clinics", "farms", "shops")[number % 3]
        joined = TODAY - timedelta(days=generator.randrange(10, 900))
        left = joined + timedelta(days=int(generator.expovariate((hurt if segment == "clinics" else 1) / 1200)))
        known.append({
            "customer_id": f"C{number:04d}", "segment": segment, "joined_at": joined,
            "left_at": left if left <= TODAY else None,
        })  # fmt: skip
    return known


def witnessed(known: Any, first: Any = None) -> Any:
    """What lifelines sees of these customers: days, losses, entries, segments."""
    seen = []
    for row in known:
        end = row["left_at"] or TODAY
        entry = max((first - row["joined_at"]).days, 0) if first else 0
        days = (end - row["joined_at"]).days
        if entry < days or entry == 0:
            seen.append((days, row["left_at"] is not None, entry, row["segment"]))
    return [list(column) for column in zip(*seen, strict=True)]


def test_from_facts_to_curve_equals_lifelines() -> None:
    known = company()
    known[0]["joined_at"] = TODAY - timedelta(days=1)
    known[0]["left_at"] = TODAY
    answer = asked(facts_of({"customers": known}))
    durations, lost, _, segments = witnessed(known)
    fitted = KaplanMeierFitter().fit(durations, lost)
    assert answer.numbers["kept_12"] == pytest.approx(100 * fitted.predict(365.25), abs=1e-9)
    expected = multivariate_logrank_test(durations, segments, lost)
    assert answer.numbers["log_rank"] == pytest.approx(expected.test_statistic, abs=1e-9)
    assert (answer.numbers["customers"], answer.numbers["lost"]) == (600, sum(lost))


def test_customers_of_before_the_facts_count_from_their_first_day() -> None:
    first = TODAY - timedelta(days=300)
    known = [row for row in company() if row["left_at"] is None or row["left_at"] > first]
    begun = {"event_id": "E1", "customer_id": "C0000", "happened_at": first, "kind": "opened"}
    newest = {"event_id": "E2", "customer_id": "C0000", "happened_at": TODAY, "kind": "closed"}
    answer = asked(facts_of({"customers": known, "events": [begun, newest]}))
    durations, lost, entries, _ = witnessed(known, first)
    fitted = KaplanMeierFitter().fit(durations, lost, entry=entries)
    assert answer.numbers["late_entries"] > 0
    assert answer.numbers["kept_12"] == pytest.approx(100 * fitted.predict(365.25), abs=1e-9)


def test_the_segment_that_leaves_sooner_is_found_and_no_other() -> None:
    answer = asked(facts_of({"customers": company()}))
    (finding,) = answer.findings
    assert finding.key == "retention/segment/clinics"
    assert finding.measure.value < finding.facts["others_kept"]
    assert finding.customers == finding.facts["lost"] > finding.facts["expected_lost"]
    assert finding.measure.interval.low < finding.measure.value < finding.measure.interval.high
    assert len(finding.evidence.customers) == 20


def test_segments_that_are_alike_are_no_finding() -> None:
    assert asked(facts_of({"customers": company(hurt=1.0)})).findings == ()


def test_every_segment_is_looked_at_whether_or_not_it_is_found() -> None:
    """A group is looked at for the losses that would be expected of it, so also where nobody left."""
    known = company(hurt=1.0)
    for row in known:
        row["left_at"] = None if row["segment"] == "farms" else row["left_at"]
    looks = {look.key: look.chance for look in asked(facts_of({"customers": known})).looks}
    assert set(looks) == {f"retention/segment/{name}" for name in ("clinics", "farms", "shops")}
    assert looks["retention/segment/farms"] < 0.001


def test_as_it_was_known_at_the_end_of_a_month() -> None:
    known = company()
    end = datetime(2026, 1, 1)
    answer = asked(facts_of({"customers": known}), month="2025-12")
    assert answer.numbers["lost"] == sum(1 for row in known if row["left_at"] and row["left_at"] < end)
    months = answer.tables["months"].records()
    assert (len(months), months[-1]["month"]) == (13, "2025-12")


def test_months_count_who_was_there_and_who_was_kept() -> None:
    known = [{"customer_id": f"C{n}", "joined_at": datetime(2026, 1, 5)} for n in range(10)]
    known[0]["left_at"] = datetime(2026, 3, 5)
    known.append({"customer_id": "C99", "joined_at": datetime(2026, 4, 1)})
    rows = asked(facts_of({"customers": known})).tables["months"].records()
    assert [(row["month"], row["customers_at_start"], row["lost"]) for row in rows] == [
        ("2026-02", 10, 0),
        ("2026-03", 10, 1),
        ("2026-04", 9, 0),
    ]


def test_beyond_what_is_known_nothing_is_claimed() -> None:
    known = [{"customer_id": f"C{n}", "joined_at": TODAY - timedelta(days=100 + n)} for n in range(10)]
    numbers = asked(facts_of({"customers": [*known, {"customer_id": "C99", "joined_at": TODAY}]})).numbers
    assert numbers["kept_12"] is None
    assert numbers["median_months"] is None
    assert numbers["expected_over_months"] < 4


def test_customers_that_cannot_be_timed_are_counted_apart() -> None:
    known = [
        {"customer_id": "C1"},
        {"customer_id": "C2", "joined_at": TODAY, "left_at": TODAY - timedelta(days=5)},
        {"customer_id": "C3", "joined_at": TODAY - timedelta(days=5)},
    ]
    numbers = asked(facts_of({"customers": known})).numbers
    assert (numbers["customers"], numbers["without_start"], numbers["left_before_joining"]) == (1, 1, 1)


def test_no_customers_and_an_unknown_grouping_are_told() -> None:
    with pytest.raises(FactsError, match="No customers"):
        asked(facts_of({}))
    with pytest.raises(QuestionError, match="segment, acquired_by"):
        retention.Options(by="owner")


def test_a_curve_whose_first_few_were_all_lost_is_not_told() -> None:
    """One customer seen from the start and lost at once must not end the curve of hundreds seen later."""
    table = table_of([2, 30, 40, 50], [True, True, False, False], [0, 5, 5, 5])
    assert kaplan_meier(table).emptied
    first = TODAY - timedelta(days=100)
    known = [{"customer_id": "C1", "joined_at": first, "left_at": first + timedelta(days=5)}]
    known += [{"customer_id": f"D{n}", "joined_at": first - timedelta(days=500 + n)} for n in range(50)]
    events = [{"event_id": f"E{day}", "happened_at": day, "kind": "opened"} for day in (first, TODAY)]
    numbers = asked(facts_of({"customers": known, "events": events})).numbers
    assert (numbers["customers"], numbers["lost"], numbers["kept_12"]) == (51, 1, None)


def test_months_begin_where_the_record_does() -> None:
    first = datetime(2026, 3, 10)
    known = [{"customer_id": f"C{n}", "joined_at": datetime(2020, 1, 5)} for n in range(10)]
    known[0]["left_at"] = datetime(2026, 4, 5)
    events = [{"event_id": f"E{day}", "happened_at": day, "kind": "opened"} for day in (first, datetime(2026, 5, 3))]
    rows = asked(facts_of({"customers": known, "events": events})).tables["months"].records()
    assert [(row["month"], row["lost"]) for row in rows] == [("2026-03", 0), ("2026-04", 1)]


def test_of_a_few_customers_no_share_is_told_and_none_can_be_had_by_subtraction() -> None:
    known = company(count=60)
    known += [{"customer_id": f"T{n}", "segment": "tiny", "joined_at": TODAY - timedelta(days=900)} for n in range(2)]
    tables = asked(facts_of({"customers": known})).tables
    assert len(tables["groups"].rows) == 2  # of four: tiny, and another one that would give it away
    assert all(row["at_risk"] >= 5 for name in ("curve", "curves") for row in tables[name].records())
    numbers = asked(facts_of({"customers": known[-2:]})).numbers
    assert (numbers["customers"], numbers["kept_12"], numbers["expected_months"]) == (2, None, None)
