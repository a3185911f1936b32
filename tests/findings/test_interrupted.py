"""A change of level is told as surely as weeks that resemble each other allow, and no more surely.

Witnesses: statsmodels 0.15.0 (OLS, WLS, GLS with the errors known), numpy's least squares, printed tables of Student's
t, and simulations in which it is known that nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, inf, sin

import numpy as np
import pytest
from numpy.typing import NDArray

from customerhero.findings.beliefs import QUICK, Beliefs, Errors, Size
from customerhero.findings.interrupted import Level, Weekly, level_change
from customerhero.findings.stories import STEADY, Story, stories_of
from customerhero.findings.student import Mixtures, t_below
from customerhero.findings.untouched import Placebo, as_large, comparable, difference, placebos, restless

WEEKS = tuple(week for week in range(-20, 10) if not -6 <= week < 0 and week != 3)
VALUES = tuple(round(20 + 0.1 * w + 3 * sin(1.7 * w) + 2 * cos(0.6 * w) - 4 * (w >= 0), 3) for w in WEEKS)
SIZES = tuple(10.0 + 7 * place % 13 for place in range(len(WEEKS)))
EVEN = (1.0,) * len(WEEKS)
BEFORE_AND_AFTER = tuple(range(-26, 8))
Draw = Callable[[np.random.Generator, int], NDArray[np.float64]]


def textbook(errors: Errors) -> Beliefs:
    """Constant, trend and step, nothing known of them beforehand, with the errors known."""
    nothing = (Size(0, 1.0),)
    return Beliefs((errors,), (Size(inf, 1.0),), nothing, nothing, stories=STEADY)


def even(weeks: tuple[int, ...], values: NDArray[np.float64]) -> Weekly:
    return Weekly(weeks, tuple(float(value) for value in values), (1.0,) * len(weeks))


def independent(chance: np.random.Generator, n: int) -> NDArray[np.float64]:
    return chance.normal(size=n)


def alike(chance: np.random.Generator, n: int, rho: float = 0.6) -> NDArray[np.float64]:
    values = chance.normal(size=n)
    for place in range(1, n):
        values[place] = rho * values[place - 1] + np.sqrt(1 - rho * rho) * values[place]
    return values


@pytest.mark.parametrize(
    ("freedom", "share", "point"),
    [(1, 0.975, 12.7062), (2, 0.95, 2.919986), (5, 0.95, 2.015048), (10, 0.975, 2.228139), (31, 0.995, 2.744042)],
)
def test_students_t_is_that_of_the_printed_tables(freedom: int, share: float, point: float) -> None:
    assert t_below(np.array([point, 0.0, -point]), freedom) == pytest.approx([share, 0.5, 1 - share], abs=1e-6)
    alone = Mixtures(np.array([[3.0]]), np.array([[2.0]]), np.array([1.0]), freedom)
    assert alone.quantiles(share) == pytest.approx([3 + 2 * point], abs=1e-4)
    assert alone.below(np.array([3.0])) == pytest.approx([0.5])


@pytest.mark.parametrize(
    ("errors", "sizes", "witness"),
    [
        (Errors(0.0, 0.0), EVEN, (-3.8508940250354966, -9.94948706955804, 2.2476990194870474)),
        (Errors(0.0, 1.0), SIZES, (-4.36302622914447, -10.414283398032396, 1.6882309397434545)),
        (Errors(0.6, 0.0), EVEN, (-3.8472193464965496, -15.731521183939252, 8.037082490946153)),
    ],
    ids=["ordinary", "weighted", "errors known"],
)
def test_equals_statsmodels_where_the_models_coincide(
    errors: Errors, sizes: tuple[float, ...], witness: tuple[float, float, float]
) -> None:
    found = level_change(Weekly(WEEKS, VALUES, sizes), beliefs=textbook(errors))
    assert (found.effect, found.low, found.high) == pytest.approx(witness, abs=1e-8)


def test_the_line_is_numpys_least_squares() -> None:
    found = level_change(Weekly(WEEKS, VALUES, EVEN), WEEKS, textbook(Errors(0.0, 0.0)))
    time = np.array(WEEKS, dtype=float)
    columns = np.column_stack([np.ones_like(time), time, time >= 0])
    line = columns @ np.linalg.lstsq(columns, np.array(VALUES))[0]
    assert [band.fitted for band in found.bands] == pytest.approx(list(line))
    assert all(band.fitted - band.without == pytest.approx(found.effect * (band.week >= 0)) for band in found.bands)
    assert all(band.low < band.without < band.high for band in found.bands)


@pytest.mark.parametrize(("draw", "most"), [(independent, 0.05), (alike, 0.09)])
def test_nothing_changed_and_nothing_is_found(draw: Draw, most: float) -> None:
    """60 series each: the true shares are 0.01 and 0.04, where ordinary errors cry success in 0.28 of the latter."""
    chance = np.random.default_rng(7)
    found = [level_change(even(BEFORE_AND_AFTER, draw(chance, 34))) for _ in range(60)]
    assert np.mean([level.beyond_chance for level in found]) <= most


def test_a_true_step_lies_in_the_interval_and_a_large_one_is_found() -> None:
    chance = np.random.default_rng(11)
    step = 4.0 * (np.array(BEFORE_AND_AFTER) >= 0)
    found = [level_change(even(BEFORE_AND_AFTER, step + alike(chance, 34))) for _ in range(40)]
    assert np.mean([level.low <= 4 <= level.high for level in found]) >= 0.88
    assert np.mean([level.low > 0 for level in found]) >= 0.95
    assert all(level.rose > 0.5 for level in found)


def test_the_smallest_detectable_change_is_found_in_four_of_five_cases() -> None:
    """Each series says how large a change would have shown; made so large, it is found about as often as said."""
    chance, seen = np.random.default_rng(13), []
    after = np.array(BEFORE_AND_AFTER) >= 0
    for _ in range(60):
        values = alike(chance, 34)
        smallest = level_change(even(BEFORE_AND_AFTER, values), beliefs=QUICK).detectable
        seen.append(level_change(even(BEFORE_AND_AFTER, values + smallest * after), beliefs=QUICK).beyond_chance)
    assert 0.7 <= np.mean(seen) <= 0.97


def test_power_is_that_of_weeks_that_are_used_and_not_thrown_away() -> None:
    """Six weeks left out and a free trend find 0.42 to 0.50 of these steps of two standard deviations."""
    chance, after = np.random.default_rng(17), 2.0 * (np.array(BEFORE_AND_AFTER) >= 0)
    found = [level_change(even(BEFORE_AND_AFTER, after + independent(chance, 34))) for _ in range(50)]
    assert np.mean([level.low > 0 for level in found]) >= 0.65


def test_a_change_made_at_the_worst_moment_is_no_success_though_no_week_is_left_out() -> None:
    """Nothing ever changes; somebody acts when four weeks together are the worst of a long time."""
    believed, trusting = [], []
    chance = np.random.default_rng(5)
    for _ in range(80):
        values = alike(chance, 90)
        now = 26 + int(np.argmax(np.convolve(values, np.ones(4) / 4, mode="valid")[22:78]))
        whole = even(BEFORE_AND_AFTER, values[now - 26 : now + 8])
        believed.append(level_change(whole, beliefs=QUICK))
        trusting.append(level_change(whole, beliefs=QUICK, doubted=0))
    better = [np.mean([level.high < 0 for level in found]) for found in (believed, trusting)]
    assert better[0] <= 0.05 < better[1]
    assert np.mean([level.low > 0 for level in believed]) <= 0.05


@pytest.mark.parametrize(
    ("course", "kind", "least"),
    [
        (lambda week: 1.0, "steady", 0.6),
        (lambda week: min((week + 1) / 8, 1), "growing", 0.5),
        (lambda week: float(week < 3), "passing", 0.5),
        (lambda week: float(week >= 4), "later", 0.3),
    ],
    ids=["a step", "a ramp", "gone after three weeks", "another shift four weeks later"],
)
def test_how_it_came_about_is_told_where_the_weeks_show_it(
    course: Callable[[int], float], kind: str, least: float
) -> None:
    """With steps far beyond the noise; the effect is the mean over the weeks since, whatever its course."""
    weeks, chance = tuple(range(-40, 14)), np.random.default_rng(19)
    effect = 8 * np.array([course(week) if week >= 0 else 0.0 for week in weeks])
    found = level_change(even(weeks, effect + independent(chance, len(weeks))))
    assert max(found.stories, key=lambda story: found.stories[story]) == kind
    assert found.stories[kind] >= least  # type: ignore[index]
    if kind == "later":
        assert not found.beyond_chance
    else:
        assert found.effect == pytest.approx(effect[40:].mean(), abs=1.5)


def test_stories_are_those_the_weeks_can_tell_apart_and_each_is_one_on_average() -> None:
    few, many = tuple(range(-13, 6)), tuple(range(-52, 12))
    assert {story.kind for story in stories_of(few)} == {"steady", "growing", "passing", "fading", "later", "earlier"}
    assert {story.weeks for story in stories_of(few) if story.kind == "growing"} == {4}
    for story in stories_of(many):
        assert story.effect(many, range(12))[52:].mean() == pytest.approx(1)
        assert not story.effect(many, range(12))[:52].any()
    assert Story("earlier", 10).neighbour(range(-12, 0)).sum() == 10


def test_the_band_holds_the_level_as_long_as_nothing_can_be_told() -> None:
    """Picture and verdict say the same: since the change the band is as wide as the effect is unsure."""
    for seed in range(6):
        values = alike(np.random.default_rng(seed), 34) + 0.4 * seed * (np.array(BEFORE_AND_AFTER) >= 0)
        found = level_change(even(BEFORE_AND_AFTER, values), tuple(range(8)))
        level, low, high = (
            np.mean([getattr(band, name) for band in found.bands]) for name in ("fitted", "low", "high")
        )
        assert bool(low <= level <= high) != found.beyond_chance


def test_a_yearly_wave_is_no_effect_once_two_years_are_seen() -> None:
    weeks = tuple(range(-104, 14))
    wave = 5 * np.sin(2 * np.pi * np.array(weeks) / 52.1775) + np.random.default_rng(3).normal(size=len(weeks))
    assert not level_change(even(weeks, wave)).beyond_chance


def test_the_order_of_weeks_and_the_unit_do_not_matter() -> None:
    found = level_change(Weekly(WEEKS, VALUES, SIZES))
    backwards = level_change(Weekly(WEEKS[::-1], VALUES[::-1], SIZES[::-1]))
    scaled = level_change(Weekly(WEEKS, tuple(100 * value + 7 for value in VALUES), tuple(3 * size for size in SIZES)))
    assert (backwards.effect, backwards.low) == pytest.approx((found.effect, found.low))
    assert (scaled.effect, scaled.high) == pytest.approx((100 * found.effect, 100 * found.high), rel=1e-6)


def test_a_figure_that_never_moves_did_not_change_and_one_that_moves_only_then_did() -> None:
    still = level_change(Weekly(WEEKS, (4.0,) * len(WEEKS), SIZES), WEEKS)
    assert (still.effect, still.low, still.high, still.beyond_chance) == (0, 0, 0, False)
    assert {band.without for band in still.bands} == {4.0}
    jump = level_change(Weekly(WEEKS, tuple(4.0 + (week >= 0) for week in WEEKS), SIZES))
    assert jump.effect == pytest.approx(1, abs=1e-6)
    assert jump.beyond_chance


@pytest.mark.parametrize("weeks", [(-2, -1, 0, 1), tuple(range(-30, 0)), tuple(range(30))])
def test_too_few_weeks_or_none_on_one_side_are_refused(weeks: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="both sides"):
        level_change(Weekly(weeks, tuple(float(week % 3) for week in weeks), (1.0,) * len(weeks)))


def groups_with_a_shock(chance: np.random.Generator, count: int) -> dict[str, Weekly]:
    """Groups that all move together by 6 at the change, for a reason of their own."""
    shock = 6.0 * (np.array(BEFORE_AND_AFTER) >= 0)
    return {f"g{n}": even(BEFORE_AND_AFTER, 10 * n + shock + chance.normal(size=34)) for n in range(count)}


def test_what_happened_to_everybody_is_not_the_changes_doing() -> None:
    chance = np.random.default_rng(2)
    treated, *others = groups_with_a_shock(chance, 7).values()
    assert level_change(treated).beyond_chance
    against = level_change(difference(treated, others))
    assert not against.beyond_chance
    assert abs(against.effect) < 1.5


def test_what_only_the_treated_did_is_found_against_the_others() -> None:
    groups = groups_with_a_shock(np.random.default_rng(4), 7)
    first = groups.pop("g0")
    treated = even(BEFORE_AND_AFTER, np.array(first.values) - 5.0 * (np.array(BEFORE_AND_AFTER) >= 0))
    level: Level = level_change(difference(treated, list(groups.values())))
    assert level.low < -5 < level.high
    assert level.high < 0
    assert as_large(level, placebos(groups)) == 0
    assert restless(placebos(groups)) < 1.5


def test_a_group_that_follows_the_treated_one_weighs_more_than_one_that_goes_its_own_way() -> None:
    """Half the groups share the treated one's season, which is twice as high as chance; the others wander."""
    chance = np.random.default_rng(23)
    wave = 3 * np.sin(2 * np.pi * np.array(BEFORE_AND_AFTER) / 30)
    alike_ones = [even(BEFORE_AND_AFTER, wave + chance.normal(size=34)) for _ in range(3)]
    strange = [even(BEFORE_AND_AFTER, 4 * alike(chance, 34)) for _ in range(3)]
    treated = even(BEFORE_AND_AFTER, wave + chance.normal(size=34))
    left = np.var(difference(treated, [*alike_ones, *strange]).values)
    assert left < 0.6 * np.var(
        np.array(treated.values) - np.mean([one.values for one in [*alike_ones, *strange]], axis=0)
    )
    assert left < 2.5


def test_groups_that_move_for_no_reason_make_every_effect_less_sure() -> None:
    quiet = [Placebo(str(n), Level(move, 0, 0, 0.5, 1.0)) for n, move in enumerate((0.5, -0.2, 0.9, 9.0))]
    wild = [Placebo(str(n), Level(move, 0, 0, 0.5, 1.0)) for n, move in enumerate((3.0, -3.0, 3.0, 9.0))]
    assert (restless(()), restless(quiet), restless(wild)) == (1.0, 1.0, pytest.approx(3.0))
    wide = Level(2.0, 1.0, 4.0, 0.99, 0.5).widened(3.0)
    assert (wide.low, wide.high, wide.spread, wide.beyond_chance) == (-1.0, 8.0, 1.5, False)
    assert wide.detectable == pytest.approx(3 * Level(2.0, 1.0, 4.0, 0.99, 0.5).detectable)


def test_a_group_that_lacks_a_week_moves_nothing_and_one_that_lacks_many_is_no_comparison() -> None:
    weeks = frozenset(BEFORE_AND_AFTER)
    flat = {name: Weekly(BEFORE_AND_AFTER, (level,) * 34, (5.0,) * 34) for name, level in (("a", 1.0), ("b", 9.0))}
    gappy = {"a": flat["a"], "b": flat["b"].only(weeks - {-3, 2})}
    assert set(difference(flat["a"], list(gappy.values())).values) == {1.0}
    assert comparable(flat["a"], gappy).keys() == {"a", "b"}
    gone = {"a": flat["a"], "b": flat["b"].only(frozenset(range(-26, 0)))}
    assert comparable(flat["a"], gone).keys() == {"a"}


def test_three_groups_give_no_second_opinion() -> None:
    groups = groups_with_a_shock(np.random.default_rng(6), 3)
    assert placebos(groups) == ()
    assert as_large(level_change(groups["g0"]), ()) == 0
