"""Bright spots where the truth is known: few false discoveries, honest intervals, and nobody where nobody differs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.simulated_people import BASE, SCENARIOS, Scenario, World, drawn
from customerhero.findings.casemix import LOGISTIC, POISSON, Cells, adjust, pooled
from customerhero.findings.overdispersion import Blocks, resemblance
from customerhero.findings.shrinking import (
    GRID,
    STRICT_ALLOWANCE,
    UPPER_FIFTH,
    Shrunken,
    assessed,
    log_likelihoods,
    named,
    raised_bar,
    shrink,
)

DRAWS = 3


@cache
def judged(scenario: Scenario, seed: int, allowance: float = 0.0) -> tuple[World, Shrunken]:
    world = drawn(scenario, seed)
    return world, assessed(adjust(world.cells, LOGISTIC), world.overdispersion, allowance)


def false_and_named(scenario: Scenario, allowance: float = 0.0) -> tuple[int, int]:
    false = total = 0
    for seed in range(DRAWS):
        world, shrunken = judged(scenario, seed, allowance)
        chosen = named(shrunken.above)
        false += int((world.quality[chosen] < world.bar).sum())
        total += len(chosen)
    return false, total


@pytest.mark.parametrize("name", ["ordinary confounding", "strong confounding", "teams with topics of their own"])
def test_few_of_those_named_are_wrong(name: str) -> None:
    false, total = false_and_named(SCENARIOS[name])
    assert total >= 4 * DRAWS
    assert false / total <= 0.12


def test_ranking_by_the_raw_share_names_mostly_the_wrong_ones() -> None:
    world, _ = judged(BASE, 0)
    raw = world.good / np.maximum(world.answers, 1)
    best = np.argsort(-raw, kind="stable")[:30]
    assert (world.quality[best] < world.bar).mean() > 0.5


def test_heroes_with_a_hundred_answers_are_found() -> None:
    found = worth = 0
    for seed in range(DRAWS):
        world, shrunken = judged(SCENARIOS["strong confounding"], seed)
        heroes = world.heroes[world.answers[world.heroes] >= 100]
        found += int(np.isin(heroes, named(shrunken.above)).sum())
        worth += len(heroes)
    assert found / worth >= 0.75


def test_nobody_is_named_where_nobody_differs() -> None:
    assert all(len(named(judged(SCENARIOS["nobody differs"], seed)[1].above)) == 0 for seed in range(DRAWS))


def test_nine_of_ten_intervals_cover_the_truth() -> None:
    covered = []
    for seed in range(DRAWS):
        world, shrunken = judged(BASE, seed)
        centred = world.quality - np.median(world.quality) + shrunken.centre
        covered += list((shrunken.low <= centred) & (centred <= shrunken.high))
    assert 0.86 <= np.mean(covered) <= 0.94


def test_strict_names_fewer_and_is_less_often_wrong_with_hidden_difficulty() -> None:
    hidden = replace(BASE, hidden=0.15)
    (false, total), (strictly_false, strictly) = false_and_named(hidden), false_and_named(hidden, STRICT_ALLOWANCE)
    assert strictly < total
    assert strictly_false / strictly <= false / total


def test_leaving_the_people_out_blames_quality_on_the_mix() -> None:
    """Where hard work goes to good people, the effect of the hardest priority is underestimated without them."""
    world, _ = judged(SCENARIOS["strong confounding"], 0)
    cells = world.cells
    alone = adjust(Cells(np.zeros_like(cells.person), cells.factors, cells.n, cells.y), LOGISTIC)
    together = adjust(cells, LOGISTIC)
    true = -1.1 - 0.5  # hardest against easiest priority
    told = [fit.mix[-1] - fit.mix[-3] for fit in (together, alone)]
    assert abs(told[0] - true) < abs(told[1] - true)


@pytest.mark.parametrize("family", [LOGISTIC, POISSON], ids=["logistic", "poisson"])
def test_people_and_mix_are_fitted_as_by_plain_newton_with_all_columns(family: object) -> None:
    """The witness: one dense design, gradient and Hessian written out, no elimination."""
    chance = np.random.default_rng(3)
    rows, people = 400, 15
    person = chance.integers(0, people, rows)
    factors = (chance.integers(0, 4, rows), chance.integers(0, 3, rows))
    n = chance.integers(1, 9, rows).astype(float)
    y = chance.binomial(n.astype(int), 0.6).astype(float)
    fitted = adjust(Cells(person, factors, n, y), family)  # type: ignore[arg-type]
    columns = [
        person[:, None] == np.arange(people),
        np.ones((rows, 1)),
        *(f[:, None] == np.arange(f.max() + 1) for f in factors),
    ]
    design = np.concatenate(columns, axis=1).astype(float)
    penalty = np.concatenate([np.full(people, 0.25), [1e-9], np.full(7, 0.01)])
    effects = np.zeros(design.shape[1])
    for _ in range(50):
        eta = design @ effects
        mean = 1 / (1 + np.exp(-eta)) if family is LOGISTIC else np.exp(eta)
        spread = mean * (1 - mean) if family is LOGISTIC else mean
        hessian = design.T @ (design * (n * spread)[:, None]) + np.diag(penalty)
        effects = effects + np.linalg.solve(hessian, design.T @ (y - n * mean) - penalty * effects)
    assert np.allclose(fitted.people, effects[:people], atol=1e-7)
    assert np.allclose(fitted.offsets, design[:, people:] @ effects[people:], atol=1e-7)


def test_the_strata_keep_the_work_and_the_fit() -> None:
    """Fifty strata tell as well how good somebody is as all cells do: the likelihoods differ by a constant."""
    world, _ = judged(BASE, 1)
    fitted = adjust(world.cells, LOGISTIC)
    assert np.allclose(fitted.work.sum(axis=1), world.answers)
    near = GRID[np.abs(GRID) < 0.6]
    totals = np.array([world.cells.per_person(LOGISTIC.total(fitted.offsets + effect)) for effect in near]).T
    exact = world.good[:, None] * near[None, :] - totals
    coarse = log_likelihoods(fitted)[:, np.abs(GRID) < 0.6]
    apart = (coarse - exact) - (coarse - exact).mean(axis=1, keepdims=True)
    assert np.abs(apart).max() < 0.5


def test_what_is_expected_is_summed_over_the_cells() -> None:
    fitted = adjust(
        Cells(np.array([0, 0, 1]), (np.array([0, 1, 1]),), np.array([10.0, 5.0, 8.0]), np.array([6.0, 2, 5])), LOGISTIC
    )
    share = 1 / (1 + np.exp(-(fitted.offsets + np.array([0.3, 0.3, -0.1]))))
    assert np.allclose(fitted.expected(np.array([0.3, -0.1])), [10 * share[0] + 5 * share[1], 8 * share[2]])


def test_the_posterior_is_the_textbooks_where_the_prior_is_wide() -> None:
    """With much data the interval is estimate and 1.645 standard errors, whatever the prior."""
    chance = np.random.default_rng(5)
    truth = chance.normal(0, 0.6, 80)
    n = np.full(80, 4_000.0)
    y = chance.binomial(4_000, 1 / (1 + np.exp(-truth))).astype(float)
    fitted = adjust(Cells(np.arange(80), (), n, y), LOGISTIC)
    found = shrink(log_likelihoods(fitted))
    share = y / n
    own = np.log(share / (1 - share)) - fitted.mix[0]
    error = 1 / np.sqrt(n * share * (1 - share))
    assert np.allclose(found.middle, own, atol=0.02)
    assert np.allclose((found.high - found.low) / 2, 1.645 * error, atol=0.01)


def test_tempering_makes_less_sure() -> None:
    _, plain = judged(BASE, 0)
    tempered = shrink(log_likelihoods(adjust(drawn(BASE, 0).cells, LOGISTIC)), 4.0)
    assert 0 < len(named(tempered.above)) < len(named(plain.above))


def test_the_bar_is_the_upper_fifth_of_students_t() -> None:
    """By the density of t with 4 degrees of freedom, 3/8 (1 + t^2 / 4)^(-5/2), summed by hand."""
    t = np.linspace(-200, UPPER_FIFTH, 4_000_001)
    assert (0.375 * (1 + t * t / 4) ** -2.5).sum() * (t[1] - t[0]) == pytest.approx(0.8, abs=1e-5)


def test_those_named_together_are_held_to_the_share_of_false_discoveries() -> None:
    above = np.array([0.99, 0.85, 0.82, 0.97, 0.5])
    assert list(named(above)) == [0, 3, 1, 2]
    assert list(named(above, false_share=0.08)) == [0, 3, 1]
    assert list(named(above, least=0.9)) == [0, 3]
    assert len(named(np.array([]))) == 0


def test_the_bar_rises_half_way_after_two_quarters_and_never_falls() -> None:
    assert raised_bar(0.2, (0.3, 0.4)) == pytest.approx(0.3)
    assert raised_bar(0.2, (0.1, 0.4)) == 0.2
    assert raised_bar(0.2, (0.3, 0.1)) == 0.2


def test_answers_of_a_block_resemble_each_other_as_they_were_drawn() -> None:
    """Four answers a block that are all the same: correlation one, four times the variance; independent ones: none."""
    chance = np.random.default_rng(7)
    alike, alone = [], []
    for _ in range(300):
        good = chance.random(25) < 0.6
        alike.append(Blocks(100, 4 * good.sum(), 16 * good.sum(), 16 * good.sum(), 25 * 16))
        count = chance.binomial(4, 0.6, 25)
        alone.append(Blocks(100, count.sum(), (count**2).sum(), 4 * count.sum(), 25 * 16))
    assert resemblance(alike) == pytest.approx(1.0, abs=0.05)
    assert resemblance(alone) == pytest.approx(0.0, abs=0.02)
    assert alike[0].inflation(1.0) == 4


def test_rare_levels_are_one_level_together() -> None:
    codes = pooled(["a", "b", "c", "a"], np.array([60.0, 10.0, 5.0, 1.0]))
    assert codes[0] == codes[3] != codes[1] == codes[2]


def test_the_grid_is_the_same_on_both_sides() -> None:
    """Fewer losses are better: the effect is turned round by reading the grid backwards."""
    assert np.allclose(GRID, -GRID[::-1])
