"""Groups that stand out from all others: every comparison is handed over as a look, and only what stands is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from customerhero.findings.adjustment import Comparison
from customerhero.findings.answer import Look
from customerhero.findings.budget import beyond_chance
from customerhero.findings.rates import Rates, repeats_of

FALSE_ALARMS: Final = 0.1
"""In so many answers to one question about a company in which nothing is the matter a group stands out, at most."""

SURE: Final = 0.05
"""A month that is not sure by itself, at this level, is not borne out by those before it."""
LOOKED_BACK: Final = 3
"""So many months, the one asked for among them, bear out what stands."""


@dataclass(frozen=True)
class Counted:
    """What was counted, and the sums over the customers behind it by `dimension` and group."""

    rates: Rates
    customers: Sequence[Mapping[str, Any]]


def with_all_others(dimension: str, hit: str, now: Counted, recent: Counted) -> list[Comparison]:
    """Each topic with all others, or each group of another dimension with all others of the same mix of topics.

    `hit` names the counted ones among the sums over customers; the last months bear out the month (see `borne_out`).
    """

    def compared(counted: Counted, *, by_month: bool) -> list[Comparison]:
        repeats = repeats_of((row for row in counted.customers if row["dimension"] == dimension), hit)
        by_topic = dimension != "topic"
        return counted.rates.compared(
            lambda cell: str(getattr(cell, dimension)), repeats, by_topic=by_topic, by_month=by_month
        )

    return borne_out(compared(now, by_month=False), compared(recent, by_month=True))


def borne_out(now: Iterable[Comparison], recent: Iterable[Comparison]) -> list[Comparison]:
    """The comparisons of a month with the chance of what the last months say together, where that is less.

    A trouble that stands is hardly to be seen in a hundred cases of one month and plain in those of three. The month
    has to be sure by itself, and two chances were taken, so that the lesser counts twice.
    """
    together = {one.group: one.chance for one in recent}
    if not together:
        return list(now)
    return [replace(one, chance=_of_both(one, together.get(one.group, 1.0))) for one in now]


def _of_both(one: Comparison, recently: float) -> float:
    least = min(one.chance, recently) if one.is_more and one.chance <= SURE else one.chance
    return min(1.0, 2 * least)


def looks_of(insight: str, kind: str, compared: Sequence[Comparison], share: float = 1.0) -> list[Look]:
    """The looks at these groups, all that have cases enough; `share` is what they have together of their insight's."""
    enough = [one for one in compared if one.is_enough]
    return [Look(key_of(insight, kind, one), "hurt", one.chance, share / len(enough)) for one in enough]


def beyond(looks: Iterable[Look]) -> frozenset[str]:
    """The keys that stand among the looks of one answer; an agenda judges them again among all of its own."""
    return beyond_chance(looks, FALSE_ALARMS)


def above(insight: str, kind: str, compared: Iterable[Comparison], standing: frozenset[str]) -> list[Comparison]:
    """The groups that stand and lie clearly above all others, those with most hits beyond the others' rate first."""
    found = [one for one in compared if one.is_more and key_of(insight, kind, one) in standing]
    return sorted(found, key=lambda one: (-(one.difference or 0.0) * one.n, one.group))


def key_of(insight: str, kind: str, one: Comparison) -> str:
    """The stable name of the finding about the group."""
    return f"{insight}/{kind}/{one.group}"


def told_of(one: Comparison) -> dict[str, Any]:
    """The figures of a comparison as a sentence names them."""
    interval = one.interval
    return {
        "rate": one.rate,
        "others_rate": one.others_rate,
        "others_n": one.others_n,
        "difference": one.difference,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }
