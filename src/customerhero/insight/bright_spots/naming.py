"""Whom to name: probability and false discoveries decide; small numbers are left out; nobody is ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from customerhero.findings.shrinking import named
from customerhero.insight.bright_spots.accounts import suspected
from customerhero.insight.bright_spots.comparing import Compared, Standing
from customerhero.insight.bright_spots.grouping import RETENTION, Row
from customerhero.insight.bright_spots.options import OUTCOMES, Options

_FEWEST_PEERS: Final = 3
"""Of fewer in the team the usual is told by the whole role."""


@dataclass(frozen=True)
class Bright:
    """One who is named, with those whom the work was for."""

    standing: Standing
    name: str | None
    cases: int
    customers: int
    value: float | None
    compared_with: str
    peers: frozenset[str] = frozenset()
    """Those of the same role and team, or of the role where the team has too few, this one left out."""
    usual_expected: float | None = None
    """What the peers' work would come to in typical hands, per 100: more than this one's where theirs is easier."""


def bright_ones(compared: Sequence[Compared], rows: Mapping[str, list[Row]], options: Options) -> list[Bright]:
    """Everybody who can be named, by outcome and then by name: an order that is no ranking.

    Accounts that may be machines are held back, and so is whoever is named by the word of too few customers.
    """
    unsure = suspected(rows, options)
    names = _names(rows, options)
    reach = _reach(rows)
    by_outcome: dict[str, list[Standing]] = defaultdict(list)
    for one in compared:
        by_outcome[one.group.outcome] += one.standings
    found = [
        _with_peers(
            _bright(standing, names, reach.get((outcome, standing.key), (0, 0, None)), options), standings, rows
        )
        for outcome, standings in by_outcome.items()
        for standing in _sure(standings, options)
    ]
    told = [one for one in found if one.customers >= options.smallest_group and one.standing.key not in unsure]
    return sorted(told, key=lambda one: (OUTCOMES.index(one.standing.outcome), one.name or "", one.standing.key))


def _sure(standings: Sequence[Standing], options: Options) -> list[Standing]:
    above = np.array([standing.probability for standing in standings])
    return [standings[at] for at in named(above, options.least_probability, options.false_share)]


def _bright(
    standing: Standing, names: Mapping[str, str | None], reach: tuple[int, int, float | None], options: Options
) -> Bright:
    whom = "people" if options.of_people else "teams"
    role = f" with the role {standing.role}" if standing.role else ""
    return Bright(standing, names.get(standing.key), *reach, f"{standing.peers} {whom}{role} at the same mix of work")


def _with_peers(one: Bright, standings: Sequence[Standing], rows: Mapping[str, list[Row]]) -> Bright:
    teams = {row["person_id"]: row["team_id"] for row in rows["people"]}
    own = one.standing
    role = [each for each in standings if each.role == own.role and each.key != own.key]
    team = [each for each in role if teams.get(each.key) == teams.get(own.key)]
    peers = team if len(team) >= _FEWEST_PEERS else role
    whole = sum(each.n for each in peers)
    usual = sum(each.expected_rate * each.n for each in peers) / whole if whole else None
    return replace(one, peers=frozenset(each.key for each in peers), usual_expected=usual)


def _names(rows: Mapping[str, list[Row]], options: Options) -> dict[str, str | None]:
    if options.of_people:
        return {row["person_id"]: row["name"] for row in rows["people"]}
    return {row["team_id"]: row["name"] for row in rows["teams"]}


def _reach(rows: Mapping[str, list[Row]]) -> dict[tuple[str, str], tuple[int, int, float | None]]:
    """By outcome and actor: cases, customers and their revenue."""
    known = {(row["outcome"], row["actor"]): (row["cases"], row["customers"], row["value"]) for row in rows["reach"]}
    owned: dict[str, int] = defaultdict(int)
    for row in rows["owned"]:
        owned[row["actor"]] += row["customers"]
    return known | {(RETENTION, actor): (0, customers, None) for actor, customers in owned.items()}
