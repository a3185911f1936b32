"""Survival: the median of a textbook's six, and groups that lose customers at the same times."""

from itertools import pairwise

import pytest
from numpy.random import default_rng

from customerhero.findings.survival import LifeTable, chance_of_losses, kaplan_meier, life_table, log_rank


def test_the_median_of_six_lost_one_a_day_is_the_third_day() -> None:
    """At the third of six losses exactly half are kept [Collett, Modelling Survival Data, the estimated median]."""
    table = life_table(dict.fromkeys(range(1, 7), (1, 0)), {0: 6})
    assert kaplan_meier(table).median == 3


def table_of(days: list[int], until: int) -> LifeTable:
    """Customers lost after so many days, or seen until the last."""
    exits: dict[int, tuple[int, int]] = {}
    for day in days:
        lost, kept = exits.get(min(day, until), (0, 0))
        exits[min(day, until)] = (lost + (day < until), kept + (day >= until))
    return life_table(exits, {0: len(days)})


def test_with_many_losses_the_exact_chance_is_the_log_ranks() -> None:
    rng = default_rng(1)
    one, other = (table_of(rng.geometric(hazard, 1500).tolist(), 300) for hazard in (0.0022, 0.0025))
    assert chance_of_losses(one, other) == pytest.approx(log_rank([one, other])[1], rel=0.05)


def test_with_few_losses_a_small_group_stands_out_no_more_often_than_is_said() -> None:
    """Ten customers beside a thousand: chi-square is below 0.2 % in far more than 0.2 % of the draws."""
    rng, chances = default_rng(2), []
    for _ in range(1500):
        one, other = (table_of(rng.geometric(0.0004, n).tolist(), 300) for n in (12, 500))
        chances.append((chance_of_losses(one, other), log_rank([one, other])[1]))
    assert sum(chance < 0.002 for chance, _ in chances) <= 6
    assert sum(chance < 0.002 for _, chance in chances) > 6


def test_one_time_of_losses_is_fishers_test() -> None:
    tables = [life_table({5: (lost, 0), 9: (0, n - lost)}, {0: n}) for lost, n in ((6, 10), (1, 12), (0, 4))]
    assert chance_of_losses(tables[0], tables[1]) == pytest.approx(0.0126, abs=0.0005)
    for one, other in pairwise(tables):
        assert chance_of_losses(one, other) == pytest.approx(chance_of_losses(other, one))
