"""A month against its past: false alarms, falls that must be told, sizes that are believed, drifts called drifts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
import pytest

from customerhero.findings.budget import beyond_chance
from customerhero.findings.finding import Change
from customerhero.findings.moving import MonthCount, movement
from customerhero.findings.permuting import Standings
from customerhero.findings.told import told_size
from customerhero.findings.trending import course_of
from customerhero.findings.verdicts import Figure, change_of, looks_of
from customerhero.findings.wandering import Point, expected_by_season, wander_of

FIRST = 24_300
NPS = Figure("voice/organisation/nps", more_is_worse=False)
BUDGET = 0.03
DRAWS = 200
Levels = Callable[[np.random.Generator, int], "np.ndarray[tuple[int], np.dtype[np.float64]]"]


def _answers(random: np.random.Generator, n: int, level: float) -> Standings:
    """Answers of a score of so many points: three tenths are passive."""
    promoters = (0.7 + float(np.clip(level, -68, 68)) / 100) / 2
    high, _, low = random.multinomial(n, [promoters, 0.3, 0.7 - promoters])
    return Standings(int(high), int(low), n)


def _change(random: np.random.Generator, levels: Sequence[float], n: int = 300) -> Change:
    counts = [MonthCount(FIRST + at, _answers(random, n, level), n) for at, level in enumerate(levels)]
    moved = movement(counts, FIRST + len(levels) - 1)
    assert moved is not None
    return change_of(NPS, moved, beyond_chance(looks_of(NPS, moved), BUDGET), BUDGET * 0.8)


def _level(_random: np.random.Generator, months: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.full(months, 20.0)


def _moods(random: np.random.Generator, months: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Each month has a mood of its own, half of it left from the month before."""
    moods = [random.normal(0, 4)]
    for _ in range(months - 1):
        moods.append(0.5 * moods[-1] + random.normal(0, 4 * sqrt(0.75)))
    return 20 + np.array(moods)


def _season(random: np.random.Generator, months: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 20 + 5 * np.sin(2 * np.pi * (np.arange(months) + random.integers(12)) / 12)


@pytest.mark.parametrize("levels", [_level, _moods, _season])
@pytest.mark.parametrize("months", [7, 13, 25])
def test_nothing_happened_and_nothing_is_told(levels: Levels, months: int) -> None:
    random = np.random.default_rng(months)
    told = [_change(random, levels(random, months)).verdict for _ in range(DRAWS)]
    assert sum(verdict != "no detectable change" for verdict in told) / DRAWS < 0.08


def test_no_month_is_told_whose_own_interval_holds_nought() -> None:
    random = np.random.default_rng(5)
    for _ in range(DRAWS):
        change = _change(random, [20.0] * 8 + [float(random.normal(8, 5))])
        if change.course == "month" and change.verdict in ("better", "worse"):
            assert change.plain_interval is not None
            assert not change.plain_interval.low <= 0 <= change.plain_interval.high


def test_a_fall_of_fifteen_points_among_three_hundred_is_told_and_as_large_as_it_is() -> None:
    for size in (10, 15, 24):
        random = np.random.default_rng(size)
        changes = [_change(random, [20.0] * 12 + [20.0 - size]) for _ in range(DRAWS)]
        told = [change for change in changes if change.verdict == "worse"]
        mean = sum(change.difference for change in told) / len(told)
        held = sum(change.interval.low <= -size <= change.interval.high for change in told if change.interval)
        assert len(told) / DRAWS > {10: 0.3, 15: 0.75, 24: 0.97}[size]
        assert -size - 2 < mean < -size + 2
        assert held / len(told) > 0.9
        assert all(change.plain is not None and change.plain <= change.difference + 1e-9 for change in told)


def _courses(levels: Sequence[float]) -> Counter[str]:
    random = np.random.default_rng(4)
    changes = [_change(random, levels) for _ in range(100)]
    return Counter(change.course for change in changes if change.verdict == "worse")


def test_a_drift_is_called_a_drift_and_a_fall_a_fall() -> None:
    drifts = _courses([20.0] * 4 + [20 - 3.5 * step for step in range(1, 10)])
    assert drifts["drift"] > 90
    assert drifts["month"] + drifts["level"] <= 1
    early = _courses([20.0] * 8 + [20 - 3.5 * step for step in range(1, 6)])
    assert early["drift"] > 5 * early["month"]
    falls = _courses([20.0] * 12 + [2.0])
    assert falls["month"] > 80
    assert falls["drift"] < 8


def test_a_drift_tells_since_when_and_by_how_much_a_month() -> None:
    random = np.random.default_rng(1)
    change = _change(random, [20.0] * 4 + [20 - 3.5 * step for step in range(1, 10)], n=3000)
    assert change.course == "drift"
    assert change.since in ("2025-03", "2025-04", "2025-05")
    assert change.a_month == pytest.approx(-3.5, abs=0.6)
    assert change.a_month_interval is not None
    assert change.a_month_interval.low < -3.5 < change.a_month_interval.high


def test_months_that_wander_make_a_month_less_surprising() -> None:
    calm = [Standings(30, 0, 300)] * 6
    wild = [Standings(hits, 0, 300) for hits in (10, 55, 22, 41, 12, 40)]
    chances = []
    for before in (calm, wild):
        counts = [MonthCount(FIRST + at, count, 300) for at, count in enumerate([*before, Standings(52, 0, 300)])]
        moved = movement(counts, FIRST + 6)
        assert moved is not None
        assert moved.previous == 10.0
        chances.append(moved.rise)
    assert chances[0] < 0.01 < 0.1 < chances[1]


def test_customers_who_repeat_make_a_month_less_surprising() -> None:
    before = [MonthCount(FIRST + at, Standings(100, 60, 300), 300) for at in range(6)]
    chances = []
    for worth in (300, 60):
        moved = movement([*before, MonthCount(FIRST + 6, Standings(75, 80, 300), worth)], FIRST + 6)
        assert moved is not None
        chances.append(moved.fall)
    assert chances[0] < 0.005 < 0.02 < chances[1]


def test_the_months_compared_are_those_there_are() -> None:
    counts = [MonthCount(FIRST + at, Standings(10, 0, 100), 100) for at in (0, 9, 11, 12)]
    moved = movement(counts, FIRST + 12)
    assert moved is not None
    assert (moved.months, moved.first, moved.previous_n) == (2, FIRST + 9, 200)
    assert movement(counts, FIRST + 8) is None
    assert movement(counts[:1], FIRST) is None


def test_wander_is_what_is_beyond_chance() -> None:
    values = [0.0, 10.0, 0.0, 10.0, 0.0, 10.0]
    points = [Point(at, value, 5.0) for at, value in enumerate(values)]
    assert wander_of(points, 0.0) == (pytest.approx((5 / 8) * (30 - 5)), 8.0)  # variance 30, chance 5, weight 5 of 8
    assert wander_of([Point(0, 1.0, 5.0)], 9.0) == (9.0, 3.0)
    assert wander_of([Point(at, 1.0, 5.0) for at in range(6)], 0.0)[0] == 0.0


def test_a_season_seen_last_year_is_expected_this_year() -> None:
    wave = [10 * float(np.sin(2 * np.pi * at / 12)) for at in range(24)]
    points = [Point(at, value, 1.0) for at, value in enumerate(wave)]
    expected = expected_by_season(points, range(18, 24), 24)
    assert expected == pytest.approx(wave[12] - sum(wave[6:12]) / 6, rel=0.01)
    assert expected_by_season(points[12:], range(18, 24), 24) == 0.0


def test_a_level_that_fell_before_is_no_fall_of_this_month() -> None:
    values = [20.0] * 8 + [0.0, 1.0, 0.0, -1.0]
    course = course_of([Point(FIRST + at, value, 4.0) for at, value in enumerate(values)])
    assert (course.kind, course.since) == ("level", FIRST + 8)


def test_a_difference_far_beyond_the_threshold_is_told_plainly() -> None:
    plain = told_size(-40.0, 4.0, 0.025)
    assert plain.estimate == pytest.approx(-40.0, abs=0.05)
    assert (plain.low, plain.high) == (pytest.approx(-47.84, abs=0.1), pytest.approx(-32.16, abs=0.1))
    barely = told_size(8.0, 4.0, 0.025)
    assert 0 < barely.estimate < 6
    assert barely.low >= 0
