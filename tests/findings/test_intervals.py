"""Intervals against published worked examples."""

from __future__ import annotations

import pytest

from customerhero.findings.intervals import rate_change, rate_per_100, wilson


def test_wilson_equals_newcombes_published_example() -> None:
    interval = wilson(81, 263)  # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


def test_nothing_counted_has_no_interval_and_no_value() -> None:
    assert wilson(0, 0) is None
    assert rate_per_100("x", 0, 0).value is None


def test_all_of_few_is_never_told_as_certain() -> None:
    interval = wilson(5, 5)
    assert interval is not None
    assert interval.low < 0.6
    assert interval.high == 1.0


def test_difference_equals_newcombes_published_example() -> None:
    change = rate_change((56, 70), (48, 80))  # Newcombe 1998, Statistics in Medicine 17:873, example a, method 10
    assert change is not None
    assert change.interval is not None
    assert change.interval.low == pytest.approx(5.24, abs=0.005)
    assert change.interval.high == pytest.approx(33.39, abs=0.005)
    assert change.verdict == "worse"


def test_a_difference_within_noise_is_no_detectable_change() -> None:
    change = rate_change((10, 100), (12, 100))
    assert change is not None
    assert change.verdict == "no detectable change"


def test_fewer_is_better_where_more_is_worse_and_the_other_way_round() -> None:
    fewer = rate_change((10, 1000), (100, 1000))
    assert fewer is not None
    assert fewer.verdict == "better"
    kept = rate_change((10, 1000), (100, 1000), more_is_worse=False)
    assert kept is not None
    assert kept.verdict == "worse"


def test_too_few_on_either_side_is_not_judged() -> None:
    change = rate_change((4, 4), (0, 400))
    assert change is not None
    assert change.verdict == "not enough data yet"
