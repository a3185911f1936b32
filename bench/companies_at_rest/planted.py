"""Companies in which one thing is wrong: whether the agenda says so, how large, and in which month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

import numpy as np

from bench.companies_at_rest.drawing import HEROES, NPS_CUTS
from bench.companies_at_rest.resting import agendas, everything, facts_of_company
from bench.companies_at_rest.shapes import ORDINARY, TROUBLED, TROUBLED_RULE, TROUBLED_SEGMENT, Shape, Trouble
from customerhero.agenda import Agenda, ask_one
from customerhero.findings import Finding

SIZES: Final = ("small", "middle", "large")


@dataclass(frozen=True)
class Plant:
    """One kind of trouble in three sizes, and the findings that tell it."""

    name: str
    sizes: tuple[float, float, float]
    unit: str
    trouble: Callable[[float], Trouble]
    tells: Callable[[Finding], bool]
    shape: Shape = ORDINARY
    months: tuple[int, ...] = (0, 2)
    """The months asked about, counted back from the last one."""

    def company(self, size: float) -> Shape:
        """A company with it."""
        return replace(self.shape, trouble=self.trouble(size))


@dataclass(frozen=True)
class Seen:
    """Of one company: in which of the months asked about it was told, with which size, and what else hurts."""

    found: tuple[bool, ...]
    told: tuple[float, ...]
    others: tuple[str, ...]


def nps_of(shift: float) -> float:
    """The true score when everybody's mood has lost so much."""
    normal = NormalDist()
    return 100 * (1 - normal.cdf(NPS_CUTS[8] + shift) - normal.cdf(NPS_CUTS[6] + shift))


def shift_of(points: float) -> float:
    """What moods must lose for the score to fall by so many points."""
    steps = np.linspace(0, 2, 4001)
    return float(steps[np.argmin([abs(nps_of(0) - nps_of(step) - points) for step in steps])])


def _hurts(insight: str, *subjects: tuple[str, str]) -> Callable[[Finding], bool]:
    def tells(finding: Finding) -> bool:
        of = finding.insight in insight.split() and (finding.subject.kind, finding.subject.id) in subjects
        return of and finding.tone == "hurt"

    return tells


def _fell(finding: Finding) -> bool:
    of = finding.insight == "voice" and finding.subject.kind == "organisation" and finding.subject.id == "nps"
    return of and finding.change is not None and finding.change.verdict == "worse"


PLANTS: Final = (
    Plant(
        "a route on one topic", (0.08, 0.15, 0.30), "of its cases", lambda size: Trouble(route=size),
        _hurts("runaround", ("topic", TROUBLED), ("route", "desk>orders"), ("route", "orders>desk")),
    ),
    Plant(
        "a rule that refuses on one topic", (0.08, 0.15, 0.30), "of its cases", lambda size: Trouble(rule=size),
        _hurts("tug_of_war", ("topic", TROUBLED), ("rule", TROUBLED_RULE)),
    ),
    Plant(
        "a segment that leaves", (0.01, 0.02, 0.04), "more a month", lambda size: Trouble(leaving=size),
        _hurts("retention losses growth", ("segment", TROUBLED_SEGMENT)),
    ),
    Plant(
        "NPS falls in the last month", (7.0, 15.0, 24.0), "points, n about 300",
        lambda size: Trouble(fall=shift_of(size)), _fell, replace(ORDINARY, asked=0.2), (0, 1),
    ),
)  # fmt: skip


def seen(plant: Plant, size: float, seed: int) -> Seen:
    """What the agendas of one company say of what was planted there."""
    found, told, others = [], [], []
    for made in agendas(plant.company(size), seed, plant.months):
        telling = [finding for finding in everything(made) if plant.tells(finding)]
        found.append(bool(telling))
        told += [abs(finding.change.difference) for finding in telling if finding.change and finding.change.interval]
        others += [finding.key for finding in _hurting(made) if not plant.tells(finding)]
    return Seen(tuple(found), tuple(told), tuple(others))


def _hurting(made: Agenda) -> list[Finding]:
    return [finding for finding in everything(made) if finding.tone == "hurt"]


def planted_table(found: Callable[[int, int], list[Seen]]) -> list[str]:
    """By plant and size: how often it is found, what size is told, and what else hurts."""
    lines = ["| planted | size | found | told, on average | in the month before | others that hurt, an agenda |"]
    lines.append("|---|---|---|---|---|---|")
    for place, plant in enumerate(PLANTS):
        for number, (name, size) in enumerate(zip(SIZES, plant.sizes, strict=True)):
            lines.append(f"| {plant.name} | {name}: {size:g} {plant.unit} | {_row(plant, found(place, number))}")
    return lines


def _row(plant: Plant, many: list[Seen]) -> str:
    before = plant.months[1] == 1
    found = [one.found[0] for one in many] if before else [found for one in many for found in one.found]
    told = [size for one in many for size in one.told]
    mean = f"{np.mean(told):.1f}" if told and before else ""
    early = f"{sum(one.found[1] for one in many)} of {len(many)}" if before else ""
    others = sum(len(one.others) for one in many) / sum(len(one.found) for one in many)
    return f"{sum(found)} of {len(found)} | {mean} | {early} | {others:.2f} |"


MANY_CASES: Final = replace(ORDINARY, customers=1_200, cases=0.4, answering=0.5, asked=0.0, months=14)


def heroes_row(size: float, companies: int) -> str:
    """How many of six heroes are named, and how many others."""
    shape = replace(MANY_CASES, trouble=Trouble(heroes=size))
    named = [named_in(shape, seed) for seed in range(1, companies + 1)]
    right = sum(len(those & HEROES) for those in named)
    return f"| {size:g} | {right / len(named):.1f} | {sum(map(len, named)) - right} |"


def named_in(shape: Shape, seed: int) -> frozenset[str]:
    """Who is named."""
    answer = ask_one(facts_of_company(shape, seed), "bright_spots")
    return frozenset(row["key"] for row in answer.tables["named"].records())


def drift_told(seed: int, size: float = 3.5) -> list[tuple[str, str]]:
    """Of a slow fall from the ninth month before the last on: by month, what the agenda says of NPS."""
    shape = replace(ORDINARY, asked=0.2, trouble=Trouble(drift=shift_of(size)))
    return [(made.month, _told_of_nps(made)) for made in agendas(shape, seed, (6, 5, 4, 3, 2, 1, 0))]


def _told_of_nps(made: Agenda) -> str:
    of = [finding for finding in everything(made) if _fell(finding)]
    return ", ".join(
        f"{finding.measure.name} {finding.tone} {finding.change.difference:.1f}" for finding in of if finding.change
    )
