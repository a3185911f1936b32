"""Losses: real subscribers, and a made company whose every loss is known."""

# ruff: noqa: DTZ001  # facts are naive UTC

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from customerhero.errors import FactsError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.insight import losses
from tests.realdata import shared_data

LEFT = datetime(2026, 9, 15)


def asked(facts: Facts, **chosen: Any) -> Answer:
    options = losses.Options(**chosen)
    return losses.judge(collect_all(losses.ask(facts, options)), options)


def customers(count: int, start: int = 0, **more: Any) -> Any:
    return [
        {"customer_id": f"C{start + place:04d}", "joined_at": datetime(2024, 1, 1), **more} for place in range(count)
    ]


def events(kind: str, rows: Any, start: int = 0, **more: Any) -> Any:
    return [
        {"event_id": f"{kind}{start + place}", "customer_id": who, "happened_at": when, "kind": kind, **more}
        for place, (who, when) in enumerate(rows)
    ]


def test_real_subscribers_to_the_digit() -> None:
    day = datetime(2020, 6, 1)
    known, paid, cases = [], [], []
    with shared_data("uci_telecom_churn/Customer_Churn.csv").open() as file:
        for number, row in enumerate(csv.DictReader(file)):
            who = f"T{number}"
            known.append({"customer_id": who, "left_at": day if row["Churn"] == "1" else None})
            value = Decimal(row["Customer Value"])
            paid.append({"customer_id": who, "period": day.date(), "amount": value, "currency": "EUR"})
            if row["Complains"] == "1":
                cases.append({"case_id": f"K{number}", "customer_id": who, "opened_at": day})
    answer = asked(facts_of({"customers": known, "revenue": paid, "cases": cases}))
    numbers = answer.numbers
    assert (numbers["lost"], numbers["customers"]) == (495, 3150)
    assert (numbers["value_lost"], numbers["value_all"]) == (61781.65, 1483564.685)
    assert (numbers["lost_after_complaint"], numbers["customers_with_complaint"]) == (200, 241)
    assert (numbers["lost_without_complaint"], numbers["customers_without_complaint"]) == (295, 2909)
    assert round(numbers["lost_after_complaint_per_100"], 1) == 83.0
    assert round(numbers["lost_without_complaint_per_100"], 1) == 10.1
    (finding,) = answer.findings
    assert (finding.key, finding.tone) == ("losses/moment/after a complaint", "neutral")
    assert "associated_not_caused" in {caveat.code for caveat in finding.caveats}


def test_a_case_that_is_only_the_leaving_is_no_complaint() -> None:
    """C0 complained and gave notice later; C1 only gave notice; C2 only asked about its last bill after the notice."""
    before, notice, after = (LEFT - timedelta(days=ago) for ago in (40, 20, 10))
    told = [("C0000", "K1", before, "opened"), ("C0000", "K2", notice, "notice_to_leave")]
    told += [("C0001", "K3", before, "opened"), ("C0001", "K3", notice, "notice_to_leave")]
    told += [("C0002", "K4", notice, "notice_to_leave"), ("C0002", "K5", after, "opened")]
    told += [("C0003", "K6", before, "opened"), ("C0003", "K6", notice, "retention_offer")]
    rows = [
        {"event_id": f"E{place}", "customer_id": who, "case_id": case, "happened_at": when, "kind": kind}
        for place, (who, case, when, kind) in enumerate(told)
    ]
    numbers = asked(facts_of({"customers": customers(6, left_at=LEFT), "events": rows}), smallest_group=1).numbers
    assert (numbers["lost_after_complaint"], numbers["lost_without_complaint"]) == (1, 5)


@pytest.fixture(scope="module")
def company() -> Any:
    """Of 400 customers, clinics leave over price; shops hardly leave; two currencies never mix."""
    gone = {"left_at": LEFT, "leave_reason": "price > increase > twice in a year", "avoidable": True}
    known = (
        customers(167, 0, segment="clinics")
        + customers(3, 167, segment="clinics", left_at=LEFT, leave_reason="moved > abroad", avoidable=False)
        + customers(30, 170, segment="clinics", root_reason="service > waiting", **gone)
        + customers(197, 200, segment="shops")
        + customers(3, 397, segment="shops", left_at=LEFT, leave_reason="moved > abroad", avoidable=False)
    )
    paid = [
        {"customer_id": row["customer_id"], "period": date(year, month, 1), "amount": 10, "currency": "EUR"}
        for row in known
        for year, month in ((2025, 8), (2025, 10), (2026, 9))
    ]
    paid += [{"customer_id": "C0170", "period": date(2026, 9, 1), "amount": 999, "currency": "CHF"}]
    return facts_of({"customers": known, "revenue": paid})


def test_value_is_the_twelve_months_up_to_leaving_in_one_currency(company: Facts) -> None:
    numbers = asked(company).numbers
    assert numbers["value_lost"] == 36 * 20
    assert numbers["value_all"] == 400 * 20
    assert numbers["currency"] == "EUR"


def test_reasons_in_three_levels_and_avoidable_ones(company: Facts) -> None:
    tables = asked(company).tables
    domains = {row["domain"]: (row["customers"], row["value"]) for row in tables["domains"].records()}
    assert domains == {"price": (30, 600.0), "moved": (6, 120.0)}
    first = tables["reasons"].records()[0]
    assert (first["domain"], first["cause"], first["detail"]) == ("price", "increase", "twice in a year")
    assert (first["avoidable"], first["avoidable_of"]) == (30, 30)


def test_stated_reason_is_set_against_the_root(company: Facts) -> None:
    answer = asked(company)
    assert (answer.numbers["root_differs"], answer.numbers["root_known"]) == (30, 30)
    assert answer.tables["stated_against_root"].records() == [{"stated": "price", "root": "service", "customers": 30}]


def test_a_segment_that_leaves_for_one_reason_is_found(company: Facts) -> None:
    assert {finding.key for finding in asked(company).findings} == {
        "losses/reason/price > increase",
        "losses/segment/clinics",
    }
    found = {finding.key: finding for finding in asked(company, month="2026-09").findings}
    segment = found["losses/segment/clinics"]
    assert (segment.customers, segment.measure.value, segment.measure.n) == (33, 16.5, 200)
    assert segment.value is None  # 720 less 660 would be the value of the three shops that left
    assert segment.facts["leading_reason"] == "price > increase"
    assert (segment.facts["others_lost"], segment.facts["others_customers"]) == (3, 200)
    reason = found["losses/reason/price > increase"]
    assert (reason.measure.value, reason.measure.n, reason.measure.unit) == (7.5, 400, "per 100 customers")
    assert reason.tone == "neutral"  # the segment's finding tells it; leaving is on record for this month only
    assert found["losses/organisation/all"].change is None


def test_months_count_customers_at_their_start(company: Facts) -> None:
    (row,) = asked(company).tables["months"].records()
    assert (row["month"], row["customers_at_start"], row["lost"], row["lost_per_100"]) == ("2026-09", 400, 36, 9.0)


def test_losses_that_nothing_explains_are_only_told_for_the_record() -> None:
    known = [
        {"customer_id": f"C{number}", "segment": ("a", "b")[number % 2], "left_at": LEFT if number < 40 else None,
         "leave_reason": "price > increase" if number < 40 else None}
        for number in range(400)
    ]  # fmt: skip
    findings = asked(facts_of({"customers": known})).findings
    assert [finding.tone for finding in findings] == ["neutral"]


def with_rule(named_and_left: int, named_and_stayed: int, others_left: int, others: int) -> Any:
    total = named_and_left + named_and_stayed + others_left + others
    known = customers(total)
    leaving = [*range(named_and_left), *range(named_and_left + named_and_stayed, total - others)]
    for place in leaving:
        known[place]["left_at"] = LEFT
    named = [f"C{place:04d}" for place in range(named_and_left + named_and_stayed)]
    cases = [{"case_id": f"K{who}", "customer_id": who, "opened_at": LEFT - timedelta(days=20)} for who in named]
    told = [
        {"event_id": f"E{who}", "case_id": f"K{who}", "happened_at": LEFT - timedelta(days=10), "kind": "refused",
         "rule_id": "R-17"}
        for who in named
    ]  # fmt: skip
    told += events("replied", [("C0000", LEFT + timedelta(days=10))])
    rules = [{"rule_id": "R-17", "name": "No refund without the original receipt"}]
    return facts_of({"customers": known, "cases": cases, "events": told, "rules": rules})


def test_a_rule_that_costs_customers_is_named_with_them() -> None:
    answer = asked(with_rule(9, 11, 8, 172), month="2026-09")
    (finding,) = [one for one in answer.findings if one.subject.kind == "rule"]
    assert finding.key == "losses/rule/R-17"
    assert finding.subject.label == "No refund without the original receipt"
    assert (finding.customers, finding.measure.value, finding.measure.n) == (9, 45.0, 20)
    assert finding.evidence.customers == tuple(f"C{place:04d}" for place in range(9))
    assert answer.numbers["lost_after_refused"] == 9
    assert answer.numbers["lost_after_rule_named"] == 9


def test_a_rule_named_as_often_by_those_who_stay_is_no_finding() -> None:
    answer = asked(with_rule(9, 91, 9, 91), month="2026-09")
    assert [one for one in answer.findings if one.subject.kind == "rule"] == []
    assert answer.tables["rules"].records()[0]["lost"] == 9


def test_only_the_days_before_leaving_count() -> None:
    answer = asked(with_rule(9, 11, 8, 172), month="2026-09", before_days=5)
    assert answer.numbers["lost_after_rule_named"] == 0


def test_a_runaround_before_the_loss_is_seen() -> None:
    known = customers(10, left_at=LEFT) + customers(10, 10)
    teams = ("a", "b", "a")
    told = [
        {"event_id": f"E{who}{step}", "case_id": f"K{who}", "customer_id": f"C{who:04d}", "kind": "assigned",
         "team_id": team, "happened_at": LEFT - timedelta(days=30 - step)}
        for who in range(6) for step, team in enumerate(teams)
    ]  # fmt: skip
    numbers = asked(facts_of({"customers": known, "events": told})).numbers
    assert (numbers["lost"], numbers["lost_after_runaround"], numbers["lost_after_any"]) == (10, 6, 6)
    assert numbers["lost_after_runaround_per_100"] == 60.0


def silent_company() -> Any:
    """C0000 bought every 10 days and stopped 100 days ago; C0001 still comes; C0002 came twice; C0003 buys yearly."""
    end = datetime(2026, 9, 30)
    days = {
        "C0000": [100 + 10 * step for step in range(6)],
        "C0001": [10 * step for step in range(6)],
        "C0002": [150, 160],
        "C0003": [100 + 365 * step for step in range(5)],
    }
    rows = [(who, end - timedelta(days=ago)) for who, ago_list in days.items() for ago in ago_list]
    return facts_of({"customers": customers(4), "events": events("replied", rows)})


def test_silent_loss_is_measured_by_the_customers_own_gap() -> None:
    answer = asked(silent_company())
    silent = answer.tables["silent_customers"].records()
    assert [(row["customer_id"], row["usual_gap_days"], row["silent_days"]) for row in silent] == [("C0000", 10.0, 101)]
    assert (answer.numbers["silent"], answer.numbers["silent_judged"]) == (1, 3)


def test_silent_loss_by_a_set_number_of_days() -> None:
    answer = asked(silent_company(), silent_days=90)
    assert {row["customer_id"] for row in answer.tables["silent_customers"].records()} == {"C0000", "C0003"}


def test_monthly_revenue_that_ends_for_one_customer_is_silence() -> None:
    months = [date(2026, month, 1) for month in range(1, 10)]
    paid = [
        {"customer_id": f"C{who:04d}", "period": month, "amount": 50, "currency": "EUR"}
        for who in range(3)
        for month in months[: 4 if who == 0 else 9]
    ]
    silent = asked(facts_of({"customers": customers(3), "revenue": paid})).tables["silent_customers"].records()
    assert [(row["customer_id"], row["silent_value"]) for row in silent] == [("C0000", 600.0)]


def test_small_groups_are_not_shown() -> None:
    known = customers(50, segment="big") + customers(4, 50, segment="tiny", left_at=LEFT, leave_reason="price")
    tables = asked(facts_of({"customers": known})).tables
    assert tables["segments"].rows == ()  # big alone would give tiny away beside the total
    assert tables["reasons"].rows == ()


def test_without_customers_or_losses_there_is_an_answer() -> None:
    with pytest.raises(FactsError, match="No customers"):
        asked(facts_of({"events": events("replied", [("C1", LEFT)])}))
    answer = asked(facts_of({"customers": customers(1)}))
    assert (answer.numbers["lost"], answer.findings) == (0, ())


def test_a_leaving_after_the_day_of_the_data_has_not_happened_yet() -> None:
    known = customers(3, left_at=LEFT) + customers(2, 3, left_at=datetime(2199, 9, 9)) + customers(5, 5)
    facts = facts_of({"customers": known, "events": events("replied", [("C0009", LEFT + timedelta(days=5))])})
    assert (asked(facts).numbers["lost"], asked(facts, month="2199-09").numbers["lost"]) == (3, 0)


def test_customers_who_left_before_the_records_begin_are_not_without_complaint() -> None:
    known = customers(30, left_at=LEFT - timedelta(days=300)) + customers(6, 30, left_at=LEFT) + customers(24, 36)
    told = events("failed", [(f"C{who:04d}", LEFT - timedelta(days=50)) for who in (*range(30, 36), *range(36, 40))])
    told += events("replied", [("C0059", LEFT)])
    numbers = asked(facts_of({"customers": known, "events": told})).numbers
    assert numbers["lost"] == 36
    assert (numbers["lost_after_complaint"], numbers["customers_with_complaint"]) == (6, 10)
    assert (numbers["lost_without_complaint"], numbers["customers_without_complaint"]) == (0, 20)


def monthly(who: int, months: Any, amount: int = 50) -> Any:
    return [
        {"customer_id": f"C{who:04d}", "period": date(2026, month, 1), "amount": amount, "currency": "EUR"}
        for month in months
    ]


def test_a_complaint_is_no_purchase_and_only_those_who_never_paid_are_judged_by_their_visits() -> None:
    paid = monthly(0, range(1, 5)) + monthly(0, [5, 6], 0) + monthly(1, range(1, 10))
    told = events("replied", [("C0000", datetime(2026, 9, 20))])
    told += events("opened", [("C0002", datetime(2026, 9, 30) - timedelta(days=10 * step)) for step in range(6)])
    answer = asked(facts_of({"customers": customers(3), "revenue": paid, "events": told}))
    silent = [(row["customer_id"], row["silent_value"]) for row in answer.tables["silent_customers"].records()]
    assert silent == [("C0000", 600.0)]  # the months of nothing do not make it worth less
    assert answer.numbers["silent_judged"] == 3


def test_a_past_month_does_not_change_when_a_silent_customer_leaves_later() -> None:
    paid = monthly(0, range(1, 5)) + monthly(1, range(1, 13), 10) + monthly(2, range(1, 13))
    told = events("replied", [("C0001", datetime(2026, 12, 31))])
    later = customers(3)
    later[0]["left_at"] = datetime(2026, 12, 1)
    answers = [
        asked(facts_of({"customers": known, "revenue": paid, "events": told}), month="2026-09").tables
        for known in (customers(3), later)
    ]
    assert [row["customer_id"] for row in answers[0]["silent_customers"].records()] == ["C0000"]
    assert answers[0]["silent_customers"] == answers[1]["silent_customers"]


def test_the_value_of_a_few_lost_is_not_told_and_cannot_be_had_by_subtraction() -> None:
    known = customers(50, segment="farms") + customers(1, 50, segment="farms", left_at=LEFT)
    known += customers(40, 51, segment="shops") + customers(7, 91, segment="shops", left_at=LEFT)
    known += customers(40, 98, segment="clinics") + customers(9, 138, segment="clinics", left_at=LEFT)
    known += customers(2, 147, segment="tiny", left_at=datetime(2026, 8, 3))
    paid = [
        {"customer_id": row["customer_id"], "period": date(2026, 8, 1), "amount": 1000, "currency": "EUR"}
        for row in known
    ]
    answer = asked(facts_of({"customers": known, "revenue": paid}))
    told = {row["segment"]: (row["lost"], row["value_lost"]) for row in answer.tables["segments"].records()}
    assert told == {"clinics": (9, 9000.0), "farms": (1, None)}  # the shops are hidden with tiny
    assert [(row["month"], row["lost"], row["value_lost"]) for row in answer.tables["months"].records()] == [
        ("2026-08", 2, None),
        ("2026-09", 17, None),
    ]


def test_of_a_few_losses_only_their_number_is_told() -> None:
    known = customers(40) + customers(4, 40, left_at=LEFT, avoidable=True, leave_reason="price", root_reason="price")
    told = events("refused", [("C0040", LEFT - timedelta(days=1))]) + events("replied", [("C0001", LEFT)])
    numbers = asked(facts_of({"customers": known, "events": told})).numbers
    assert numbers["lost"] == 4
    kept_quiet = (
        "value_lost",
        "avoidable",
        "avoidable_per_100",
        "lost_after_refused",
        "lost_after_any",
        "root_differs",
    )
    assert {name: numbers[name] for name in kept_quiet} == dict.fromkeys(kept_quiet)


def test_a_reason_of_few_is_not_what_its_domain_has_more_than_its_other_causes() -> None:
    known = customers(10, left_at=LEFT, leave_reason="price > increase")
    known += customers(2, 10, left_at=LEFT, leave_reason="price > discount")
    known += customers(8, 12, left_at=LEFT, leave_reason="moved > abroad")
    tables = asked(facts_of({"customers": known})).tables
    assert {row["domain"]: row["customers"] for row in tables["domains"].records()} == {"price": 12, "moved": 8}
    assert {row["cause"]: row["customers"] for row in tables["causes"].records()} == {"abroad": 8, None: 12}
