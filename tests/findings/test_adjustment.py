"""Fair comparison: worked figures, and what no mix of topics may produce."""

from __future__ import annotations

import pytest

from customerhero.findings.adjustment import Cell, achievable, compare


def test_expected_counts_by_hand() -> None:
    cells = [Cell("a", "hard", 80, 40), Cell("a", "easy", 20, 2), Cell("b", "hard", 20, 20), Cell("b", "easy", 80, 8)]
    first, second = compare(cells)
    assert (first.observed, first.expected) == (42, pytest.approx(80 * 0.6 + 20 * 0.1))
    assert (second.observed, second.expected) == (28, pytest.approx(20 * 0.6 + 80 * 0.1))
    assert first.expected + second.expected == pytest.approx(first.observed + second.observed)


def test_interval_is_the_textbooks() -> None:
    """Byar's approximation to the exact Poisson limits, near 4.80 and 18.39 for ten events [Breslow and Day 1987]."""
    one, _ = compare([Cell("a", "x", 100, 10), Cell("b", "x", 100, 10)])
    assert one.interval is not None and one.expected == pytest.approx(10)
    assert one.interval.low * one.expected == pytest.approx(4.80, abs=0.02)
    assert one.interval.high * one.expected == pytest.approx(18.39, abs=0.02)


def test_nothing_expected_has_no_ratio() -> None:
    (one,) = compare([Cell("a", "x", 10, 0)])
    assert (one.ratio, one.interval, one.stands_out) == (None, None, False)


def test_only_what_is_clearly_above_stands_out() -> None:
    clear = compare([Cell("a", "x", 1000, 300), Cell("b", "x", 9000, 900)])
    slight = compare([Cell("a", "x", 1000, 115), Cell("b", "x", 9000, 900)])
    assert [one.stands_out for one in clear] == [True, False]
    assert [one.stands_out for one in slight] == [False, False]


def test_the_best_tenth_is_shrunken_towards_all() -> None:
    months = [(100, 100), (100, 100), (100, 100), (100, 100), (100, 100), (5, 0)]
    best = achievable(months)
    assert best is not None and 0 < best < 1
    assert achievable([(100, 50)] * 6) == pytest.approx(0.5)
    assert achievable([]) is None
