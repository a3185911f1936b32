"""Coming back by chance: a customer with many cases opens the next one soon, whatever became of the last.

Who was not helped comes back at once; who only has many cases comes as often in the week after that one. So the
others a topic is compared with are given what their customers would do had they as many cases about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from customerhero.facts.collect import Row
from customerhero.findings.adjustment import Cell, Comparison, compare
from customerhero.findings.clusters import Repeats

OTHERS = "all others"


@dataclass(frozen=True)
class _Counted:
    """Closed cases of a month and topic, and those come back about."""

    n: int
    hits: int


def topics_with_others(
    cells: Iterable[Row], months: frozenset[int | None], customers: Mapping[str, Repeats]
) -> list[Comparison]:
    """Each topic of these months with all others, month by month, allowing for what comes back by chance."""
    listed = list(cells)
    by_chance = _by_chance(listed)
    by_month: dict[int | None, dict[str, _Counted]] = defaultdict(dict)
    for cell in listed:
        if cell["month"] in months:
            known = by_month[cell["month"]].get(cell["topic"], _Counted(0, 0))
            counted = _Counted(known.n + (cell["cases"] or 0), known.hits + (cell["again"] or 0))
            by_month[cell["month"]][cell["topic"]] = counted
    topics = sorted({topic for counted in by_month.values() for topic in counted})
    return [_compared(topic, by_month, by_chance, customers) for topic in topics]


def _by_chance(cells: Iterable[Row]) -> dict[str, float]:
    """By topic: the share of cases about which the customer came in as many days after the days that count."""
    later: dict[str, int] = defaultdict(int)
    waited: dict[str, int] = defaultdict(int)
    for cell in cells:
        later[cell["topic"]] += cell["later"] or 0
        waited[cell["topic"]] += cell["waited"] or 0
    return {topic: later[topic] / n if n else 0.0 for topic, n in waited.items()}


def _compared(
    topic: str,
    by_month: Mapping[int | None, Mapping[str, _Counted]],
    by_chance: Mapping[str, float],
    customers: Mapping[str, Repeats],
) -> Comparison:
    cells = []
    for month, counted in by_month.items():
        own = counted.get(topic, _Counted(0, 0))
        others = _others(topic, counted, by_chance)
        cells += [
            Cell(topic, str(month), own.n, own.hits),
            Cell(OTHERS, str(month), others.n, others.hits),
        ]
    rest = sum((one for name, one in customers.items() if name != topic), Repeats.single(0, 0, 0))
    both = {topic: customers.get(topic, Repeats.single(0, 0, 0)), OTHERS: rest}
    return next(one for one in compare(cells, both) if one.group == topic)


def _others(topic: str, counted: Mapping[str, _Counted], by_chance: Mapping[str, float]) -> _Counted:
    """All others, with the hits they would have did their customers come by chance as often as the topic's."""
    rest = {name: one for name, one in counted.items() if name != topic}
    n, hits = sum(one.n for one in rest.values()), sum(one.hits for one in rest.values())
    if not n:
        return _Counted(0, 0)
    usual = sum(one.n * by_chance.get(name, 0.0) for name, one in rest.items()) / n
    for_cause = (hits / n - usual) / (1 - usual) if usual < 1 else 0.0
    own = by_chance.get(topic, 0.0)
    return _Counted(n, min(n, max(0, round(n * (own + (1 - own) * for_cause)))))
