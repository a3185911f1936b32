"""Routes judged: what each is most alarming against, and what its cases cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings.adjustment import Comparison
from customerhero.findings.against import Against, Counts, against_group, against_past, foremost
from customerhero.findings.rates import name_of
from customerhero.insight.runaround.costing import Cost, cost_of
from customerhero.insight.runaround.material import Material
from customerhero.insight.runaround.options import NAME
from customerhero.insight.runaround.routes import Route, route_of, route_rows

ENOUGH_HARMED: Final = 10
"""Routes on which fewer cases than this were harmed in all the months looked at are not looked at."""


@dataclass(frozen=True)
class JudgedRoute:
    """A route of the month, with what it is most alarming against, the chance of that, and what it costs."""

    row: Row
    against: Against | None
    chance: float
    cost: Cost | None

    @property
    def key(self) -> str:
        """The key of the finding about it."""
        start, end = route_of(self.row)
        return f"{NAME}/route/{start}>{end}"


def judged_routes(topics: Sequence[Comparison], material: Material) -> list[JudgedRoute]:
    """Every route that may be shown and harmed cases enough over the months to be judged.

    A route whose cases took no longer than others of the same topic did no harm, however many took it.
    """
    ways: dict[Route, list[Row]] = defaultdict(list)
    for row in material.rows["ways"]:
        ways[route_of(row)].append(row)
    return [
        _judged(row, ways[route_of(row)], topics, material)
        for row in route_rows(material.rows, material.options)
        if sum(way["cases"] for way in ways[route_of(row)]) >= ENOUGH_HARMED
    ]


def leading_way(topic: str, material: Material) -> Row | None:
    """The route on which most cases of the topic went astray, of those that may be told; None without one."""
    shown = {route_of(row) for row in route_rows(material.rows, material.options)}
    told = [
        row
        for row in _of_month(material.rows["ways"], material)
        if row["topic"] == topic and route_of(row) in shown and row["customers"] >= material.options.smallest_group
    ]
    return min(told, key=lambda row: (-row["cases"], route_of(row)), default=None)


def leading_rule(way: Row, material: Material) -> Row | None:
    """The rule most of those cases name, where enough customers met it."""
    named = [
        row
        for row in material.rows["named"]
        if (row["topic"], route_of(row)) == (way["topic"], route_of(way))
        and row["customers"] >= material.options.smallest_group
    ]
    return min(named, key=lambda row: (-row["cases"], row["rule_id"]), default=None)


def _judged(row: Row, ways: list[Row], topics: Sequence[Comparison], material: Material) -> JudgedRoute:
    cost = cost_of(_of_month(ways, material), {pace["topic"]: pace for pace in material.rows["pace"]})
    if cost is not None and cost.hours <= 0:
        return JudgedRoute(row, None, 1.0, cost)
    found = [_in_its_topic(ways, topics, material)]
    if material.options.month:
        found.append(_with_its_past(ways, material))
    against, chance = foremost(one for one in found if one is not None)
    return JudgedRoute(row, against, chance, cost)


def _of_month(ways: list[Row], material: Material) -> list[Row]:
    return [way for way in ways if material.options.month in (None, name_of(way["month"]))]


def _in_its_topic(ways: list[Row], topics: Sequence[Comparison], material: Material) -> Against | None:
    """Among the cases of the topic it harms most, against those about anything else."""
    ever: dict[str, int] = defaultdict(int)
    for way in ways:
        ever[way["topic"]] += way["cases"]
    topic = min((name for name in ever if name != NOT_RECORDED), key=lambda name: (-ever[name], name), default=None)
    group = next((one for one in topics if one.group == topic), None)
    if group is None:
        return None
    now = _of_month(ways, material)
    own = sum(way["cases"] for way in now if way["topic"] == group.group)
    elsewhere = sum(way["cases"] for way in now) - own
    return against_group(group, (own, group.n), (elsewhere, group.others_n))


def _with_its_past(ways: list[Row], material: Material) -> Against | None:
    """Its share of the cases of the topics it ever harmed, month by month."""
    topics = {way["topic"] for way in ways}
    harmed = {(way["month"], way["topic"]): way["cases"] for way in ways}
    cases: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in material.astray.cells:
        if cell.month is not None and cell.topic in topics:
            cases[cell.month][cell.topic] += cell.n
    months: dict[int, dict[str, Counts]] = {
        month: {topic: (harmed.get((month, topic), 0), n) for topic, n in of_month.items()}
        for month, of_month in cases.items()
    }
    now = next((month for month in months if name_of(month) == material.options.month), None)
    return None if now is None else against_past(months, now)
