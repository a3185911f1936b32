"""People of one role set beside each other: what their work would come to in typical hands, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from customerhero.findings.casemix import LOGISTIC, POISSON, Adjusted, Floats, adjust
from customerhero.findings.partners import ALWAYS, Judged, Role, Shared, assessed_together, by_oneself
from customerhero.findings.shrinking import STRICT_ALLOWANCE, Shrunken, assessed
from customerhero.insight.bright_spots.grouping import RETENTION, Field, Group
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
    one_of_two: int = 0
    """How many would be named if they did not always work with the same colleague, whose doing it may be."""

    @property
    def peers(self) -> int:
        """How many were compared."""
        return len(self.group.keys)

    @property
    def n(self) -> float:
        """The work of all."""
        return float(self.group.cells.n.sum())


def compare(field: Field, options: Options) -> list[Compared]:
    """What is known of everybody in each role; nothing of roles that are too small or whose outcomes are all the same.

    All roles are judged together, so that what somebody's partners of another role do is not laid to them.
    """
    judged = _judged(field, {group.role: group.cells.y for group in field.groups if group.differs}, options)
    milder = _milder(field, options)
    return [
        _compared(group, judged[group.role], milder.get(group.role), options)
        if group.role in judged and len(group.keys) >= options.fewest
        else Compared(group)
        for group in field.groups
    ]


def _compared(group: Group, told: tuple[Adjusted, Judged], milder: Floats | None, options: Options) -> Compared:
    adjusted, judged = told
    least = options.least_probability
    undecided = (judged.alone >= least) & (judged.shrunken.above < least) & (judged.closest >= ALWAYS)
    standings = _standings(group, adjusted, judged.shrunken, milder)
    return Compared(group, judged.shrunken.spread, standings, int(undecided.sum()))


def _judged(field: Field, good: Mapping[str, Floats], options: Options) -> dict[str, tuple[Adjusted, Judged]]:
    """By role what its work and everybody's posteriors are, when so much of it went well."""
    groups = [group for group in field.groups if group.role in good]
    lost = field.outcome == RETENTION
    allowance = STRICT_ALLOWANCE if options.strict else 0.0
    fitted = [adjust(replace(group.cells, y=good[group.role]), POISSON if lost else LOGISTIC) for group in groups]
    if lost:
        years = zip(fitted, groups, strict=True)
        judged = [by_oneself(assessed(one, group.tempering, allowance, -1)) for one, group in years]
    else:
        roles = [Role(one, group.tempering, allowance) for one, group in zip(fitted, groups, strict=True)]
        judged = assessed_together(roles, _shared(field, groups))
    return {group.role: told for group, told in zip(groups, zip(fitted, judged, strict=True), strict=True)}


def _shared(field: Field, groups: Sequence[Group]) -> Shared:
    """Who shares work with whom, by their numbers through all roles one after the other."""
    number = {key: at for at, key in enumerate(key for group in groups for key in group.keys)}
    known = [row for row in field.shared if row["one"] in number and row["other"] in number]
    one, other = (np.array([number[row[side]] for row in known], dtype=np.int64) for side in ("one", "other"))
    return Shared(one, other, np.array([row["products"] for row in known], dtype=np.float64))


def _milder(field: Field, options: Options) -> dict[str, Floats]:
    """By role the probabilities when a milder answer counts as well, too; not of roles where that changes nothing."""
    milder = {group.role: group.milder for group in field.groups if 0 < group.milder.sum() < group.cells.n.sum()}
    changed = [group.role for group in field.groups if not np.array_equal(group.milder, group.cells.y)]
    if not set(changed) & set(milder):
        return {}
    judged = _judged(field, milder, options)
    return {role: told.shrunken.above for role, (_, told) in judged.items() if role in changed}


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
