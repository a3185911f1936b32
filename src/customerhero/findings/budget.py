"""One budget of errors: of all that was looked at, which is more than chance when all looks are counted together?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from customerhero.findings.answer import Look


def beyond_chance(looks: Iterable[Look], false_alarms: float) -> frozenset[str]:
    """The keys of the looks that stand when all are counted together.

    `false_alarms` is the share of agendas with any false one among them when nothing is the matter. Each insight has an
    equal part of it, divided among its looks by their weights; what a look that stands had is left to the others
    [Holm 1979; with weights Benjamini and Hochberg 1997].
    """
    waiting = sorted(_weighed(list(looks)), key=lambda look: (look.chance / look.weight, look.key))
    left = sum(look.weight for look in waiting)
    standing: set[str] = set()
    for look in waiting:
        if look.chance > false_alarms * look.weight / left:
            break
        standing.add(look.key)
        left -= look.weight
    return frozenset(standing)


def _weighed(looks: list[Look]) -> list[Look]:
    """The looks with weights that sum to one in each insight; those of weight 0 can never stand and are left out."""
    of_insight: dict[str, float] = defaultdict(float)
    for look in looks:
        of_insight[_insight(look)] += look.weight
    return [
        Look(look.key, look.asks, look.chance, look.weight / of_insight[_insight(look)])
        for look in looks
        if look.weight > 0
    ]


def _insight(look: Look) -> str:
    return look.key.partition("/")[0]
