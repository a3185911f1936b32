"""Growth: the textbook's example, and bridges that reconcile for any customers."""

import random
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer
from customerhero.insight import growth


def asked(facts: Facts, **chosen: Any) -> Answer:
    options = growth.Options(**{"smallest_group": 1, **chosen})
    return growth.judge(collect_all(growth.ask(facts, options)), options)


def paid(who: Any, year: Any, month: int, amount: Any, currency: Any = "EUR") -> Any:
    return {
        "customer_id": who, "period": date(year, month, 1), "amount": Decimal(str(amount)), "currency": currency,
    }  # fmt: skip


def test_the_books_example() -> None:
    """Base 100; of it 85 are left; 25 came by referral and reputation, 20 were bought: growth 30, earned 10."""
    rows = [paid("A", 2025, 9, 60), paid("B", 2025, 9, 40), paid("A", 2026, 9, 85)]
    rows += [paid("R", 2026, 9, 15), paid("S", 2026, 9, 10), paid("T", 2026, 9, 20)]
    known = [
        {"customer_id": "R", "acquired_by": "referral"},
        {"customer_id": "S", "acquired_by": "reputation"},
        {"customer_id": "T", "acquired_by": "bought"},
    ]
    numbers = asked(facts_of({"revenue": rows, "customers": known})).numbers
    assert (numbers["base_month"], numbers["month"]) == ("2025-09", "2026-09")
    assert (numbers["nrr"], numbers["enc"], numbers["bought"]) == (85.0, 25.0, 20.0)
    assert (numbers["growth"], numbers["earned_growth"]) == (30.0, 10.0)
    assert (numbers["start"], numbers["end"], numbers["unreconciled"]) == (100.0, 130.0, 0.0)
    assert (numbers["new"], numbers["up"], numbers["lost"]) == (45.0, 25.0, 40.0)
    assert numbers["replacement_ratio"] == 45 / 40
    assert numbers["running_in_place"] is False


def test_less_than_a_year_is_compared_with_the_month_before() -> None:
    rows = [paid("A", 2026, 8, 100), paid("A", 2026, 9, 70), paid("N", 2026, 9, 30)]
    numbers = asked(facts_of({"revenue": rows})).numbers
    assert (numbers["base_month"], numbers["nrr"], numbers["replacement_ratio"]) == ("2026-08", 70.0, 1.0)
    assert numbers["running_in_place"] is True
    assert numbers["new_unknown"] == 30.0
    assert (numbers["earned_growth"], numbers["earned_growth_if_unknown_were_earned"]) == (-30.0, 0.0)


def test_who_came_back_is_won_back_and_not_new() -> None:
    rows = [paid("A", 2026, month, 10) for month in (6, 7, 9)] + [paid("B", 2026, month, 10) for month in (6, 7, 8, 9)]
    rows.append(paid("N", 2026, 8, 5))
    months = {row["month"]: row for row in asked(facts_of({"revenue": rows})).tables["months"].records()}
    assert (months["2026-08"]["lost"], months["2026-08"]["new"]) == (10.0, 5.0)
    assert (months["2026-09"]["won_back"], months["2026-09"]["new"], months["2026-09"]["lost"]) == (10.0, 0.0, 5.0)
    assert (months["2026-09"]["customers_won_back"], months["2026-09"]["customers_end"]) == (1, 2)


def brute_force(rows: Any, month: int, step: Any) -> Any:
    """The bridge by hand: dictionaries per customer."""
    by: dict = {}
    for row in rows:
        number = row["period"].year * 12 + row["period"].month
        by.setdefault(row["customer_id"], {})[number] = row["amount"]
    told = dict.fromkeys(("start", "new", "won_back", "up", "down", "lost", "end"), Decimal(0))
    for amounts in by.values():
        now, before = amounts.get(month, Decimal(0)), amounts.get(month - step, Decimal(0))
        told["start"] += before
        told["end"] += now
        if now and not before:
            told["new" if min(amounts) > month - step else "won_back"] += now
        elif before and not now:
            told["lost"] += before
        elif now > before:
            told["up"] += now - before
        else:
            told["down"] += before - now
    return {name: float(amount) for name, amount in told.items()}


@pytest.fixture(scope="module")
def random_rows() -> Any:
    generator = random.Random(3)
    return [
        paid(f"C{who}", 2025 + (month > 12), (month - 1) % 12 + 1, f"{generator.randrange(1, 900)}.{month:02d}")
        for who in range(60)
        for month in range(1, 22)
        if generator.random() < 0.7
    ]


def test_bridges_equal_those_worked_out_by_hand_and_reconcile(random_rows: Any) -> None:
    answer = asked(facts_of({"revenue": random_rows}))
    expected = brute_force(random_rows, 2026 * 12 + 9, 12)
    assert {name: answer.numbers[name] for name in expected} == pytest.approx(expected)
    months = answer.tables["months"].records()
    assert len(months) == 20
    for row in months:
        year, month = map(int, row["month"].split("-"))
        expected = brute_force(random_rows, year * 12 + month, 1)
        assert {name: row[name] for name in expected} == pytest.approx(expected)
        assert row["unreconciled"] == 0.0
    for earlier, later in pairwise(months):
        assert earlier["end"] == pytest.approx(later["start"])
        assert earlier["customers_end"] == later["customers_start"]


def test_a_month_and_a_period_can_be_chosen(random_rows: Any) -> None:
    answer = asked(facts_of({"revenue": random_rows}), month="2026-03", period_months=3)
    expected = brute_force(random_rows, 2026 * 12 + 3, 3)
    assert (answer.numbers["month"], answer.numbers["base_month"]) == ("2026-03", "2025-12")
    assert {name: answer.numbers[name] for name in expected} == pytest.approx(expected)
    assert answer.tables["months"].records()[-1]["month"] == "2026-03"


def test_a_credit_note_reduces_its_month_and_reconciles() -> None:
    rows = [paid("A", 2026, 8, 100), paid("A", 2026, 9, 80), paid("B", 2026, 8, 50), paid("B", 2026, 9, 50)]
    numbers = asked(facts_of({"revenue": rows})).numbers
    assert (numbers["start"], numbers["down"], numbers["end"], numbers["unreconciled"]) == (150.0, 20.0, 130.0, 0.0)


def test_who_only_gets_a_refund_does_not_pay_and_the_refund_is_told() -> None:
    rows = [paid("A", 2026, 8, 100), paid("A", 2026, 9, -20), paid("B", 2026, 8, 50), paid("B", 2026, 9, 50)]
    rows += [paid("C", 2026, 9, -5), paid("D", 2026, 8, -7), paid("D", 2026, 9, 30)]
    numbers = asked(facts_of({"revenue": rows})).numbers
    assert (numbers["start"], numbers["lost"], numbers["new"], numbers["end"]) == (150.0, 100.0, 30.0, 80.0)
    assert (numbers["customers_start"], numbers["customers_lost"], numbers["customers_new"]) == (2, 1, 1)
    assert (numbers["refunded"], numbers["refunded_customers"], numbers["unreconciled"]) == (-32.0, 3, 0.0)


def test_two_currencies_are_never_added() -> None:
    rows = [paid("A", 2026, 8, 100), paid("A", 2026, 9, 100), paid("A", 2026, 9, 900, "CHF")]
    numbers = asked(facts_of({"revenue": rows})).numbers
    assert (numbers["end"], numbers["currency"]) == (100.0, "EUR")


def segment_rows() -> Any:
    generator = random.Random(8)
    known, rows = [], []
    for who in range(300):
        segment = ("clinics", "farms", "shops")[who % 3]
        known.append({"customer_id": f"C{who}", "segment": segment})
        rows.append(paid(f"C{who}", 2026, 8, 100))
        gone = generator.random() < (0.4 if segment == "clinics" else 0.05)
        if not gone:
            rows.append(paid(f"C{who}", 2026, 9, generator.choice((95, 100, 105))))
    return known, rows


def test_a_segment_that_shrinks_and_running_in_place_are_found() -> None:
    known, rows = segment_rows()
    found = {one.key: one for one in asked(facts_of({"customers": known, "revenue": rows}), smallest_group=5).findings}
    assert set(found) == {"growth/organisation/running in place", "growth/segment/clinics"}
    clinics = found["growth/segment/clinics"]
    assert clinics.measure.value < clinics.facts["others"]
    assert clinics.measure.interval.low < clinics.measure.value < clinics.measure.interval.high
    assert clinics.customers >= 30
    assert clinics.evidence.customers


def test_new_customers_that_make_up_for_losses_are_no_finding() -> None:
    known, rows = segment_rows()
    rows += [paid(f"N{who}", 2026, 9, 100) for who in range(80)]
    keys = [one.key for one in asked(facts_of({"customers": known, "revenue": rows})).findings]
    assert "growth/organisation/running in place" not in keys


def test_one_month_alone_and_no_revenue_and_an_unknown_grouping() -> None:
    answer = asked(facts_of({"revenue": [paid("A", 2026, 9, 10)]}))
    assert (answer.numbers["base_month"], answer.findings) == (None, ())
    with pytest.raises(FactsError, match="No revenue"):
        asked(facts_of({"customers": [{"customer_id": "A"}]}))
    with pytest.raises(QuestionError, match="by segment"):
        growth.Options(by="person")
    assert asked(facts_of({"revenue": [paid("A", 2026, 9, 10)]}), month="2020-01").findings == ()


def test_a_segment_that_grows_less_than_others_is_no_bad_news() -> None:
    known = [{"customer_id": f"C{who}", "segment": ("slow", "fast")[who % 2]} for who in range(60)]
    rows = [paid(f"C{who}", 2026, 8, 100 + who) for who in range(60)]
    rows += [paid(f"C{who}", 2026, 9, (100 + who) * 2 if who % 2 else 110 + who) for who in range(60)]
    answer = asked(facts_of({"customers": known, "revenue": rows}), smallest_group=5)
    assert [row["nrr"] > 100 for row in answer.tables["segments"].records()] == [True, True]
    assert answer.findings == ()


def test_evidence_is_there_where_revenue_ends_before_the_day_of_the_data() -> None:
    known, rows = segment_rows()
    told = [{"event_id": "E1", "happened_at": datetime(2026, 10, 20), "kind": "opened"}]  # noqa: DTZ001
    found = asked(facts_of({"customers": known, "revenue": rows, "events": told}), smallest_group=5).findings
    assert found
    assert all(one.evidence.customers for one in found)


def test_the_value_of_a_few_is_not_told_and_does_not_close_the_bridge() -> None:
    rows = [paid(f"C{who}", 2026, month, 100 + (who < 20) * month) for who in range(40) for month in (7, 8)]
    rows += [paid("L1", 2026, 7, 700), *(paid(f"N{who}", 2026, 8, 10) for who in range(8))]
    answer = asked(facts_of({"revenue": rows}), smallest_group=5)
    (month,) = answer.tables["months"].records()
    assert (month["customers_lost"], month["lost"], month["new"], month["up"]) == (1, None, None, 20.0)
    assert (answer.numbers["lost"], answer.numbers["replacement_ratio"]) == (None, None)
    few = asked(facts_of({"revenue": rows[:4]}), smallest_group=5).numbers
    assert (few["nrr"], few["growth"]) == (None, None)
