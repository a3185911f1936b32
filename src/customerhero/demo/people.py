"""Who works at the company: people, their teams, and who takes which case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

from customerhero.demo.cast import FIRST_NAMES, LAST_NAMES, PRIORITIES, RULES, TEAMS
from customerhero.demo.draws import Flags, Floats, Ints, Wheel, stream
from customerhero.demo.rhythm import Calendar

TEAM_NUMBER: Final = {team.id: number for number, team in enumerate(TEAMS)}
HERO_TEAMS: Final = ("FRONT_NORTH", "FRONT_SOUTH", "BILLING", "PAYMENTS", "METERING", "MOVES")
HERO_LOGIT: Final = 1.2
_HERO_PULL: Final = (0.7, 7.0, 20.0)
"""How much more often than a colleague a hero takes a normal, high or urgent case: heroes do the harder work."""
_LUCK: Final = 0.05
_SMALLEST_TEAM: Final = 3


@dataclass(frozen=True)
class Staff:
    """The people, by number; the last one is the account that is a machine, where there is one."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    team: Ints
    skill: Floats
    """Added to the logit of a case being solved."""
    heroes: Flags
    machine: int
    """The number of the machine, -1 without one."""
    takes: Wheel
    """Who takes a case: rows are team and priority."""

    def taker(self, chance: np.random.Generator, teams: Ints, priorities: Ints) -> Ints:
        """Who takes each case that is at a team with a priority."""
        return self.takes.spin(chance, teams * len(PRIORITIES) + priorities)


def hire(events: int, seed: int, truths: bool) -> Staff:
    """About 80 people at 60,000 events and 300 at ten million, at least three in every team."""
    team = _teams(round(80 * (max(events, 1) / 60_000) ** 0.258))
    heroes = np.zeros(len(team), dtype=np.bool_)
    if truths:
        heroes[[int(np.flatnonzero(team == TEAM_NUMBER[name])[1]) for name in HERO_TEAMS]] = True
    chance = stream(seed, "people")
    skill = _LUCK * chance.standard_normal(len(team)) + HERO_LOGIT * heroes
    capacity = np.where(heroes, 1.0, 0.6 + chance.gamma(4.0, 0.1, len(team)))
    names = _names(chance, len(team))
    if truths:
        team, heroes = np.append(team, TEAM_NUMBER["FRONT_NORTH"]), np.append(heroes, False)
        skill, capacity, names = np.append(skill, 0.0), np.append(capacity, 0.0), (*names, "Desk Nine")
    machine = len(team) - 1 if truths else -1
    ids = tuple(f"P-{number + 1:03d}" for number in range(len(team)))
    return Staff(ids, names, team, skill, heroes, machine, _takes(team, heroes, capacity))


def people_rows(staff: Staff, calendar: Calendar, seed: int) -> list[dict[str, Any]]:
    """The rows of `people`. The machine is not marked as one: whoever reads the data has to suspect it."""
    days = stream(seed, "since").integers(30, 4_000, len(staff.ids))
    first = datetime(calendar.first.year, calendar.first.month, calendar.first.day, 8, tzinfo=UTC).replace(tzinfo=None)
    return [
        {
            "person_id": staff.ids[number],
            "name": staff.names[number],
            "team_id": TEAMS[staff.team[number]].id,
            "role": _role(TEAMS[staff.team[number]].function),
            "since": first - timedelta(days=int(days[number])),
            "is_system": False,
        }
        for number in range(len(staff.ids))
    ]


def team_rows() -> list[dict[str, Any]]:
    """The rows of `teams`."""
    return [{"team_id": team.id, "name": team.name, "function": team.function} for team in TEAMS]


def rule_rows(staff: Staff) -> list[dict[str, Any]]:
    """The rows of `rules`; a rule belongs to the first person of its team."""
    owners = {rule.id: int(np.flatnonzero(staff.team == TEAM_NUMBER[rule.owner])[0]) for rule in RULES}
    return [
        {
            "rule_id": rule.id,
            "name": rule.name,
            "purpose": rule.purpose,
            "owner_id": staff.ids[owners[rule.id]],
            "colour": rule.colour,
        }
        for rule in RULES
    ]


def _teams(people: int) -> Ints:
    sizes = [max(_SMALLEST_TEAM, round(people * team.share)) for team in TEAMS]
    return np.repeat(np.arange(len(TEAMS)), sizes)


def _names(chance: np.random.Generator, count: int) -> tuple[str, ...]:
    pairs = chance.permutation(len(FIRST_NAMES) * len(LAST_NAMES))[np.arange(count)]
    return tuple(f"{FIRST_NAMES[n % len(FIRST_NAMES)]} {LAST_NAMES[n // len(FIRST_NAMES)]}" for n in pairs)


def _takes(team: Ints, heroes: Flags, capacity: Floats) -> Wheel:
    pulls = np.where(heroes, np.array(_HERO_PULL)[:, None], 1.0)
    weights = [np.where(team == number, capacity, 0.0) * pull for number in range(len(TEAMS)) for pull in pulls]
    return Wheel(np.array(weights))


def _role(function: str) -> str:
    return {"front line": "agent", "complaints": "care agent", "retention": "renewals agent"}.get(
        function, "specialist"
    )
