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
HELPED: Final = "helped_by_finding_others"
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

    @property
    def differs(self) -> bool:
        """Whether it went well at least once and badly at least once."""
        good = self.cells.y.sum()
        return bool(good > 0 and (self.outcome == RETENTION or good < self.cells.n.sum()))


@dataclass(frozen=True)
class Field:
    """All roles of one outcome, and who works with whom among them."""

    outcome: str
    groups: tuple[Group, ...]
    shared: tuple[Row, ...]


def fields_of_work(rows: Mapping[str, list[Row]], options: Options) -> Iterator[Field]:
    """Every outcome the facts hold, in the outcomes' order, with its roles in order."""
    roles = {row["person_id"]: row["role"] or "" for row in rows["people"]}
    mixes = Mixes(rows["mixes"], next((row["level"] for row in rows["level"]), 0))
    teams = {row["person_id"]: row["team_id"] for row in rows["people"]} if options.of_people else {}
    places = Places(mixes, teams)
    by_outcome: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in [*_in_one_place(rows["cells"], options), *({**row, "outcome": RETENTION} for row in rows["owned"])]:
        by_outcome[row["outcome"]][roles.get(row["actor"], "")].append(row)
    for outcome in sorted(by_outcome, key=OUTCOMES.index):
        found = sorted(by_outcome[outcome].items())
        if outcome == RETENTION:
            yield Field(outcome, tuple(_of_years(role, own, options) for role, own in found), ())
        else:
            groups = (_of_cases((outcome, role), own, rows["blocks"], places, options) for role, own in found)
            shared = (row for row in rows["shared"] if row["outcome"] == outcome)
            yield Field(outcome, tuple(groups), tuple(shared))


def _in_one_place(cells: list[Row], options: Options) -> Iterator[Row]:
    """Without hand-overs at a team and step where too few people or hand-overs are to be compared with each other."""
    people: dict[int, set[str]] = defaultdict(set)
    handed: dict[int, float] = defaultdict(float)
    for row in cells:
        if row["outcome"] == HELPED:
            people[row["asked"]].add(row["actor"])
            handed[row["asked"]] += row["n"]
    for row in cells:
        place = row["asked"]
        if row["outcome"] != HELPED or (
            len(people[place]) >= options.smallest_group and handed[place] >= options.fewest_of_level
        ):
            yield row


class Mixes:
    """What the mixes are: by factor the level of each."""

    def __init__(self, rows: list[Row], level: int) -> None:
        self.names = _APART[level]
        self.places = {row["mix_id"]: place for place, row in enumerate(rows, start=1)}
        self.levels = {name: [NOT_RECORDED, *(_level_of(row, name, level) for row in rows)] for name in self.names}

    def place(self, mix_id: int) -> int:
        """The place of a mix; 0 for that of an answer about no case."""
        return self.places.get(mix_id, 0)


@dataclass(frozen=True)
class Places:
    """Where work is done: its mix, and the team of who did it, since a team has its own place in a process."""

    mixes: Mixes
    teams: Mapping[str, str]


def _level_of(row: Row, name: str, level: int) -> object:
    """The month of a mix that stands for a quarter is that quarter."""
    return row[name] // _QUARTER if name == "month" and level == 1 else row[name]


def _of_cases(named: tuple[str, str], found: list[Row], blocks: list[Row], places: Places, options: Options) -> Group:
    (outcome, role), mixes = named, places.mixes
    keys, person = _numbered([row["actor"] for row in found])
    n, squares = _column(found, "n"), _column(found, "squares")
    at = np.array([mixes.place(row["mix_id"]) for row in found])
    asked = "team and step" if outcome == HELPED else "question"
    factors = {asked: _factor([row["asked"] for row in found], n, options)}
    if outcome != HELPED:
        factors["team"] = _factor([places.teams.get(row["actor"], NOT_RECORDED) for row in found], n, options)
    weight: Floats = np.bincount(at, n, len(mixes.places) + 1).astype(np.float64)
    for name in mixes.names:
        factors[name] = pooled(mixes.levels[name], weight, options.fewest_of_level)[at]
    telling = {name: codes for name, codes in factors.items() if len(np.unique(codes)) > 1}
    cells = Cells(person, tuple(_dense(codes) for codes in telling.values()), n, _column(found, "y"), squares)
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
