"""People who share cases and whose true quality is known: two a case, at random, in pods, or always the same two.

`python -m bench.shared_work` writes the table of docs/methods/bright-spots.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from bench.measuring import ROOT
from customerhero.findings.casemix import LOGISTIC, Cells, Floats, Ints, adjust
from customerhero.findings.partners import Judged, Role, Shared, assessed_together
from customerhero.findings.shrinking import named

REPETITIONS: Final = 20
PAGE: Final = ROOT / "docs" / "methods" / "bright-spots.md"
_BEGIN, _END = "<!-- shared -->", "<!-- end of shared -->"
_TOPICS: Final = 6
_PRIORITY: Final = (0.5, -0.3, -1.1)


@dataclass(frozen=True)
class Work:
    """Desk agents and specialists, one of each in every case; only the specialists differ."""

    pairs: int = 60
    """People of each role."""
    cases: int = 300
    """Of each person."""
    pod: int = 0
    """So many of each role work with each other only; 0: everybody with everybody; 1: always the same two."""
    spread: float = 0.1
    heroes: int = 6
    gain: float = 0.8
    """What a hero adds to the log-odds of a good outcome."""
    level: float = 1.0
    desks_differ: float = 0.0
    """The spread of the desk agents' own effects."""


BASE: Final = Work()
SCENARIOS: Final[dict[str, Work]] = {
    "150 cases each": replace(BASE, cases=150),
    "300 cases each": BASE,
    "600 cases each": replace(BASE, cases=600),
    "people differ, desk agents too": replace(BASE, spread=0.25, desks_differ=0.25),
    "always the same two": replace(BASE, pod=1),
    "pods of two and two": replace(BASE, pod=2),
    "pods of four and four": replace(BASE, pod=4),
    "always the same two, nobody differs": replace(BASE, pod=1, spread=0.0, heroes=0),
    "nobody differs": replace(BASE, spread=0.0, heroes=0),
}


@dataclass(frozen=True)
class Draw:
    """One draw: what is true of each role, desk agents first, and the cases."""

    quality: tuple[Floats, Floats]
    heroes: Ints
    """Among the specialists."""
    people: tuple[Ints, Ints]
    """Of each case the desk agent and the specialist."""
    factors: tuple[Ints, ...]
    good: Floats

    @property
    def bar(self) -> float:
        """The true upper fifth of the specialists."""
        return float(np.quantile(self.quality[1], 0.8))


def drawn(work: Work, seed: int) -> Draw:
    """One draw of a scenario."""
    chance = np.random.default_rng(seed)
    specialist = np.repeat(np.arange(work.pairs), work.cases)
    desk = _desk(work, specialist, chance)
    quality = work.spread * chance.standard_normal(work.pairs)
    heroes = chance.choice(work.pairs, work.heroes, replace=False)
    quality[heroes] += work.gain
    own = work.desks_differ * chance.standard_normal(work.pairs)
    topic, priority = chance.integers(0, _TOPICS, len(desk)), chance.choice(3, len(desk), p=(0.6, 0.25, 0.15))
    hard = 0.5 * chance.standard_normal(_TOPICS)
    logit = work.level + quality[specialist] + own[desk] + hard[topic] + np.array(_PRIORITY)[priority]
    good = (chance.random(len(desk)) < 1 / (1 + np.exp(-logit))).astype(float)
    return Draw((own, quality), heroes, (desk, specialist), (topic, priority), good)


def judged(draw: Draw) -> list[Judged]:
    """Each case's credit in two halves, as the lake counts it; desk agents first."""
    size = len(draw.good)
    half, whole = np.full(size, 0.5), np.ones(size)
    roles = []
    for people in draw.people:
        cells = Cells(people, draw.factors, half, half * draw.good, 0.25 * whole)
        roles.append(Role(adjust(cells, LOGISTIC), np.ones(cells.people)))
    return assessed_together(roles, _shared(draw))


def _shared(draw: Draw) -> Shared:
    desk, specialist = draw.people
    first = int(desk.max()) + 1
    width = int(specialist.max()) + 1
    both, cases = np.unique(desk * width + specialist, return_counts=True)
    return Shared(both // width, both % width + first, 0.25 * cases)


def _desk(work: Work, specialist: Ints, chance: np.random.Generator) -> Ints:
    if not work.pod:
        return chance.permutation(specialist)
    return (specialist // work.pod) * work.pod + chance.integers(0, work.pod, len(specialist))


@dataclass
class Tally:
    """What became of one scenario."""

    named: int = 0
    false: int = 0
    found: int = 0
    heroes: int = 0
    silent: int = 0
    covered: list[float] = field(default_factory=list)

    def add(self, draw: Draw) -> None:
        """One draw: both roles are named together, as the product does."""
        desks, specialists = (each.shrunken for each in judged(draw))
        chosen = named(np.concatenate([desks.above, specialists.above]))
        first = len(desks.above)
        theirs = chosen[chosen >= first] - first
        self.named += len(chosen)
        self.silent += not len(chosen)
        self.false += _false(draw.quality[0], chosen[chosen < first]) + _false(draw.quality[1], theirs)
        self.heroes += len(draw.heroes)
        self.found += int(np.isin(draw.heroes, theirs).sum())
        centred = draw.quality[1] - np.median(draw.quality[1]) + specialists.centre
        self.covered.append(float(((specialists.low <= centred) & (centred <= specialists.high)).mean()))


def _false(quality: Floats, chosen: Ints) -> int:
    """Those named who are not in the true upper fifth of their role; everybody where nobody differs."""
    return int((quality[chosen] < np.quantile(quality, 0.8)).sum()) if quality.std() else len(chosen)


def table(repetitions: int) -> list[str]:
    """The table of the page."""
    lines = [
        f"Over {repetitions} draws of each scenario:",
        "",
        "| scenario | named a draw | of them not in the true upper fifth | heroes found | draws with nobody named | "
        "90 % intervals that cover |",
        "|---|---|---|---|---|---|",
    ]
    for name, work in SCENARIOS.items():
        tally = Tally()
        for seed in range(repetitions):
            tally.add(drawn(work, seed))
        false = f"{tally.false / tally.named:.2f}" if tally.named else "none"
        power = f"{tally.found / tally.heroes:.2f}" if tally.heroes else "none"
        lines.append(
            f"| {name} | {tally.named / repetitions:.1f} | {false} | {power} | {tally.silent} of {repetitions} | "
            f"{np.mean(tally.covered):.2f} |"
        )
        print(lines[-1], flush=True)
    return lines


def write(repetitions: int = REPETITIONS) -> list[str]:
    """Measure, and write the page's table."""
    lines = table(repetitions)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    PAGE.write_text("\n".join([f"{before}{_BEGIN}", "", *lines, "", f"{_END}{after}"]), encoding="utf-8")
    return lines


if __name__ == "__main__":
    write(int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS)
