"""Shared cases where the truth is known: halves tell as whole answers do, and partners have no part in the thanks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.shared_work import BASE, SCENARIOS, drawn, judged
from customerhero.findings.casemix import LOGISTIC, Cells, adjust
from customerhero.findings.partners import Role, Shared, assessed_together
from customerhero.findings.shrinking import assessed, log_likelihoods, named


def test_halves_of_two_cases_tell_as_much_as_two_answers() -> None:
    """Two hundred cases shared with somebody say the same of a person as two hundred answers of their own."""
    chance = np.random.default_rng(1)
    person, good = np.repeat(np.arange(30), 200), (chance.random(6_000) < 0.7).astype(float)
    whole = Cells(person, (), np.ones(6_000), good)
    half = Cells(person, (), np.full(6_000, 0.5), 0.5 * good, np.full(6_000, 0.25))
    unscaled = replace(half, squares=None)
    told = [log_likelihoods(adjust(cells, LOGISTIC)) for cells in (whole, half, unscaled)]
    curved = [np.diff(each, 2)[:, 120].mean() for each in told]
    assert curved[1] == pytest.approx(curved[0], rel=0.01)
    assert curved[2] == pytest.approx(curved[0] / 2, rel=0.01)


def test_heroes_are_found_through_shared_credit_and_few_others() -> None:
    found = false = 0
    for seed in range(2):
        draw = drawn(BASE, seed)
        desks, specialists = (named(each.shrunken.above) for each in judged(draw))
        found += int(np.isin(draw.heroes, specialists).sum())
        false += len(desks) + int((draw.quality[1][specialists] < draw.bar).sum())
    assert found >= 0.8 * 2 * BASE.heroes
    assert false <= 1


@pytest.mark.parametrize("name", ["pods of two and two", "always the same two"])
def test_partners_of_heroes_are_not_named_for_it(name: str) -> None:
    for seed in range(2):
        desks = judged(drawn(SCENARIOS[name], seed))[0]
        assert not len(named(desks.shrunken.above))


def test_of_two_who_always_work_together_neither_is_named() -> None:
    """Taken alone both would be: it is known that one of them is good, and that is all that is known."""
    draw = drawn(SCENARIOS["always the same two"], 0)
    desks, specialists = judged(draw)
    assert np.isin(draw.heroes, named(specialists.alone)).mean() > 0.5
    assert not len(named(specialists.shrunken.above))
    assert min(desks.closest.min(), specialists.closest.min()) > 0.9
    assert max(desks.shrunken.above.max(), specialists.shrunken.above.max()) <= 0.5


def test_nobody_is_named_where_nobody_differs() -> None:
    for name in ("nobody differs", "always the same two, nobody differs"):
        assert not any(len(named(each.shrunken.above)) for each in judged(drawn(SCENARIOS[name], 0)))


def test_without_shared_work_everybody_is_judged_as_before() -> None:
    chance = np.random.default_rng(2)
    cells = Cells(np.repeat(np.arange(30), 100), (), np.ones(3_000), (chance.random(3_000) < 0.7).astype(float))
    fitted, nothing = adjust(cells, LOGISTIC), np.zeros(0, dtype=np.int64)
    (together,) = assessed_together([Role(fitted, np.ones(30))], Shared(nothing, nothing, np.zeros(0)))
    assert np.array_equal(together.shrunken.above, assessed(fitted).above)
