"""When things happen: the days of the data with their weekly and yearly rhythm, and office hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from customerhero.demo.draws import Flags, Floats, Ints, Wheel, stream
from customerhero.findings.months import months_before

HOUR = 3_600
DAY = 24 * HOUR
WEEK = 7 * DAY
FIRST_MONDAY = 4 * DAY
OPENS = 8 * HOUR
OFFICE_DAY = 10 * HOUR
OFFICE_WEEK = 5 * OFFICE_DAY

_WEEKDAYS = np.array([1.25, 1.10, 1.05, 1.00, 0.95, 0.35, 0.25])
_OFFICE_HOURS = [0] * 8 + [9, 13, 14, 11, 8, 9, 11, 11, 9, 5] + [0] * 6
_ALL_HOURS = [1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 7, 6, 6, 6, 6, 7, 8, 9, 9, 7, 4, 2]
HOURS = Wheel([_OFFICE_HOURS, _ALL_HOURS])


@dataclass(frozen=True)
class Calendar:
    """The days the company's data cover; times are seconds since 1970, UTC."""

    first: date
    days: int
    arrivals: Floats
    """Share of all cases opened before each day; one entry more than days."""

    @property
    def start(self) -> int:
        """The first second of the data."""
        return seconds(self.first)

    @property
    def end(self) -> int:
        """The first second after the data."""
        return self.start + self.days * DAY

    def month_starts(self) -> list[date]:
        """The first day of every month of the data."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [months_before(self.first, -month) for month in range(count)]

    @property
    def last(self) -> date:
        """The last day of the data."""
        return self.first + timedelta(days=self.days - 1)

    def day_at(self, second: int) -> date:
        """The day of a time."""
        return self.first + timedelta(days=(second - self.start) // DAY)

    def day_of(self, times: Ints) -> Ints:
        """The day, counted from the first, of each time."""
        return (times - self.start) // DAY

    def day_of_share(self, shares: Floats) -> Ints:
        """The day on which each share of all arrivals is reached."""
        return np.clip(np.searchsorted(self.arrivals, shares, side="right") - 1, 0, self.days - 1)


def calendar_of(until: date, months: int, seed: int) -> Calendar:
    """The calendar of so many months up to the month of `until`, which is the last day."""
    first = months_before(until.replace(day=1), months - 1)
    days = (until - first).days + 1
    busy = np.cumsum(_day_weights(first, days, seed))
    return Calendar(first, days, np.concatenate([[0.0], busy / busy[-1]]))


def seconds(day: date) -> int:
    """The first second of a day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def office_seconds(times: Ints) -> Ints:
    """Seconds of office hours (Monday to Friday, 8 to 18) that have passed until each time."""
    week, rest = np.divmod(times - FIRST_MONDAY, WEEK)
    day, second = np.divmod(rest, DAY)
    worked = day * OFFICE_DAY + np.clip(second - OPENS, 0, OFFICE_DAY)
    return np.asarray(week * OFFICE_WEEK + np.minimum(worked, OFFICE_WEEK))


def clock_time(office: Ints) -> Ints:
    """The time at which so many seconds of office hours have passed."""
    week, rest = np.divmod(office, OFFICE_WEEK)
    day, second = np.divmod(rest, OFFICE_DAY)
    return np.asarray(FIRST_MONDAY + week * WEEK + day * DAY + OPENS + second)


def is_weekend(times: Ints) -> Flags:
    """Whether each time falls on a Saturday or Sunday."""
    return np.asarray((times - FIRST_MONDAY) % WEEK >= 5 * DAY)


def _day_weights(first: date, days: int, seed: int) -> Floats:
    index = np.arange(days)
    weekday = _WEEKDAYS[(first.weekday() + index) % 7]
    winter = 1 + 0.25 * np.cos(2 * np.pi * (index + first.timetuple().tm_yday - 15) / 365.25)
    chance = np.exp(0.12 * stream(seed, "days").standard_normal(days))
    return np.asarray(weekday * winter * chance * (1 + 0.15 * index / 365.25))
