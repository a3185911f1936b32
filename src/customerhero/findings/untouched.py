"""Comparison groups: what happened where the change never came, and does the treated group stand out?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from customerhero.findings.beliefs import QUICK
from customerhero.findings.interrupted import Level, Weekly, level_change

MOST_GAPS: Final = 0.1
"""A group that lacks more than one week and than this share of them, before or after, is no comparison."""
CLOSEST: Final = 0.2
"""No group weighs more than one that followed the treated one five times as closely as groups do on average."""
_TINY: Final = 1e-12
ENOUGH_TO_PERMUTE: Final = 4
"""With fewer groups every treated one would be the first of five or less: no second opinion."""


@dataclass(frozen=True)
class Placebo:
    """An untouched group taken for the treated one, to see how large a difference chance makes."""

    group: str
    level: Level


def difference(treated: Weekly, groups: Sequence[Weekly]) -> Weekly:
    """The treated figure less the mean of the groups', week by week; weeks without any group are left out.

    A group weighs the more, the more closely it followed the treated one before the change. Each is taken as its
    distance from its own mean, so that a group that lacks a week moves little.
    """
    told = list(zip([_by_week(group) for group in groups], _weights(treated, groups), strict=True))
    rows = []
    for week, value, size in zip(treated.weeks, treated.values, treated.sizes, strict=True):
        there = [(*group[week], weight) for group, weight in told if week in group]
        if there:
            whole = sum(weight for _, _, weight in there)
            moved = sum(weight * distance for distance, _, weight in there) / whole
            noise = 1 / size + sum(weight**2 / own for _, own, weight in there) / whole**2
            rows.append((week, value - moved, 1 / noise))
    return Weekly(tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows))


def _by_week(group: Weekly) -> dict[int, tuple[float, float]]:
    """The distance from the group's mean, and how many it rests on, by week."""
    middle = float(np.mean(group.values))
    rows = zip(group.weeks, group.values, group.sizes, strict=True)
    return {week: (value - middle, size) for week, value, size in rows}


def _weights(treated: Weekly, groups: Sequence[Weekly]) -> list[float]:
    """One over the mean squared distance of the two before the change [in the spirit of synthetic control].

    Each weight rests on that one figure only, so that following the treated one by chance is not rewarded.
    """
    apart = [_apart(treated, group) for group in groups]
    least = max(CLOSEST * float(np.mean(apart)), _TINY)
    return [1 / max(one, least) for one in apart]


def _apart(treated: Weekly, group: Weekly) -> float:
    there = dict(zip(group.weeks, group.values, strict=True))
    rows = zip(treated.weeks, treated.values, strict=True)
    gaps = [value - there[week] for week, value in rows if week < 0 and week in there]
    return float(np.var(gaps)) if gaps else 1.0


def comparable(treated: Weekly, groups: Mapping[str, Weekly]) -> dict[str, Weekly]:
    """The groups that have a figure in nearly all the treated one's weeks, in these weeks, by name in order."""
    weeks = frozenset(treated.weeks)
    common = {name: groups[name].only(weeks) for name in sorted(groups)}
    return {name: group for name, group in common.items() if _is_whole(group, treated)}


def _is_whole(group: Weekly, treated: Weekly) -> bool:
    """Nearly all weeks before the change and nearly all after it: a group that ends there is no comparison."""
    own, wanted = _on_each_side(group), _on_each_side(treated)
    return all(all_of - there <= max(1, MOST_GAPS * all_of) for there, all_of in zip(own, wanted, strict=True))


def _on_each_side(figure: Weekly) -> tuple[int, int]:
    after = sum(week >= 0 for week in figure.weeks)
    return len(figure.weeks) - after, after


def placebos(groups: Mapping[str, Weekly]) -> tuple[Placebo, ...]:
    """Each untouched group against all the others, as if the change had been its own."""
    if len(groups) < ENOUGH_TO_PERMUTE:
        return ()
    told = []
    for name, group in groups.items():
        others = [other for place, other in groups.items() if place != name]
        told.append(Placebo(name, level_change(difference(group, others), beliefs=QUICK)))
    return tuple(told)


def as_large(level: Level, others: Sequence[Placebo]) -> int:
    """How many untouched groups changed as much, in their own noise [placebo tests, Abadie and others 2010]."""
    own = _standardised(level)
    return sum(_standardised(other.level) >= own for other in others)


def restless(others: Sequence[Placebo]) -> float:
    """By how much untouched groups move more than their own noise explains: 1 where they do not.

    The largest is left aside: one group may have had a change of its own.
    """
    if not others:
        return 1.0
    moves = sorted(_standardised(other.level) for other in others)[:-1]
    return max(1.0, sqrt(sum(move**2 for move in moves) / len(moves)))


def _standardised(level: Level) -> float:
    return abs(level.effect) / level.spread if level.spread else 0.0
