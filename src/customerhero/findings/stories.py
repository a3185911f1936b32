"""What may have happened around a change: how its effect came about, and another shift nearby that is not its doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from customerhero.findings.student import Numbers

StoryKind = Literal["steady", "growing", "passing", "fading", "later", "earlier"]
_SHARES: Final[dict[StoryKind, float]] = {
    "steady": 0.63, "growing": 0.1, "passing": 0.08, "fading": 0.04, "later": 0.1, "earlier": 0.05,
}  # fmt: skip
_WEEKS: Final[dict[StoryKind, tuple[int, ...]]] = {
    "steady": (0,), "growing": (4, 8, 12), "passing": (3, 6), "fading": (3,), "later": (2, 4, 6),
    "earlier": (10, 14, 20),
}  # fmt: skip
_AT_LEAST: Final = 2
"""A story of which fewer weeks would tell anything is not told."""


@dataclass(frozen=True)
class Story:
    """One way things may have gone: how the effect came about, in how many weeks, and how likely beforehand.

    `steady`: from the change on. `growing`: in equal parts over so many weeks. `passing`: gone after so many.
    `fading`: with so many weeks' decay. `later`, `earlier`: steady, beside another shift so many weeks away.
    """

    kind: StoryKind
    weeks: int = 0
    weight: float = 1.0

    @property
    def has_neighbour(self) -> bool:
        """Whether another shift stands beside the effect."""
        return self.kind in ("later", "earlier")

    def effect(self, weeks: Sequence[int], since: Sequence[int]) -> Numbers:
        """The effect by week, one on average over the weeks `since`."""
        return self._course(weeks) / float(self._course(since).mean())

    def neighbour(self, weeks: Sequence[int]) -> Numbers:
        """The other shift by week: nought before it, one from it on."""
        at = self.weeks if self.kind == "later" else -self.weeks
        return (np.array(weeks) >= at).astype(np.float64)

    def _course(self, weeks: Sequence[int]) -> Numbers:
        time = np.array(weeks, dtype=np.float64)
        told = np.ones_like(time)
        if self.kind == "growing":
            told = np.minimum((time + 1) / self.weeks, 1)
        if self.kind == "passing":
            told = (time < self.weeks).astype(np.float64)
        if self.kind == "fading":
            told = np.exp(-np.maximum(time, 0) / self.weeks)
        return np.asarray(np.where(time >= 0, told, 0.0), dtype=np.float64)


STEADY: Final = (Story("steady"),)


def stories_of(weeks: Sequence[int]) -> tuple[Story, ...]:
    """The stories that so many weeks before and after a change can tell apart at all."""
    told = []
    for kind, share in _SHARES.items():
        possible = [at for at in _WEEKS[kind] if _is_visible(kind, at, weeks)]
        told += [Story(kind, at, share / len(possible)) for at in possible]
    return tuple(told)


def _is_visible(kind: StoryKind, at: int, weeks: Sequence[int]) -> bool:
    since = [week for week in weeks if week >= 0]
    if kind in ("passing", "later"):
        return sum(week >= at for week in since) >= _AT_LEAST <= sum(week < at for week in since)
    if kind == "earlier":
        return sum(week < -at for week in weeks) > _AT_LEAST
    return len(since) >= at
