"""Exact chances of two groups against counting every way to deal their answers out."""

from __future__ import annotations

from math import comb, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerhero.findings.comparing import chance_of_z
from customerhero.findings.permuting import Standings, Tails, tails


@st.composite
def answers(draw: st.DrawFn) -> Standings:
    high, low, middle = (draw(st.integers(0, 12)) for _ in range(3))
    return Standings(high, low, high + low + middle)


def _counted(group: Standings, others: Standings) -> Tails:
    every = group + others
    middle, ways = every.n - every.high - every.low, comb(every.n, group.n)
    low = high = 0
    for up in range(group.n + 1):
        for down in range(group.n + 1 - up):
            dealt = comb(every.high, up) * comb(every.low, down) * comb(middle, group.n - up - down)
            low += dealt if up - down <= group.high - group.low else 0
            high += dealt if up - down >= group.high - group.low else 0
    return Tails(low / ways, high / ways)


@given(answers(), answers())
@settings(max_examples=80, deadline=None)
def test_every_way_to_deal_them_out_is_counted(one: Standings, other: Standings) -> None:
    found = tails(one, other)
    if not one.n or not other.n:
        assert found == Tails(1.0, 1.0)
        return
    if (one.high - one.low) * other.n == (other.high - other.low) * one.n:
        assert found.both == 1.0
        return
    counted = _counted(one, other)
    assert (found.low, found.high) == pytest.approx((counted.low, counted.high), rel=1e-9)


def test_fishers_tea() -> None:
    assert tails(Standings(3, 0, 4), Standings(1, 0, 4)).high == pytest.approx(17 / 70)  # Fisher 1935: 3 of 4 cups


def test_five_unhappy_answers_are_as_rare_as_they_are() -> None:
    nobody = tails(Standings(0, 0, 5), Standings(78, 0, 100))
    assert nobody.low == pytest.approx(comb(27, 5) / comb(105, 5))
    assert nobody.both < 0.003


def test_many_are_compared_by_the_normal_curve() -> None:
    one, other = Standings(4000, 2000, 9000), Standings(40_300, 20_000, 90_000)
    error = sqrt((one + other).variance * (1 / one.n + 1 / other.n))
    assert tails(one, other).both == pytest.approx(chance_of_z((one.mean - other.mean) / error))
