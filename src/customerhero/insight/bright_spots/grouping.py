"""Rows become groups of people who can be compared: one outcome, one role, cells of the same mix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.findings.casemix import Cells, Floats, Ints, pooled
from customerhero.findings.overdispersion import Blocks, resemblance
from customerhero.insight.bright_spots.options import MIX, OUTCOMES, Options

Row = dict[str, Any]
RETENTION: Final = "retention"
_QUARTER: Final = 3
_APART: Final[tuple[tuple[str, ...], ...]] = (MIX, MIX, MIX[:-1], ("topic", "priority", "failed_before"))
"""What of the mix is told apart, by how much coarser it had to be made."""


@dataclass(frozen=True)
class Group:
    """Those compared with each other in one outcome."""

    outcome: str
    role: str
    keys: tuple[str, ...]
    cells: Cells
    milder: Floats
    """Successes by cell when a milder answer counts as well, too."""
    adjusted_for: tuple[str, ...]
    tempering: Floats
    """Over-dispersion by person: more than 1 where answers of one customer or week resemble each other."""


def groups(rows: Mapping[str, list[Row]], options: Options) -> Iterator[Group]:
    """Every outcome and role the facts hold, in the outcomes' order."""
    roles = {row["person_id"]: row["role"] or "" for row in rows["people"]}
    mixes = Mixes(rows["mixes"], next((row["level"] for row in rows["level"]), 0))
    by_group: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in [*rows["cells"], *({**row, "outcome": RETENTION} for row in rows["owned"])]:
        by_group[row["outcome"], roles.get(row["actor"], "")].append(row)
    for outcome, role in sorted(by_group, key=lambda key: (OUTCOMES.index(key[0]), key[1])):
        found = by_group[outcome, role]
        if outcome == RETENTION:
            yield _of_years(role, found, options)
        else:
            yield _of_cases((outcome, role), found, rows["blocks"], mixes, options)


class Mixes:
    """What the mixes are: by factor the level of each."""

    def __init__(self, rows: list[Row], level: int) -> None:
        self.names = _APART[level]
        self.places = {row["mix_id"]: place for place, row in enumerate(rows, start=1)}
        self.levels = {name: [NOT_RECORDED, *(_level_of(row, name, level) for row in rows)] for name in self.names}

    def place(self, mix_id: int) -> int:
        """The place of a mix; 0 for that of an answer about no case."""
        return self.places.get(mix_id, 0)


def _level_of(row: Row, name: str, level: int) -> object:
    """The month of a mix that stands for a quarter is that quarter."""
    return row[name] // _QUARTER if name == "month" and level == 1 else row[name]


def _of_cases(named: tuple[str, str], found: list[Row], blocks: list[Row], mixes: Mixes, options: Options) -> Group:
    outcome, role = named
    keys, person = _numbered([row["actor"] for row in found])
    n = _column(found, "n")
    places = np.array([mixes.place(row["mix_id"]) for row in found])
    factors = {"question": _factor([row["asked"] for row in found], n, options)}
    weight: Floats = np.bincount(places, n, len(mixes.places) + 1).astype(np.float64)
    for name in mixes.names:
        factors[name] = pooled(mixes.levels[name], weight, options.fewest_of_level)[places]
    telling = {name: codes for name, codes in factors.items() if len(np.unique(codes)) > 1}
    cells = Cells(person, tuple(_dense(codes) for codes in telling.values()), n, _column(found, "y"))
    own = [row for row in blocks if row["outcome"] == outcome]
    tempering = 1 + _beyond_chance(own, "customer", keys) + _beyond_chance(own, "week", keys)
    return Group(outcome, role, keys, cells, _column(found, "lower"), tuple(telling), tempering)


def _beyond_chance(rows: list[Row], kind: str, keys: tuple[str, ...]) -> Floats:
    """By person what blocks of that kind add to the variance."""
    sums = ("n", "s", "ss", "sn", "nn")
    known = {row["actor"]: Blocks(*(float(row[name]) for name in sums)) for row in rows if row["block"] == kind}
    blocks = [known[key] for key in keys]
    alike = resemblance(blocks)
    return np.array([one.inflation(alike) - 1 for one in blocks])


def _of_years(role: str, found: list[Row], options: Options) -> Group:
    keys, person = _numbered([row["actor"] for row in found])
    years, lost = _column(found, "years"), _column(found, "lost")
    factors = {name: _factor([row[name] for row in found], years, options, 1.0) for name in ("segment", "tenure")}
    telling = {name: codes for name, codes in factors.items() if len(np.unique(codes)) > 1}
    cells = Cells(person, tuple(_dense(codes) for codes in telling.values()), years, lost)
    return Group(RETENTION, role, keys, cells, lost, tuple(telling), np.ones(len(keys)))


def _factor(levels: list[object], n: Floats, options: Options, fewest: float | None = None) -> Ints:
    return pooled(levels, n, options.fewest_of_level if fewest is None else fewest)


def _numbered(actors: list[str]) -> tuple[tuple[str, ...], Ints]:
    keys = sorted(set(actors))
    number = {key: place for place, key in enumerate(keys)}
    return tuple(keys), np.array([number[actor] for actor in actors], dtype=np.int64)


def _dense(codes: Ints) -> Ints:
    found: Ints = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return found


def _column(found: list[Row], name: str) -> Floats:
    return np.array([row[name] for row in found], dtype=np.float64)
