"""From how a month moved to the looks that are judged together, and from what stands among them to one verdict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from customerhero.findings.answer import Look
from customerhero.findings.finding import Change, Verdict
from customerhero.findings.intervals import ENOUGH, Z95
from customerhero.findings.measure import Interval
from customerhero.findings.moving import Movement
from customerhero.findings.rates import name_of
from customerhero.findings.told import told_size
from customerhero.findings.trending import Course

_WORSE, _BETTER, _DRIFT_WORSE, _DRIFT_BETTER = 0.8, 0.1, 0.08, 0.02
"""How the budget of one figure is divided: what gets worse must not be missed."""
ALONE: Final = 0.05
"""The two-sided chance a change may have at most, whatever part of the budget is its own."""
_DRIFT: Final = "/drift"
_LEAST: Final = 1e-12


@dataclass(frozen=True)
class Figure:
    """A figure whose months are judged: the key of its finding, which way is better, and its part of the budget."""

    key: str
    more_is_worse: bool
    weight: float = 1.0


def looks_of(figure: Figure, movement: Movement) -> tuple[Look, ...]:
    """Four looks with one-sided chances: worse, better, drifting to the worse, drifting to the better."""
    trend = movement.trend
    falls, rises = (movement.fall, trend.fall), (movement.rise, trend.rise)
    (worse, drifts_worse), (better, drifts_better) = (rises, falls) if figure.more_is_worse else (falls, rises)
    if not _is_enough(movement):
        return ()
    return (
        Look(figure.key, "change", worse, _WORSE * figure.weight),
        Look(figure.key, "change", better, _BETTER * figure.weight),
        Look(figure.key + _DRIFT, "change", drifts_worse, _DRIFT_WORSE * figure.weight),
        Look(figure.key + _DRIFT, "change", drifts_better, _DRIFT_BETTER * figure.weight),
    )


def change_of(figure: Figure, movement: Movement, standing: Collection[str], least: float) -> Change:
    """The change with the verdict that stands; `least` is the one-sided chance with which it would just have stood.

    A drift is told where it stands by itself, or where it is the course that best explains a month that stands.
    """
    change = _plain(movement)
    by_drift, by_month = figure.key + _DRIFT in standing, figure.key in standing and _is_sure(change)
    if not by_drift and not by_month:
        return change
    falls = movement.difference < 0
    if not by_month and falls != (movement.trend.fall < movement.trend.rise):
        return change  # it has turned this month
    course = _course(movement, falls, by_month=by_month)
    size = told_size(movement.difference, movement.error, max(least, _LEAST))
    return replace(
        change,
        difference=size.estimate,
        interval=Interval(size.low, size.high, "given that it is told"),
        verdict=_verdict(falls, more_is_worse=figure.more_is_worse),
        plain=change.difference,
        plain_interval=change.interval,
        course=course.kind,
        since="" if course.kind == "month" else name_of(course.since),
        a_month=course.a_month if course.kind == "drift" else None,
        a_month_interval=Interval(course.low, course.high, "least squares") if course.kind == "drift" else None,
    )


def _course(movement: Movement, falls: bool, *, by_month: bool) -> Course:
    """A month that stands may be this month's alone; what stands only as a drift is one."""
    told = movement.course if by_month else movement.drift or movement.course
    if told.kind == "drift" and (told.a_month < 0) != falls:
        return Course("month", told.since)
    return told


def _plain(movement: Movement) -> Change:
    half = Z95 * movement.error
    difference = movement.difference
    return Change(
        previous=movement.previous,
        previous_n=movement.previous_n,
        difference=difference,
        interval=Interval(difference - half, difference + half, "with the wander between months"),
        verdict="no detectable change" if _is_enough(movement) else "not enough data yet",
        months=movement.months,
        base=name_of(movement.first),
        chance=min(1.0, 2 * min(movement.fall, movement.rise)),
    )


def _is_sure(change: Change) -> bool:
    """Whether it stands by itself, too: a change whose own interval holds nought is never told."""
    interval = change.interval
    alone = interval is None or not interval.low <= 0 <= interval.high
    return alone and change.chance is not None and change.chance <= ALONE


def _is_enough(movement: Movement) -> bool:
    return min(movement.n, movement.previous_n) >= ENOUGH


def _verdict(falls: bool, *, more_is_worse: bool) -> Verdict:
    return "better" if falls == more_is_worse else "worse"
