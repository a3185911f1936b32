"""Scores against figures worked out in the literature and by hand."""

from math import comb, sqrt

import pytest

from customerhero.findings.agreement import kappa
from customerhero.findings.comparing import chance_of_z, holm
from customerhero.findings.exact import chance_within
from customerhero.findings.scores import (
    Stratum,
    Weighed,
    net_promoter,
    post_stratified,
    score_change,
    score_z,
    weighted_score,
)


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "plain", "centre", "margin"),
    [(110, 40, 200, 35.0, 34.5, 10.9), (12, 0, 12, 100.0, 80.0, 25.8)],
)
def test_adjusted_wald_gives_the_published_intervals(
    promoters: int, detractors: int, n: int, plain: float, centre: float, margin: float
) -> None:
    score = net_promoter(promoters, detractors, n)
    assert score is not None
    assert score.value == plain
    assert round(score.centre, 1) == centre
    assert round(score.margin, 1) == margin


def test_a_full_score_of_few_answers_keeps_an_interval_within_the_scale() -> None:
    score = net_promoter(12, 0, 12)
    assert score is not None
    assert score.interval.high == 100.0
    assert score.interval.low < 55


def test_nobody_answered_is_no_score() -> None:
    assert net_promoter(0, 0, 0) is None
    assert score_change(None, net_promoter(1, 0, 5)) is None


def test_change_is_judged_by_z_against_196() -> None:
    before, now = net_promoter(110, 40, 200), net_promoter(90, 60, 200)
    assert before is not None
    assert now is not None
    expected = (now.centre - before.centre) / sqrt(now.standard_error**2 + before.standard_error**2)
    assert score_z(now, before) == pytest.approx(expected)
    change = score_change(now, before)
    assert change is not None
    assert abs(expected) > 1.96
    assert change.verdict == "worse"
    assert change.difference == -20.0
    nearly = score_change(net_promoter(105, 45, 200), before)
    assert nearly is not None
    assert nearly.verdict == "no detectable change"
    few = score_change(net_promoter(0, 4, 4), before)
    assert few is not None
    assert few.verdict == "not enough data yet"


def test_equal_weights_give_the_plain_score_and_the_textbook_error() -> None:
    parts = [Weighed(100.0, 60, 60.0, 60.0), Weighed(0.0, 20, 20.0, 20.0), Weighed(-100.0, 20, 20.0, 20.0)]
    score = weighted_score(parts)
    assert score is not None
    assert score.value == 40.0
    assert score.n == 100
    values = [100.0] * 60 + [0.0] * 20 + [-100.0] * 20
    variance = sum((value - 40.0) ** 2 for value in values) / 99
    assert score.standard_error == pytest.approx(sqrt(variance / 100))


def test_linearised_error_of_unequal_weights_equals_the_sum_over_answers() -> None:
    answers = [(100.0, 2.0), (100.0, 0.5), (0.0, 1.0), (-100.0, 3.0), (-100.0, 0.25)]
    parts = [Weighed(points, 1, weight, weight**2) for points, weight in answers]
    score = weighted_score(parts)
    total = sum(weight for _, weight in answers)
    mean = sum(points * weight for points, weight in answers) / total
    spread = sum((weight * (points - mean)) ** 2 for points, weight in answers) * 5 / 4
    assert score is not None
    assert score.value == pytest.approx(mean)
    assert score.standard_error == pytest.approx(sqrt(spread) / total)
    assert score.n == pytest.approx(total**2 / sum(weight**2 for _, weight in answers))


def test_post_stratified_score_weighs_groups_by_their_customers() -> None:
    score = post_stratified([Stratum(900, 10, 40, 50), Stratum(100, 45, 5, 50), Stratum(50, 0, 0, 0)])
    assert score is not None
    assert score.value == pytest.approx(0.9 * -60 + 0.1 * 80)
    assert post_stratified([Stratum(10, 0, 0, 0)]) is None


def test_holm_adjusts_as_published() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


def test_chances_of_known_z_and_shares() -> None:
    assert chance_of_z(1.959963984540054) == pytest.approx(0.05)
    # 15 of 20 against 5 of 20: of all ways to share 20 hits, those at least so far apart, the equally rare ones by half
    ways = 2 * sum(comb(20, hits) ** 2 for hits in range(16, 21)) + comb(20, 15) ** 2
    assert chance_within([((15, 20), (5, 20))]) == pytest.approx(ways / comb(40, 20))
    assert chance_within([((0, 0), (5, 20))]) == 1.0


def test_kappa_of_the_textbook_table() -> None:
    # both yes 20, first yes only 5, second yes only 10, both no 15: po 0.7, pe 0.5, kappa 0.4
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    agreement = kappa(pairs)
    assert (agreement.n, agreement.observed, agreement.expected) == (50, 0.7, 0.5)
    assert agreement.kappa == pytest.approx(0.4)
    assert agreement.words == "the codes need work"
    assert kappa([("a", "a"), ("b", "b")]).words == "the codes hold"
    assert kappa([]).kappa is None
    assert kappa([("a", "a")]).kappa is None
