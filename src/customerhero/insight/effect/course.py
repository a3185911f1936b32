"""How an effect came about: at once, bit by bit, for a while only, or beside another shift nearby."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from customerhero.findings.interrupted import Level
from customerhero.findings.stories import StoryKind
from customerhero.insight.effect.options import Options
from customerhero.insight.effect.series import first_day_of

CourseKind = Literal["steady", "growing", "passing", "fading", "later", "earlier", "not alike"]
TOLD: Final = 0.7
"""From this probability on one way in which it came about is told."""
DOUBTED: Final = 0.3
"""Below this probability of a level that moved once and stayed, the weeks since are called unlike each other."""
_ITS_OWN: Final[tuple[StoryKind, ...]] = ("growing", "passing", "fading")


@dataclass(frozen=True)
class Course:
    """How it came about, over how many weeks, and since which day another shift stands beside it."""

    kind: CourseKind = "steady"
    weeks: int | None = None
    day: date | None = None


def course_of(level: Level, options: Options) -> Course:
    """The one way the weeks tell apart from all others; where they cannot, whether they are alike at all.

    How an effect came about is told only where there is one.
    """
    likely = dict(level.stories)
    if not likely:
        return Course()
    lasting = likely.get("steady", 0.0) + likely.get("earlier", 0.0)
    kind = _told(likely)
    if kind in _ITS_OWN and not level.beyond_chance:
        kind = None
    if kind is None:
        return Course("not alike" if lasting < DOUBTED else "steady")
    weeks = level.weeks[kind]
    shifted = {"later": weeks, "earlier": -weeks}.get(kind)
    return Course(kind, weeks, None if shifted is None else first_day_of(shifted, options))


def _told(likely: dict[StoryKind, float]) -> StoryKind | None:
    """What goes by again, at once or bit by bit, is one thing when it is asked whether it stayed."""
    gone = likely.get("passing", 0.0) + likely.get("fading", 0.0)
    if gone >= TOLD:
        return "passing" if likely.get("passing", 0.0) >= likely.get("fading", 0.0) else "fading"
    others: tuple[StoryKind, ...] = ("growing", "later", "earlier")
    return next((kind for kind in others if likely.get(kind, 0.0) >= TOLD), None)
