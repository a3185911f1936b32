"""Comparison groups: what happened where the change never came, and does the treated group stand out?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from customerhero.findings.interrupted import Level, Weekly, level_change

MOST_GAPS: Final = 0.1
"""A group that lacks more than one week and than this share of them, before or after, is no comparison."""
ENOUGH_TO_PERMUTE: Final = 4
"""With fewer groups every treated one would be the first of five or less: no second opinion."""


@dataclass(frozen=True)
class Placebo:
    """An untouched group taken for the treated one, to see how large a difference chance makes."""

    group: str
    level: Level


def difference(treated: Weekly, groups: Sequence[Weekly]) -> Weekly:
    """The treated figure less the mean of the groups', week by week; weeks without any group are left out.

    Each group is taken as its distance from its own mean, so that a group that lacks a week moves nothing.
    """
    middles = {id(group): float(np.mean(group.values)) for group in groups}
    told = [dict(zip(group.weeks, zip(group.values, group.sizes, strict=True), strict=True)) for group in groups]
    rows = []
    for week, value, size in zip(treated.weeks, treated.values, treated.sizes, strict=True):
        there = [(one[week], middles[id(group)]) for one, group in zip(told, groups, strict=True) if week in one]
        if there:
            moved = float(np.mean([figure - middle for (figure, _), middle in there]))
            noise = 1 / size + sum(1 / own for (_, own), _ in there) / len(there) ** 2
            rows.append((week, value - moved, 1 / noise))
    return Weekly(tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows))


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
        told.append(Placebo(name, level_change(difference(group, others))))
    return tuple(told)


def as_large(level: Level, others: Sequence[Placebo]) -> int:
    """How many untouched groups changed as much, in their own noise [placebo tests, Abadie and others 2010]."""
    own = _standardised(level)
    return sum(_standardised(other.level) >= own for other in others)


def _standardised(level: Level) -> float:
    return abs(level.effect) / level.spread if level.spread else 0.0
