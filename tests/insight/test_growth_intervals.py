"""How sure net revenue retention is, for few customers and unequal amounts, and what a finding of growth is worth."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng
from scipy.stats import norm, t  # type: ignore[import-untyped]

from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer
from customerhero.findings.intervals import Z95
from customerhero.findings.months import OVER_MONTHS
from customerhero.insight import growth
from customerhero.insight.growth.nrr import Kept, chance_of_keeping, net_revenue_retention, normals, students
from customerhero.wording import headline, sentence


def kept(before: Any, now: Any) -> Kept:
    paying = now > 0
    return Kept(
        len(before), before.sum(), (before**2).sum(), int(paying.sum()), before[paying].sum(),
        (before[paying] ** 2).sum(), now.sum(), (now**2).sum(), (now * before).sum(),
    )  # fmt: skip


def drawn(rng: Any, n: int, spread: float, lost: float, changed: float) -> Kept:
    before = np.exp(rng.normal(0, spread, n))
    change = np.where(rng.random(n) < changed, np.exp(rng.normal(0.02, 0.2, n)), 1.0)
    return kept(before, np.where(rng.random(n) < lost, 0.0, before * change))


@pytest.mark.parametrize("n", [8, 50, 200])
@pytest.mark.parametrize("spread", [0.0, 1.0, 1.5])
@pytest.mark.parametrize(("lost", "changed"), [(0.11, 0.0), (0.11, 0.3), (0.31, 0.3)])
def test_the_interval_holds_the_truth_in_nine_of_ten_cases_and_more(
    n: int, spread: float, lost: float, changed: float
) -> None:
    rng, truth = default_rng(7), 100 * (1 - lost) * (1 - changed + changed * np.exp(0.04))
    ends = [drawn(rng, n, spread, lost, changed).ends(Z95) for _ in range(300)]
    assert sum(low <= truth <= high for low, high in ends) >= 0.9 * len(ends)
    assert min(high - low for low, high in ends) > 1  # nobody lost is not nobody who could have been


def test_two_groups_that_keep_alike_differ_no_more_often_than_is_said() -> None:
    rng = default_rng(3)
    chances = np.array([
        chance_of_keeping(drawn(rng, 40, 1.2, 0.12, 0.3), drawn(rng, 300, 1.0, 0.12, 0.3)) for _ in range(400)
    ])  # fmt: skip
    assert (chances < 0.05).mean() <= 0.07
    assert (chances < 0.01).mean() <= 0.015
    apart = [chance_of_keeping(drawn(rng, 100, 1, 0.35, 0.3), drawn(rng, 900, 1, 0.08, 0.3)) for _ in range(50)]
    assert np.median(apart) < 0.001


@pytest.mark.parametrize("freedom", [2, 3, 7, 30, 400])
def test_students_t_is_scipys_or_a_little_larger(freedom: int) -> None:
    for z in (1.0, Z95, 2.5):
        exact = t.isf(norm.sf(z), freedom)
        assert exact * 0.995 <= students(z, freedom) <= exact * (1.15 if freedom < 5 else 1.03)
        assert normals(students(z, freedom), freedom) == pytest.approx(z)


def test_shares_and_equal_amounts_give_wilsons_share() -> None:
    rows = [{"kind": "same", "customers": 400, "before": 400.0, "now": 400.0, "before_squared": 400.0,
             "now_squared": 400.0, "product": 400.0},
            {"kind": "lost", "customers": 100, "before": 100.0, "now": 0.0, "before_squared": 100.0,
             "now_squared": 0.0, "product": 0.0}]  # fmt: skip
    measure = net_revenue_retention(rows)
    assert (measure.value, measure.n) == (80.0, 500)
    assert measure.interval is not None
    assert (measure.interval.low, measure.interval.high) == pytest.approx((76.27, 83.27), abs=0.05)  # Wilson of 400/500


def asked(rows: Any, customers: Any = (), **chosen: Any) -> Answer:
    options = growth.Options(**chosen)
    tables = {"revenue": rows} | ({"customers": customers} if customers else {})
    return growth.judge(collect_all(growth.ask(facts_of(tables), options)), options)


def paid(who: str, number: int, amount: float) -> Any:
    """A month numbered from January 2025."""
    year, month = divmod(number, 12)
    return {"customer_id": who, "period": date(2025 + year, month + 1, 1), "amount": Decimal(amount), "currency": "EUR"}


def found(answer: Answer) -> Any:
    return {finding.key: finding for finding in answer.findings}


IN_PLACE = "growth/organisation/running in place"


def test_a_year_lost_is_never_worth_more_than_was_paid_in_a_year() -> None:
    """Forty pay ten a month and once ten times as much; a month later they are gone."""
    rows = [paid(f"S{n}", month, 100) for n in range(200) for month in range(10)]
    rows += [paid(f"L{n}", month, 100 if month == 8 else 10) for n in range(40) for month in range(9)]
    finding = found(asked(rows))[IN_PLACE]
    assert finding.facts["gone_a_month"] == 4000
    assert finding.value.amount == 40 * (8 * 10 + 100)  # not 12 times 4,000
    assert finding.facts[OVER_MONTHS] == 1


def test_what_went_in_a_year_is_told_with_the_month_it_is_set_beside() -> None:
    rows = [paid(f"S{n}", month, 100) for n in range(300) for month in range(14)]
    rows += [paid(f"L{n}", month, 50) for n in range(60) for month in range(2 + n % 10)]
    customers = [{"customer_id": f"S{n}", "segment": "homes"} for n in range(300)]
    customers += [{"customer_id": f"L{n}", "segment": "trade", "left_at": datetime(2025, 3 + n % 10, 2)}  # noqa: DTZ001
                  for n in range(60)]  # fmt: skip
    customers += [{"customer_id": f"T{n}", "segment": "trade"} for n in range(60)]
    rows += [paid(f"T{n}", month, 50) for n in range(60) for month in range(14)]
    known = found(asked(rows, customers))
    trade = known["growth/segment/trade"]
    assert (trade.customers, trade.facts[OVER_MONTHS], trade.facts["left"]) == (60, 12, 60)
    assert headline(trade) == "In trade, customers of February 2025 now pay 50.0 of every 100 they paid then"
    assert "Of its 120 customers of February 2025, 60 left and 0 pay less" in sentence(trade)
    assert trade.value.amount <= 12 * trade.facts["gone_a_month"]
    assert "Customers of February 2025 who left or pay less take €3,000" in sentence(known[IN_PLACE])


def test_what_was_won_back_replaces_too() -> None:
    rows = [paid(f"S{n}", month, 100) for n in range(200) for month in range(5)]
    rows += [paid(f"L{n}", month, 100) for n in range(40) for month in range(4)]
    assert IN_PLACE in found(asked(rows))
    rows += [paid(f"B{n}", month, 100) for n in range(36) for month in (0, 1, 2, 4)]
    assert IN_PLACE not in found(asked(rows))


def test_amounts_that_wander_up_and_down_are_no_running_in_place() -> None:
    """Each pays by use: half of all pay a tenth more than the month before and half as much less."""
    rows = [paid(f"C{n}", month, 100 if month == 0 else 110 if n % 2 else 90) for n in range(300) for month in range(2)]
    answer = asked(rows)
    assert IN_PLACE not in found(answer)
    assert [look.chance for look in answer.looks if look.key == IN_PLACE] == [1.0]


def test_every_segment_is_looked_at_beside_all_others() -> None:
    rows = [paid(f"C{n}", month, 100) for n in range(60) for month in range(2)]
    customers = [{"customer_id": f"C{n}", "segment": ("a", "b", "c")[n % 3]} for n in range(60)]
    answer = asked(rows, customers)
    assert {look.key for look in answer.looks} == {IN_PLACE, *(f"growth/segment/{name}" for name in "abc")}
    assert all(look.chance > 0.5 for look in answer.looks)
    assert answer.findings == ()


def test_one_month_says_why_nothing_can_be_told() -> None:
    answer = asked([paid(f"C{n}", 0, 100) for n in range(9)])
    assert "no whole month before it" in answer.numbers["words"]


def test_earned_growth_is_no_surer_than_what_was_kept() -> None:
    rows = [paid(f"S{n}", month, 100) for n in range(60) for month in range(2) if n < 55 or month == 0]
    rows += [paid(f"N{n}", 1, 50) for n in range(10)]
    customers = [{"customer_id": f"N{n}", "acquired_by": "referral"} for n in range(10)]
    told = asked(rows, customers).numbers
    low, high = told["earned_growth_low"], told["earned_growth_high"]
    assert low < told["nrr_low"] + told["enc"] - 100 < told["earned_growth"] < high
    alone = asked(rows[:115]).numbers
    ends = (alone["earned_growth_low"], alone["earned_growth_high"])
    assert ends == pytest.approx((alone["nrr_low"] - 100, alone["nrr_high"] - 100))
