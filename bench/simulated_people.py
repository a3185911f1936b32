"""People whose true quality is known: a few heroes, hard work unequally shared, most customers silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from customerhero.findings.casemix import Cells, Floats, Ints
from customerhero.findings.overdispersion import Blocks, resemblance

HERO: Final = 0.9
"""What a hero adds to the log-odds of a good outcome."""
_TOPICS, _CHANNELS, _SEGMENTS = 12, 4, 5
_PRIORITY: Final = (0.5, -0.3, -1.1)
_WEEKS: Final = 52


@dataclass(frozen=True)
class Scenario:
    """What is true of one simulated organisation."""

    people: int = 300
    cases: int = 150_000
    level: float = 1.2
    """Log-odds of a good outcome in typical hands."""
    spread: float = 0.25
    heroes: float = 0.04
    confounding: float = 0.5
    """How much more hard work good people get; below zero the good get the easy work."""
    response: float = 0.3
    silence: float = 0.0
    """How much more often the dissatisfied answer."""
    interactions: float = 0.0
    hidden: float = 0.0
    clusters: float = 0.0
    """The spread of customers' own moods; each customer belongs to one person."""
    cherry_pickers: float = 0.0
    teams: int = 0
    """Each of so many teams has topics of its own; 0: everybody has all."""


BASE: Final = Scenario()
SCENARIOS: Final[dict[str, Scenario]] = {
    "ordinary confounding": BASE,
    "strong confounding": replace(BASE, confounding=1.5),
    "no confounding": replace(BASE, confounding=0.0),
    "everybody answers": replace(BASE, response=1.0),
    "50 people": replace(BASE, people=50, cases=20_000),
    "teams with topics of their own": replace(BASE, teams=10),
    "interactions in the mix": replace(BASE, interactions=0.4),
    "answers cluster by customer": replace(BASE, clusters=0.7),
    "the dissatisfied answer more": replace(BASE, silence=0.6),
    "95 % are satisfied": replace(BASE, level=3.2),
    "hidden difficulty": replace(BASE, hidden=0.15),
    "cherry-picking": replace(BASE, cherry_pickers=0.05),
    "nobody differs": replace(BASE, spread=0.0, heroes=0.0),
}


@dataclass(frozen=True)
class World:
    """The answers of one draw, and what is true."""

    quality: Floats
    heroes: Ints
    cells: Cells
    overdispersion: Floats
    """By person."""

    @property
    def answers(self) -> Floats:
        """Answers by person."""
        return np.bincount(self.cells.person, minlength=len(self.quality)).astype(np.float64)

    @property
    def good(self) -> Floats:
        """Good answers by person."""
        return np.bincount(self.cells.person, self.cells.y, len(self.quality))

    @property
    def bar(self) -> float:
        """The true upper fifth."""
        return float(np.quantile(self.quality, 0.8))


def drawn(scenario: Scenario, seed: int) -> World:
    """One draw of a scenario."""
    chance = np.random.default_rng(seed)
    quality, heroes = _quality(scenario, chance)
    person = np.repeat(np.arange(scenario.people), _volumes(scenario, chance))
    factors, difficulty = _mix(scenario, quality, person, chance)
    hidden = scenario.hidden * chance.standard_normal(scenario.people)
    customer = _customers(person, chance)
    mood = scenario.clusters * chance.standard_normal(customer.max() + 1)
    logit = scenario.level + quality[person] + difficulty + hidden[person] + mood[customer]
    good = chance.random(len(person)) < 1 / (1 + np.exp(-logit))
    said = _answered(scenario, person, good, chance)
    week = chance.integers(0, _WEEKS, len(person))
    cells = Cells(person[said], tuple(f[said] for f in factors), np.ones(int(said.sum())), good[said].astype(float))
    blocks = [_beyond_chance(cells, block[said]) for block in (customer, week)]
    return World(quality, heroes, cells, 1 + sum(blocks))


def _quality(scenario: Scenario, chance: np.random.Generator) -> tuple[Floats, Ints]:
    quality = scenario.spread * chance.standard_normal(scenario.people)
    heroes = chance.choice(scenario.people, round(scenario.heroes * scenario.people), replace=False)
    quality[heroes] += HERO
    return quality, heroes


def _volumes(scenario: Scenario, chance: np.random.Generator) -> Ints:
    volume = np.exp(chance.normal(0, 0.9, scenario.people))
    return np.clip(volume * scenario.cases / volume.sum(), 5, 5_000).astype(np.int64)


def _mix(
    scenario: Scenario, quality: Floats, person: Ints, chance: np.random.Generator
) -> tuple[tuple[Ints, ...], Floats]:
    """The factors of each case and how hard they make it."""
    effects = [
        0.5 * chance.standard_normal(_TOPICS), np.array([0, 0.2, -0.3, 0.1]), 0.3 * chance.standard_normal(_SEGMENTS),
        np.array(_PRIORITY),
    ]  # fmt: skip
    common = [chance.dirichlet(np.full(len(effect), 4.0)) for effect in effects[:-1]] + [np.array([0.6, 0.25, 0.15])]
    standing = quality / (quality.std() or 1.0)
    factors = []
    for effect, share in zip(effects, common, strict=True):
        pull = np.exp(-0.5 * scenario.confounding * np.outer(standing, effect / effect.std()))
        own = share * pull * np.exp(0.4 * chance.standard_normal(pull.shape))
        if scenario.teams and len(effect) == _TOPICS:
            own = own * _own_topics(scenario)
        factors.append(_levels(own, person, chance))
    difficulty = sum(effect[level] for effect, level in zip(effects, factors, strict=True))
    twist = scenario.interactions * chance.standard_normal((_TOPICS, len(_PRIORITY)))
    return tuple(factors), difficulty + twist[factors[0], factors[-1]]


def _own_topics(scenario: Scenario) -> Floats:
    """A team has one topic, the last ones two; nobody works on another team's."""
    team = np.arange(scenario.people) % scenario.teams
    owner = np.minimum(np.arange(_TOPICS), scenario.teams - 1)
    return (team[:, None] == owner[None, :]).astype(float)


def _levels(shares: Floats, person: Ints, chance: np.random.Generator) -> Ints:
    bounds = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)
    found = (chance.random(len(person))[:, None] > bounds[person]).sum(axis=1)
    return np.minimum(found, shares.shape[1] - 1).astype(np.int64)


def _customers(person: Ints, chance: np.random.Generator) -> Ints:
    """About ten cases a customer, all with the same person."""
    within = chance.integers(0, np.maximum(np.bincount(person)[person] // 10, 1))
    return np.unique(person * 10_000 + within, return_inverse=True)[1].astype(np.int64)


def _answered(scenario: Scenario, person: Ints, good: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    share = np.clip(scenario.response * np.where(good, 1.0, 1.0 + scenario.silence), 0, 1)
    picker = np.arange(scenario.people) < round(scenario.cherry_pickers * scenario.people)
    share = np.where(picker[person] & ~good, 0.3 * share, share)
    return chance.random(len(person)) < share


def _beyond_chance(cells: Cells, block: Ints) -> Floats:
    """As the lake counts it: sums over blocks of a person."""
    pair = np.unique(cells.person * 10**7 + block, return_inverse=True)[1]
    n, s = np.bincount(pair).astype(float), np.bincount(pair, cells.y)
    whose = np.zeros(len(n), dtype=np.int64)
    whose[pair] = cells.person
    sums = np.array([np.bincount(whose, value, cells.people) for value in (n, s, s * s, s * n, n * n)])
    known = [Blocks(*(float(value) for value in each)) for each in sums.T]
    alike = resemblance(known)
    return np.array([one.inflation(alike) - 1 for one in known])
