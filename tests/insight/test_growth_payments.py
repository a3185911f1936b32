"""Growth where revenue is not revenue of whole months: payments for a term, and months of which a part is missing."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from customerhero.errors import QuestionError
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer, Money
from customerhero.findings.months import is_over
from customerhero.insight import growth
from customerhero.insight.growth.whole import cut_months

Rows = list[dict[str, Any]]


def asked(revenue: Rows, customers: Rows | None = None, **chosen: Any) -> Answer:
    options = growth.Options(**{"smallest_group": 1, **chosen})
    tables = {"revenue": revenue, **({"customers": customers} if customers else {})}
    return growth.judge(collect_all(growth.ask(facts_of(tables), options)), options)


def paid(who: str, month: int, amount: int) -> dict[str, Any]:
    """Month 1 is January 2022."""
    period = date(2022 + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return {"customer_id": who, "period": period, "amount": Decimal(amount), "currency": "EUR"}


def known(names: Any, joined: int = 2020, left: dict[str, datetime] | None = None) -> Rows:
    since = datetime(joined, 1, 1)  # noqa: DTZ001
    return [{"customer_id": who, "joined_at": since, "left_at": (left or {}).get(who)} for who in names]


def each_term(count: int, term: int, last: int, amount: int, name: str = "T") -> Rows:
    """So many customers who pay every `term` months, begun one after the other."""
    return [
        paid(f"{name}{who}", month, amount) for who in range(count) for month in range(who % term + 1, last + 1, term)
    ]


MONTHLY = each_term(20, 1, 36, 50, "M")


@pytest.mark.parametrize(("term", "amount"), [(3, 300), (6, 600), (12, 1200)])
@pytest.mark.parametrize("others", [[], MONTHLY])
def test_payments_for_a_term_are_spread_and_nobody_is_lost(term: int, amount: int, others: Rows) -> None:
    rows = each_term(24, term, 36, amount) + others
    answer = asked(rows)
    assert answer.numbers["looks_like"].startswith("payments")
    assert answer.numbers["spread_over_months"] == term
    assert (answer.numbers["customers_lost"], answer.numbers["lost"], answer.numbers["nrr"]) == (0, 0.0, 100.0)
    assert answer.numbers["end"] == 24 * 100 + (1000 if others else 0)
    late = [row for row in answer.tables["months"].records() if row["month"] >= "2023-02"]
    assert {(row["customers_lost"], row["customers_new"], row["lost"]) for row in late} == {(0, 0, 0.0)}


def test_who_does_not_renew_is_lost_when_the_term_ends() -> None:
    rows = [row for row in each_term(36, 12, 36, 1200) if row["customer_id"] != "T3" or row["period"].year < 2024]
    months = {row["month"]: row for row in asked(rows).tables["months"].records()}
    assert (months["2024-04"]["customers_lost"], months["2024-04"]["lost"]) == (1, 100.0)
    assert sum(row["customers_lost"] for row in months.values()) == 1


def test_one_payment_each_and_no_day_of_leaving_tells_no_losses_until_somebody_says_the_term() -> None:
    rows = [paid(f"A{month}-{who}", month, 1200) for month in range(1, 11) for who in range(10)]
    rows += [paid(f"M{who}", month, 100) for month in range(1, 11) for who in range(10)]
    answer = asked(rows, known(sorted({row["customer_id"] for row in rows}), joined=2022))
    assert answer.numbers["looks_like"] == "payments"
    assert (answer.numbers["customers_paying_once"], answer.numbers["customers_paying_monthly"]) == (80, 10)
    assert "lost" not in answer.numbers
    assert (answer.findings, dict(answer.tables)) == ((), {})
    told = asked(rows, term=12).numbers
    assert (told["start"], told["new"], told["lost"], told["customers_lost"]) == (10_000.0, 1_000.0, 0.0, 0)


def test_purchases_at_any_time_are_not_taken_for_terms() -> None:
    chance = random.Random(1)
    rows = [paid(f"R{who}", month, 50) for who in range(80) for month in range(1, 25) if chance.random() < 0.2]
    answer = asked(rows)
    assert (answer.numbers["looks_like"], answer.numbers["spread_over_months"]) == ("payments", None)


def test_spreading_keeps_every_cent() -> None:
    rows = each_term(12, 12, 36, 1000)
    months = asked(rows).tables["months"].records()
    year = sum(row["end"] for row in months if row["month"].startswith("2023"))
    assert year == pytest.approx(12 * 1000, abs=0.01)
    assert all(row["unreconciled"] == 0.0 for row in months)


def monthly(months: Any, keep: Any = lambda who, month: True) -> Rows:
    return [paid(f"M{who}", month, 50) for who in range(60) for month in months if keep(who, month)]


NAMES = [f"M{who}" for who in range(60)]


@pytest.mark.parametrize("customers", [None, known(NAMES)])
def test_a_newest_month_of_a_fifth_of_the_invoices_is_not_compared(customers: Rows | None) -> None:
    rows = monthly(range(1, 30), lambda who, month: month < 29 or who % 5 == 0)
    answer = asked(rows, customers)
    assert (answer.numbers["month"], answer.numbers["nrr"], answer.numbers["lost"]) == ("2024-04", 100.0, 0.0)
    assert answer.numbers["months_not_whole"] == "2024-05"
    assert answer.numbers["told_instead"].startswith("2024-04 is told: 2024-05 is not over")
    asked_for_it = asked(rows, customers, month="2024-05").numbers
    assert (asked_for_it["month"], asked_for_it["nrr"]) == ("2024-04", 100.0)
    assert "2024-05" not in [row["month"] for row in answer.tables["months"].records()]


def test_most_customers_may_leave_in_a_month_when_the_list_says_so() -> None:
    rows = monthly(range(1, 15), lambda who, month: month < 14 or who % 5 == 0)
    left = {who: datetime(2023, 1, 31) for at, who in enumerate(NAMES) if at % 5}  # noqa: DTZ001
    numbers = asked(rows, known(NAMES, left=left)).numbers
    assert (numbers["month"], numbers["customers_lost"], numbers["months_not_whole"]) == ("2023-02", 48, None)


def test_a_first_month_of_a_third_makes_nobody_new_who_joined_before() -> None:
    rows = monthly(range(1, 14), lambda who, month: month > 1 or who % 3 == 0)
    numbers = asked(rows, known(NAMES)).numbers
    assert (numbers["base_month"], numbers["new"], numbers["nrr"]) == ("2022-12", 0.0, 100.0)
    assert numbers["months_not_whole"] == "2022-01"


def test_who_joined_before_revenue_begins_and_pays_late_is_neither_new_nor_kept() -> None:
    rows = monthly(range(1, 14), lambda who, month: who > 5 or month > 6)
    numbers = asked(rows, known(NAMES)).numbers
    assert (numbers["customers_new"], numbers["customers_unseen"], numbers["nrr"]) == (0, 6, 100.0)
    assert (numbers["up"], numbers["customers_end"], numbers["unreconciled"]) == (300.0, 60, 0.0)


@pytest.mark.parametrize("missing", [13, 20])
def test_a_month_without_revenue_is_no_base_and_no_end(missing: int) -> None:
    answer = asked(monthly([month for month in range(1, 26) if month != missing]), known(NAMES))
    assert (answer.numbers["nrr"], answer.numbers["won_back"], answer.numbers["lost"]) == (100.0, 0.0, 0.0)
    assert all(row["customers_lost"] == row["customers_won_back"] == 0 for row in answer.tables["months"].records())


def test_the_list_decides_who_is_lost_and_revenue_how_much() -> None:
    rows = monthly(range(1, 14), lambda who, month: month < 13 or who > 9)
    left = {f"M{who}": datetime(2023, 1, 3) for who in range(4)}  # noqa: DTZ001
    numbers = asked(rows, known(NAMES, left=left)).numbers
    assert (numbers["customers_lost"], numbers["customers_stopped"], numbers["customers_end"]) == (4, 6, 50)
    assert (numbers["lost"], numbers["down"], numbers["unreconciled"]) == (200.0, 300.0, 0.0)


def test_a_term_that_is_none_is_refused() -> None:
    with pytest.raises(QuestionError, match="cannot be spread"):
        growth.Options(term=1)


def test_months_are_cut_where_most_are_missing_without_having_left() -> None:
    def month(number: int, **kinds: int) -> Rows:
        return [{"month_no": number, "kind": kind, "customers": count} for kind, count in kinds.items()]

    bridge = [
        *month(2, same=9, unseen=10),
        *month(3, same=15, stopped=4),
        *month(4, same=5, stopped=10),
        *month(5, lost=9),
    ]
    assert cut_months(bridge, leaving_is_known=True) == {1, 4}
    assert cut_months(bridge, leaving_is_known=False) == {1, 4, 5}
    assert is_over(2024 * 12 + 1, date(2024, 2, 29))
    assert not is_over(2024 * 12 + 1, date(2024, 2, 28))


def test_of_sixty_who_pay_a_year_ahead_eight_do_not_renew() -> None:
    rows = [
        paid(f"A{who}", month, 4800)
        for who in range(60)
        for month in range(who % 12 + 1, 37, 12)
        if who >= 8 or month <= 24
    ]
    left = {f"A{who}": datetime(2024, who + 1, 1) for who in range(8)}  # noqa: DTZ001
    answer = asked(rows, known([f"A{who}" for who in range(60)], left=left), smallest_group=5)
    assert (answer.numbers["customers_lost"], answer.numbers["customers_left"]) == (8, 8)
    assert answer.numbers["nrr"] == pytest.approx(100 * 52 / 60)
    assert [finding.value for finding in answer.findings] == [Money(8 * 4800.0, "EUR")]


def test_half_of_the_invoices_are_no_month_to_compare_where_nothing_says_who_left() -> None:
    chance = random.Random(1)
    answer = asked(monthly(range(1, 30), lambda who, month: month < 29 or chance.random() < 0.5))
    assert (answer.numbers["month"], answer.numbers["customers_lost"]) == ("2024-04", 0)


@pytest.mark.parametrize(
    ("months", "base", "why"),
    [
        ([month for month in range(1, 26) if month != 13], "2023-12", "2023-01 is missing"),
        (list(range(1, 6)), "2022-04", "revenue does not reach back to 2021-05"),
        (list(range(1, 26)), "2023-01", None),
    ],
)
def test_another_base_than_that_of_the_period_before_is_named(months: list[int], base: str, why: str | None) -> None:
    numbers = asked(monthly(months), known(NAMES)).numbers
    assert numbers["base_month"] == base
    assert (why in numbers["base_instead"]) if why else "base_instead" not in numbers
