"""Fair comparison: worked figures, what no mix of topics may produce, and customers who repeat."""

from __future__ import annotations

import numpy as np
import pytest

from customerhero.findings.adjustment import Cell, Comparison, achievable, compare, expected_counts
from customerhero.findings.clusters import Repeats


def test_expected_counts_by_hand() -> None:
    cells = [Cell("a", "hard", 80, 40), Cell("a", "easy", 20, 2), Cell("b", "hard", 20, 20), Cell("b", "easy", 80, 8)]
    expected = expected_counts(cells)
    assert expected == {"a": pytest.approx(80 * 0.6 + 20 * 0.1), "b": pytest.approx(20 * 0.6 + 80 * 0.1)}
    assert sum(expected.values()) == pytest.approx(70)


def test_a_group_is_compared_with_all_others_and_not_with_itself() -> None:
    """22 of 44 against 2 of 332: fifty of a hundred against 0.6, not 7.8 times of what the group itself makes usual."""
    repair, _ = compare([Cell("repair", "", 44, 22), Cell("rest", "", 332, 2)])
    assert (repair.rate, repair.others_rate) == (50.0, pytest.approx(0.602, abs=0.001))
    assert repair.difference == pytest.approx(49.4, abs=0.01) and repair.interval is not None
    assert 34 < repair.interval.low < repair.difference < repair.interval.high < 64
    assert repair.is_more and repair.chance < 1e-15


def test_the_interval_is_newcombes_where_there_is_one_stratum() -> None:
    """The textbook's case of 56 of 70 and 48 of 80: 0.2 with 0.0524 to 0.3339 [Newcombe 1998, method 10]."""
    one, _ = compare([Cell("a", "x", 70, 56), Cell("b", "x", 80, 48)])
    assert one.interval is not None
    assert (one.interval.low, one.interval.high) == (pytest.approx(5.24, abs=0.01), pytest.approx(33.39, abs=0.01))


def test_others_are_given_the_groups_own_mix() -> None:
    """Half of the hard ones and a tenth of the easy ones, whoever has them: who has more hard ones is not worse."""
    cells = [
        Cell("a", "hard", 900, 450),
        Cell("a", "easy", 100, 10),
        Cell("b", "hard", 100, 50),
        Cell("b", "easy", 900, 90),
    ]
    first, second = compare(cells)
    assert (first.rate, first.others_rate) == (46.0, pytest.approx(46.0))
    assert (second.rate, second.others_rate) == (14.0, pytest.approx(14.0))
    assert not first.is_more and first.chance > 0.9


def test_a_stratum_nobody_else_has_says_nothing() -> None:
    cells = [Cell("a", "alone", 500, 400), Cell("a", "shared", 100, 10), Cell("b", "shared", 300, 30)]
    alone, _ = compare(cells)
    assert (alone.others_n, alone.others_rate) == (300, 10.0)
    assert alone.chance == pytest.approx(1, abs=0.1)


def test_without_others_nothing_is_compared() -> None:
    (one,) = compare([Cell("a", "x", 10, 5)])
    assert (one.others_rate, one.difference, one.interval, one.chance, one.is_more) == (None, None, None, 1.0, False)


def test_only_what_is_clearly_more_is_more() -> None:
    clear = compare([Cell("a", "x", 1000, 300), Cell("b", "x", 9000, 900)])
    slight = compare([Cell("a", "x", 1000, 115), Cell("b", "x", 9000, 900)])
    assert [one.is_more for one in clear] == [True, False]
    assert [one.is_more for one in slight] == [False, False]


def drawn(seed: int, alike: float) -> list[Comparison]:
    """A hundred accounts of twenty cases each, in five topics by account, none worse than another."""
    chance = np.random.default_rng(seed)
    share = 0.11
    moods = chance.beta(share * (1 / alike - 1), (1 - share) * (1 / alike - 1), 100)
    hits = chance.binomial(20, moods)
    cells, customers = [], {}
    for topic in range(5):
        of_topic = hits[topic * 20 : topic * 20 + 20].tolist()
        total = sum(of_topic)
        squares = sum(hit * hit for hit in of_topic)
        cells.append(Cell(f"topic {topic}", "", 400, total))
        customers[f"topic {topic}"] = Repeats(400, total, total, squares, 20 * 400, 20 * total)
    return compare(cells, customers)


def test_customers_who_repeat_do_not_make_a_topic_stand_out() -> None:
    """Taken for independent, one of five topics stood out at a chance of 1 in 100 in two of three draws."""
    false = sum(one.chance < 0.01 for seed in range(60) for one in drawn(seed, 0.2))
    assert false <= 9


def test_their_intervals_are_wider() -> None:
    cells = [Cell("a", "", 400, 60), Cell("b", "", 1600, 160)]
    alone = compare(cells)[0]
    customers = {"a": Repeats(400, 60, 60, 600, 8000, 1200), "b": Repeats(1600, 160, 160, 1200, 32_000, 3200)}
    repeated = compare(cells, customers)[0]
    assert alone.interval is not None and repeated.interval is not None
    assert repeated.interval.low < alone.interval.low and alone.interval.high < repeated.interval.high
    assert repeated.chance > alone.chance


def test_the_best_tenth_is_shrunken_towards_all() -> None:
    months = [(100, 100), (100, 100), (100, 100), (100, 100), (100, 100), (5, 0)]
    best = achievable(months)
    assert best is not None and 0 < best < 1
    assert achievable([(100, 50)] * 6) == pytest.approx(0.5)
    assert achievable([]) is None
