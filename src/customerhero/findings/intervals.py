"""Intervals and verdicts that hold for small numbers too."""

from __future__ import annotations

from math import sqrt

from customerhero.findings.finding import Change, Verdict
from customerhero.findings.measure import Interval, Measure

Z95 = 1.959963984540054
ENOUGH = 5
"""Fewer observations than this on either side and no change is judged."""
_LEAST = 1e-9
"""What one customer's many answers are worth at least: next to nothing."""


def wilson(successes: float, n: float, scale: float = 1.0, *, worth: float | None = None) -> Interval | None:
    """The 95 % score interval of a share [Wilson 1927], times `scale`; None when n is 0.

    `worth` is how many independent ones the n are worth where customers repeat (`clusters.Repeats.worth`).
    """
    if n == 0:
        return None
    _, low, high = _with_bounds(successes, n, worth)
    return Interval(scale * low, scale * high, "Wilson")


def rate_per_100(
    name: str, successes: int, n: int, unit: str = "per 100 cases", *, worth: float | None = None
) -> Measure:
    """A share as a rate per hundred with its Wilson interval; `worth` as in `wilson`."""
    value = 100 * successes / n if n else None
    return Measure(name, value, unit, n, wilson(successes, n, 100.0, worth=worth))


def rate_change(
    now: tuple[int, int],
    before: tuple[int, int],
    *,
    more_is_worse: bool = True,
    worth: tuple[float, float] | None = None,
) -> Change | None:
    """The difference of two rates per hundred, (successes, n) each, with Newcombe's interval [Newcombe 1998].

    None when there was nothing before. The verdict is "no detectable change" when the interval holds zero. `worth` is
    how many independent ones each n is worth where customers repeat (`clusters.Repeats.worth`).
    """
    if before[1] == 0 or now[1] == 0:
        return None
    current, previous = 100 * now[0] / now[1], 100 * before[0] / before[1]
    interval = _newcombe(now, before, worth or (None, None))
    enough = min(now[1], before[1]) >= ENOUGH
    verdict = verdict_of(interval, more_is_worse=more_is_worse) if enough else "not enough data yet"
    return Change(previous, before[1], current - previous, interval, verdict)


def verdict_of(difference: Interval, *, more_is_worse: bool) -> Verdict:
    """What the interval of a difference says: better, worse, or no detectable change when it holds zero."""
    if difference.low <= 0 <= difference.high:
        return "no detectable change"
    return "worse" if (difference.low > 0) == more_is_worse else "better"


def _newcombe(
    now: tuple[int, int], before: tuple[int, int], worth: tuple[float, float] | tuple[None, None]
) -> Interval:
    (share, low, high), (share0, low0, high0) = _with_bounds(*now, worth[0]), _with_bounds(*before, worth[1])
    difference = share - share0
    down = sqrt((share - low) ** 2 + (high0 - share0) ** 2)
    up = sqrt((high - share) ** 2 + (share0 - low0) ** 2)
    return Interval(100 * (difference - down), 100 * (difference + up), "Newcombe")


def _with_bounds(successes: float, n: float, worth: float | None = None) -> tuple[float, float, float]:
    share, z2 = successes / n, Z95 * Z95
    alone = n if worth is None else max(worth, _LEAST)
    centre = (share + z2 / (2 * alone)) / (1 + z2 / alone)
    half = Z95 * sqrt(share * (1 - share) / alone + z2 / (4 * alone * alone)) / (1 + z2 / alone)
    return share, max(0.0, centre - half), min(1.0, centre + half)
