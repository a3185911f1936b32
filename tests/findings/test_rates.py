"""Rates in cells: total, months, change and groups come from the same counts."""

from __future__ import annotations

from customerhero.findings.rates import Rates, Shown

MAY = 2026 * 12 + 4
ROWS = [
    {"month": MAY - 1, "topic": "bill", "segment": "one", "group": "one", "cases": 100, "hits": 10},
    {"month": MAY, "topic": "bill", "segment": "one", "group": "one", "cases": 100, "hits": 40},
    {"month": MAY, "topic": "bill", "segment": "two", "group": "two", "cases": 50, "hits": 5},
    {"month": None, "topic": None, "segment": None, "group": "two", "cases": 2, "hits": None},
]


def test_total_months_and_change_agree() -> None:
    rates = Rates.of(ROWS, "hits")
    assert (rates.hits, rates.n) == (55, 252)
    assert rates.measure("x").value == 100 * 55 / 252
    assert [row[:3] for row in rates.months("hits").rows] == [("2026-04", 100, 10), ("2026-05", 150, 45)]
    change = rates.change("2026-05")
    assert change is not None and (change.difference, change.verdict) == (20.0, "worse")
    assert rates.change(None) is None and rates.change("2026-04") is None


def test_groups_of_a_few_customers_are_left_out_with_one_more() -> None:
    may = Rates.of(ROWS, "hits").of_month("2026-05")
    shown = may.by("hits", Shown({"one": 80, "two": 30}, 5), by_topic=True)
    assert [row[:4] for row in shown.rows] == [("one", 100, 80, 40), ("two", 50, 30, 5)]
    assert not may.by("hits", Shown({"one": 80, "two": 4}, 5), by_topic=True).rows


def test_a_month_with_a_harder_mix_is_not_worse_when_adjusted() -> None:
    """Each topic keeps its rate (10 and 50 of 100); the second month only has more of the hard one."""
    mix = [(MAY - 1, "easy", 900, 90), (MAY - 1, "hard", 100, 50), (MAY, "easy", 100, 10), (MAY, "hard", 900, 450)]
    cells = [{"month": month, "topic": topic, "cases": n, "hits": hits} for month, topic, n, hits in mix]
    months = Rates.of(cells, "hits").months("hits").records()
    assert [row["rate"] for row in months] == [14.0, 46.0]
    assert [round(row["adjusted"], 9) for row in months] == [30.0, 30.0]
