"""One budget of errors: of all that was looked at, which is more than chance when all looks are counted together?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from customerhero.findings.answer import Look


def beyond_chance(
    looks: Iterable[Look], false_alarms: float, parts: Mapping[str, float] | None = None
) -> frozenset[str]:
    """The keys of the looks that stand when all are counted together.

    `false_alarms` is the share of agendas with any false one among them when nothing is the matter. Each insight that
    looked at anything has an equal part of it, or as many as `parts` says, divided among its looks by their weights;
    what a look that stands had is left to the others [Holm 1979; with weights Benjamini and Hochberg 1997].
    """
    waiting = sorted(weighed(looks, parts or {}), key=lambda look: (look.chance / look.weight, look.key))
    left = sum(look.weight for look in waiting)
    standing: set[str] = set()
    for look in waiting:
        if look.chance > false_alarms * look.weight / left:
            break
        standing.add(look.key)
        left -= look.weight
    return frozenset(standing)


def weighed(looks: Iterable[Look], parts: Mapping[str, float]) -> list[Look]:
    """The looks with weights that sum to the part of their insight; those of weight 0 can never stand and are left out.

    An insight without a part has one.
    """
    listed = [look for look in looks if look.weight > 0]
    of_insight: dict[str, float] = defaultdict(float)
    for look in listed:
        of_insight[_insight(look)] += look.weight
    return [
        replace(look, weight=look.weight * parts.get(_insight(look), 1.0) / of_insight[_insight(look)])
        for look in listed
    ]


def _insight(look: Look) -> str:
    return look.key.partition("/")[0]
