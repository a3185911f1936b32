"""Errors of customers who repeat: against brute force, figures by hand and the truth of simulated customers."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import stdtr  # type: ignore[import-untyped,unused-ignore]

from customerhero.findings.clusters import Repeats, chance_with_repeats
from customerhero.findings.comparing import chance_of_z
from customerhero.findings.intervals import wilson
from customerhero.findings.scores import net_promoter
from customerhero.findings.student import chance_of_t, t_reached

Scores = list[list[int]]
"""The scores of each customer."""


def _sums(customers: Scores) -> Repeats:
    every = [score for scores in customers for score in scores]
    return Repeats(
        len(every),
        sum(every),
        sum(score * score for score in every),
        sum(sum(scores) ** 2 for scores in customers),
        sum(len(scores) ** 2 for scores in customers),
        sum(sum(scores) * len(scores) for scores in customers),
    )


def test_customers_who_answer_once_change_nothing_to_the_last_digit() -> None:
    once = _sums([[1]] * 110 + [[-1]] * 40 + [[0]] * 50)
    assert (once.design_effect, once.freedom, once.worth) == (1.0, inf, 200)
    assert chance_with_repeats(0.0123, once, once) == 0.0123
    assert once == Repeats.single(200, 70, 150)


def test_design_effect_by_hand() -> None:
    # Four customers, two answers each, alike within each: half of the answers tell nothing. Variance of the mean from
    # customers 4 (1/8)^2 2^2 ... = sum (T - m n)^2 = 8 about the mean 0, times 4/3; from answers 8, times 8/7.
    four = _sums([[1, 1], [1, 1], [-1, -1], [-1, -1]])
    assert four.design_effect == pytest.approx((16 * 4 / 3) / (8 * 8 / 7))
    assert four.freedom == pytest.approx(1 / (1 / 3 - 1 / 7))
    assert four.worth == pytest.approx(8 / four.design_effect * (1.959963984540054 / t_reached(0.05, 5.25)) ** 2)


def test_the_variance_is_that_of_the_residuals_by_customer() -> None:
    random = np.random.default_rng(3)
    customers = [random.integers(-1, 2, size=size).tolist() for size in random.integers(1, 9, 40)]
    sums = _sums(customers)
    every = np.concatenate([np.array(scores) for scores in customers])
    residuals = [sum(score - every.mean() for score in scores) for scores in customers]
    groups = len(every) ** 2 / sum(len(scores) ** 2 for scores in customers)
    by_customer = sum(residual**2 for residual in residuals) / len(every) ** 2 / (1 - 1 / groups)
    alone = every.var(ddof=1) / len(every)
    assert sums.design_effect == pytest.approx(max(1.0, by_customer / alone))
    assert sums.worth <= len(every)


def test_nothing_is_worth_more_than_independent_answers() -> None:
    unlike = _sums([[1, -1]] * 20)  # each customer contradicts itself: less variance than chance, not told as such
    assert unlike.design_effect == 1.0
    assert unlike.worth <= 40
    assert _sums([[1] * 20]).worth < 1
    assert _sums([[1] * 20] * 15).worth < 60
    assert Repeats.single(0, 0, 0).worth == 0


def test_parts_add_up() -> None:
    one, other = _sums([[1, 0], [1]]), _sums([[0, 0, 1]])
    assert one + other == _sums([[1, 0], [1], [0, 0, 1]])
    rows = [{"n": 2, "total": 1, "squares": 1, "totals_squared": 1, "sizes_squared": 4, "products": 2}]
    assert Repeats.of(rows) == _sums([[1, 0]])


@pytest.mark.parametrize("freedom", [0.7, 1.0, 2.5, 14.0, 49.3, 800.0])
def test_chances_of_t_are_those_of_scipy(freedom: float) -> None:
    for t in (0.1, 1.0, 2.2, 6.0):
        assert chance_of_t(t, freedom) == pytest.approx(2 * stdtr(freedom, -t), rel=1e-7)
    assert chance_of_t(t_reached(0.05, freedom), freedom) == pytest.approx(0.05)


def _drawn(random: np.random.Generator, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Promoters, passives and detractors by customer; answers of one customer resemble each other (0.4)."""
    leaning = random.dirichlet(np.array([0.5, 0.3, 0.2]) * 1.5, len(sizes))
    return np.array([random.multinomial(size, share) for size, share in zip(sizes, leaning, strict=True)])


@pytest.mark.parametrize("answers", [1.0, 1.2, 3.0, 20.0])
@pytest.mark.parametrize("customers", [15, 50])
def test_intervals_keep_what_they_promise_however_often_customers_answer(answers: float, customers: int) -> None:
    random, draws, nps, csat = np.random.default_rng(11), 800, 0, 0
    for _ in range(draws):
        sizes = np.full(customers, 20) if answers == 20 else 1 + random.poisson(answers - 1, customers)
        high, _passive, low = _drawn(random, sizes).T
        n, promoters, detractors = int(sizes.sum()), int(high.sum()), int(low.sum())
        nps += _holds(30, _net(n, promoters, detractors, high - low, sizes))
        csat += _holds(50, _share(n, promoters, high, sizes))
    for held in (nps / draws, csat / draws):
        assert 0.93 - _three_errors(draws) < held < 0.97 + _three_errors(draws)


def _net(
    n: int, promoters: int, detractors: int, by_customer: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[float, float]:
    sums = _of(n, promoters - detractors, promoters + detractors, by_customer, sizes)
    score = net_promoter(promoters, detractors, n, worth=sums.worth)
    assert score is not None
    return score.interval.low, score.interval.high


def _share(n: int, hits: int, by_customer: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[float, float]:
    interval = wilson(hits, n, 100.0, worth=_of(n, hits, hits, by_customer, sizes).worth)
    assert interval is not None
    return interval.low, interval.high


def _of(n: int, total: int, squares: int, by_customer: NDArray[np.int64], sizes: NDArray[np.int64]) -> Repeats:
    return Repeats(
        n, total, squares, float((by_customer**2).sum()), float((sizes**2).sum()), float((by_customer * sizes).sum())
    )


def _holds(truth: float, interval: tuple[float, float]) -> bool:
    return interval[0] <= truth <= interval[1]


def _three_errors(draws: int) -> float:
    return 3 * sqrt(0.05 * 0.95 / draws)


def test_equal_groups_of_customers_who_repeat_are_not_called_different() -> None:
    random, draws, robust, plain = np.random.default_rng(5), 1500, 0, 0
    for _ in range(draws):
        parts = [_drawn(random, np.full(size, 20))[:, 0] for size in (12, 60)]
        sums = [_of(20 * len(hits), int(hits.sum()), int(hits.sum()), hits, np.full(len(hits), 20)) for hits in parts]
        shares = [part.total / part.n for part in sums]
        spread = sqrt(sum(share * (1 - share) / part.n for share, part in zip(shares, sums, strict=True)))
        chance = chance_of_z((shares[0] - shares[1]) / spread)
        plain += chance < 0.05
        robust += chance_with_repeats(chance, *sums) < 0.05
    assert plain / draws > 0.3
    assert robust / draws < 0.07


def test_as_many_customers_again_who_repeat_alike_have_the_same_design_effect() -> None:
    sums = _sums([[1, 1, 0], [0], [1, -1, -1, -1], [0, 1], [1]] * 3)
    assert sums.scaled(4).design_effect == pytest.approx(sums.design_effect, rel=0.15)
    assert sums.scaled(4).worth > 3 * sums.worth
