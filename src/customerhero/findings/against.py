"""What a route or a rule is alarming against: its own past, the group it stands in, or the others of its kind.

Never against a bar: every organisation hands cases on and refuses some asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, sqrt
from typing import Any, Final, Literal

from customerhero.findings.adjustment import CLEARLY_MORE, Comparison
from customerhero.findings.exact import chance_within
from customerhero.findings.intervals import rate_change
from customerhero.findings.student import chance_of_t, t_reached

Counts = tuple[int, int]
"""Hits, and among how many."""
Kind = Literal["past", "group", "others"]
FEWEST_MONTHS: Final = 3
"""A past of fewer months says nothing about how much a share moves by itself."""
_FARTHEST: Final = 38.0


@dataclass(frozen=True)
class Against:
    """One comparison of a route or rule: its own counts and those it is compared with, each (hits, among how many)."""

    kind: Kind
    own: Counts
    other: Counts
    chance: float
    """Two-sided, of so large a difference when nothing is the matter; 1 where it is not clearly more."""
    group: str = ""
    """The topic in which it is compared with all others."""
    months: int = 0
    """How many months of its past."""

    def told(self) -> dict[str, Any]:
        """The comparison as a sentence names it: two rates per hundred and their difference with its interval."""
        change = rate_change(self.own, self.other)
        ends = change.interval if change else None
        return (
            {
                f"{self.kind}_hits": self.own[0],
                f"{self.kind}_n": self.own[1],
                f"{self.kind}_rate": 100 * self.own[0] / self.own[1],
                f"{self.kind}_other_rate": 100 * self.other[0] / self.other[1],
                f"{self.kind}_other_n": self.other[1],
                "low": ends.low if ends else None,
                "high": ends.high if ends else None,
            }
            | ({"group": self.group} if self.group else {})
            | ({"months_before": self.months} if self.months else {})
        )


def foremost(compared: Iterable[Against]) -> tuple[Against | None, float]:
    """The comparison that is least chance, and its chance when all of these were made."""
    known = list(compared)
    least = min(known, key=lambda one: one.chance, default=None)
    return least, min(1.0, len(known) * least.chance) if least else 1.0


def against_past(months: Mapping[int, Mapping[str, Counts]], now: int) -> Against | None:
    """The month `now` against the months before, topic by topic; None with too short a past.

    `months` has (hits, among how many) by month and topic. Shares move from month to month by more than chance: the
    variance is inflated by how much they did before [Finney 1971; McCullagh and Nelder 1989].
    """
    before = {month: topics for month, topics in months.items() if month < now and _total(topics)[1]}
    this = months.get(now, {})
    if len(before) < FEWEST_MONTHS or not _total(this)[1]:
        return None
    past: dict[str, Counts] = defaultdict(lambda: (0, 0))
    for topics in before.values():
        for topic, (hits, n) in topics.items():
            past[topic] = (past[topic][0] + hits, past[topic][1] + n)
    own, other = _total(this), _expected_of(this, dict(past))
    if other[1] == 0 or not _is_more(own, other):
        return Against("past", own, other, 1.0, months=len(before))
    chance = chance_within((counts, past[topic]) for topic, counts in this.items() if topic in past)
    moves = _moves(before, past)
    return Against("past", own, other, _allowing(chance, moves, len(before) - 1), months=len(before))


def against_group(group: Comparison, own: Counts, elsewhere: Counts) -> Against:
    """A part of a group (a route of a topic): it stands only where the group does, it itself, and because of it.

    It has to make up at least half of what the group has beyond all others: ordinary friction of a topic that stands
    out for another reason is no alarm.
    """
    beyond = (group.difference or 0.0) / 100 * group.n
    carries = own[0] >= beyond / 2
    if not (group.is_enough and group.is_more and carries and _is_more(own, elsewhere)):
        return Against("group", own, elsewhere, 1.0, group.group)
    return Against("group", own, elsewhere, max(group.chance, chance_within([(own, elsewhere)])), group.group)


def against_others(one: Comparison) -> Against:
    """One of a kind with all others of its kind."""
    chance = one.chance if one.is_enough and one.is_more else 1.0
    return Against("others", (one.hits, one.n), (one.others_hits, one.others_n), chance)


def _is_more(own: Counts, other: Counts) -> bool:
    return bool(own[1] and other[1]) and own[0] / own[1] > CLEARLY_MORE * other[0] / other[1]


def _total(topics: Mapping[str, Counts]) -> Counts:
    return sum(hits for hits, _ in topics.values()), sum(n for _, n in topics.values())


def _expected_of(this: Mapping[str, Counts], past: Mapping[str, Counts]) -> Counts:
    """What the past makes of this month's mix of topics, as counts: its hits, and its cases of these topics."""
    weighed = [(n, past[topic]) for topic, (_, n) in this.items() if topic in past and past[topic][1]]
    n, cases = sum(n for n, _ in weighed), sum(counts[1] for _, counts in weighed)
    share = sum(n * hits / of for n, (hits, of) in weighed) / n if n else 0.0
    return round(share * cases), cases


def _moves(before: Mapping[int, Mapping[str, Counts]], past: Mapping[str, Counts]) -> float:
    """How many times the variance between months is what chance alone makes it; 1 at least."""
    squares = 0.0
    for topics in before.values():
        shares = [(hits, n, past[topic][0] / past[topic][1]) for topic, (hits, n) in topics.items() if n]
        apart = sum(hits - n * share for hits, n, share in shares)
        variance = sum(n * share * (1 - share) for _, n, share in shares)
        squares += apart**2 / variance if variance else 0.0
    return max(1.0, squares / (len(before) - 1))


def _allowing(chance: float, moves: float, freedom: int) -> float:
    """The chance when shares move so much by themselves, known from so few months."""
    if moves <= 1:
        return chance
    z = min(t_reached(chance, inf), _FARTHEST) if chance > 0 else _FARTHEST
    return max(chance, chance_of_t(z / sqrt(moves), freedom))
