"""What those named do differently, so that it can be taught: shares of occasions, theirs beside their peers'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from customerhero.findings import Table
from customerhero.findings.intervals import Z95
from customerhero.insight.bright_spots.comparing import Compared
from customerhero.insight.bright_spots.grouping import Row
from customerhero.insight.bright_spots.naming import Bright
from customerhero.insight.bright_spots.options import Options

COLUMNS: Final = (
    "behaviour", "named_ones", "n", "rate", "others", "others_n", "others_rate", "difference", "low", "high",
)  # fmt: skip
FEWEST_OCCASIONS: Final = 5


def behaviours(
    compared: Sequence[Compared], bright: Sequence[Bright], rows: Mapping[str, list[Row]], options: Options
) -> Table:
    """By behaviour how often those named and their peers did it, per 100 occasions, and the difference (95 %).

    Peers have the same roles; the interval goes by persons, not by occasions, because one person's occasions resemble
    each other. Told when at least `smallest_group` are named: a mean of fewer would be a figure about persons.
    """
    named = {one.standing.key for one in bright}
    if len(named) < options.smallest_group:
        return Table(COLUMNS, ())
    roles = {one.standing.role for one in bright}
    peers = {standing.key for one in compared if one.group.role in roles for standing in one.standings} - named
    by_behaviour: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in rows["deeds"]:
        if row["n"] >= FEWEST_OCCASIONS:
            by_behaviour[row["behaviour"]][row["actor"]] = (row["hits"], row["n"])
    told = [_row(name, by_behaviour[name], (named, peers), options) for name in sorted(by_behaviour)]
    return Table(COLUMNS, tuple(row for row in told if row is not None))


def _row(
    name: str, counted: Mapping[str, tuple[int, int]], sides: tuple[set[str], set[str]], options: Options
) -> tuple[object, ...] | None:
    ours, theirs = ([counted[who] for who in sorted(side) if who in counted] for side in sides)
    if min(len(ours), len(theirs)) < options.smallest_group or not any(hits for hits, _ in [*ours, *theirs]):
        return None
    (rate, error), (usual, usual_error) = _rate(ours), _rate(theirs)
    difference, margin = rate - usual, Z95 * float(np.hypot(error, usual_error))
    occasions = [sum(n for _, n in side) for side in (ours, theirs)]
    return (
        name, len(ours), occasions[0], rate, len(theirs), occasions[1], usual, difference, difference - margin,
        difference + margin,
    )  # fmt: skip


def _rate(counted: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The ratio of sums per 100 and its linearised error over persons."""
    hits, n = np.array(counted, dtype=np.float64).T
    share = hits.sum() / n.sum()
    people = len(n)
    rest = (hits - share * n) / n.mean()
    error = np.sqrt((rest**2).sum() / (people * (people - 1))) if people > 1 else np.inf
    return float(100 * share), float(100 * error)
