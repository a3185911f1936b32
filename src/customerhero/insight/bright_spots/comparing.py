"""People of one role set beside each other: what their work would come to in typical hands, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from customerhero.findings.casemix import LOGISTIC, POISSON, Adjusted, Cells, Floats, adjust
from customerhero.findings.shrinking import STRICT_ALLOWANCE, Shrunken, assessed
from customerhero.insight.bright_spots.grouping import RETENTION, Group
from customerhero.insight.bright_spots.options import Options


@dataclass(frozen=True)
class Standing:
    """One actor beside the others of the same role, in one outcome."""

    key: str
    outcome: str
    role: str
    peers: int
    """How many were compared, this one among them."""
    n: float
    """Cases credited, or customer-years looked after."""
    observed: float
    """Of those how many went well; of customer-years how many customers were lost."""
    expected: float
    """The same for the typical one at the same work."""
    probability: float
    """Of lying above the upper fifth of all."""
    rates: tuple[float, float, float]
    """Per 100 at this one's work: the most likely, and both ends of the 90 % interval."""
    expected_rate: float
    milder: float | None
    """The probability when a milder answer counts as well, too."""


@dataclass(frozen=True)
class Compared:
    """One outcome in one role: who was compared, and what was learnt of all together."""

    group: Group
    spread: float | None = None
    """The scale of true differences in log-odds (of losses in log-rates); None when too few could be compared."""
    standings: tuple[Standing, ...] = ()

    @property
    def peers(self) -> int:
        """How many were compared."""
        return len(self.group.keys)

    @property
    def n(self) -> float:
        """The work of all."""
        return float(self.group.cells.n.sum())


def compare(group: Group, options: Options) -> Compared:
    """What is known of everybody in the group; nothing when it is too small or its outcomes are all the same."""
    cells = group.cells
    if len(group.keys) < options.fewest or not _differs(group):
        return Compared(group)
    adjusted, shrunken = _shrunken(group, cells, options)
    return Compared(group, shrunken.spread, _standings(group, adjusted, shrunken, _milder(group, options)))


def _differs(group: Group) -> bool:
    """Whether it went well at least once and badly at least once."""
    good = group.cells.y.sum()
    return bool(good > 0 and (group.outcome == RETENTION or good < group.cells.n.sum()))


def _shrunken(group: Group, cells: Cells, options: Options) -> tuple[Adjusted, Shrunken]:
    lost = group.outcome == RETENTION
    adjusted = adjust(cells, POISSON if lost else LOGISTIC)
    allowance = STRICT_ALLOWANCE if options.strict else 0.0
    return adjusted, assessed(adjusted, group.tempering, allowance, -1 if lost else 1)


def _milder(group: Group, options: Options) -> Floats | None:
    cells = group.cells
    if np.array_equal(group.milder, cells.y) or group.milder.sum() >= cells.n.sum():
        return None
    return _shrunken(group, Cells(cells.person, cells.factors, cells.n, group.milder), options)[1].above


def _standings(group: Group, adjusted: Adjusted, shrunken: Shrunken, milder: Floats | None) -> tuple[Standing, ...]:
    sign = -1 if group.outcome == RETENTION else 1
    n = group.cells.per_person(group.cells.n)
    expected = adjusted.expected(sign * shrunken.centre)
    usual = _per_100(expected / n, group.outcome)
    effects = (shrunken.middle, shrunken.low, shrunken.high)
    rates = np.array([_per_100(adjusted.expected(sign * effect) / n, group.outcome) for effect in effects])
    observed = adjusted.y
    return tuple(
        Standing(
            key, group.outcome, group.role, len(group.keys), float(n[at]), float(observed[at]), float(expected[at]),
            float(shrunken.above[at]), (float(rates[0, at]), float(rates[1, at]), float(rates[2, at])),
            float(usual[at]), None if milder is None else float(milder[at]),
        )
        for at, key in enumerate(group.keys)
    )  # fmt: skip


def _per_100(rate: Floats, outcome: str) -> Floats:
    """Of customer-years the share of customers kept over one; of cases the share that went well."""
    found: Floats = 100 * (np.exp(-rate) if outcome == RETENTION else rate)
    return found
