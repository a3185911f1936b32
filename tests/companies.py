"""Companies in a few lines, for questions about their months: cases, answers, customers and revenue day by day."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import exp
from typing import Any

Rows = list[dict[str, Any]]
Rate = Callable[[int], float]
"""How many a day in the month of that place, the first one 0."""
START = datetime(2024, 1, 1)  # noqa: DTZ001  # facts are naive UTC
WEEK = (1.2, 1.1, 1.0, 1.0, 0.9, 0.2, 0.0)
"""A weekday rhythm: hardly anything on Saturdays, nothing on Sundays."""


def month(place: int) -> datetime:
    """The first day of the month of that place."""
    return datetime(START.year + place // 12, place % 12 + 1, 1)  # noqa: DTZ001


def name(place: int) -> str:
    """The month of that place as YYYY-MM."""
    return f"{month(place):%Y-%m}"


def times(months: int, rate: Rate, seed: int = 1, wobble: float = 0.08) -> Iterator[datetime]:
    """Times with the weekday rhythm, so many a usual day; months and days differ by chance."""
    chance = random.Random(seed)
    for place in range(months):
        lift, day = exp(chance.gauss(0, wobble)), month(place)
        while day < month(place + 1):
            wanted = rate(place) * lift * WEEK[day.weekday()] * exp(chance.gauss(0, 0.1))
            for _ in range(int(wanted) + (chance.random() < wanted % 1)):
                yield day + timedelta(hours=8 + 10 * chance.random())
            day += timedelta(days=1)


def kept(found: Iterator[datetime], place: int, share: float) -> list[datetime]:
    """The times without so many of that month: the same share of each stretch of it is left."""
    chance = random.Random(7)
    return [time for time in found if not month(place) <= time < month(place + 1) or chance.random() < share]


def without(found: Iterator[datetime], first: datetime, last: datetime) -> list[datetime]:
    """The times without those from the first up to the last."""
    return [time for time in found if not first <= time < last]
