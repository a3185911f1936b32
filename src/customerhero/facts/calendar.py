"""Days as whole numbers: the same arithmetic on every engine, without its date functions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAY_US = 86_400_000_000
UNIVERSAL = "UTC"
_FIRST_HALF = 14
_EPOCH_DAYS = 719_468  # days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar


def day_number(column: ir.Column) -> ir.IntegerValue:
    """Days since 1970-01-01 of a date or time column [the civil calendar's own arithmetic]."""
    month, day = column.month().cast("int64"), column.day().cast("int64")
    year = column.year().cast("int64") - (month <= 2).ifelse(1, 0)
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return 365 * year + year // 4 - year // 100 + year // 400 + in_year - _EPOCH_DAYS


def day_of_us(column: ir.IntegerValue) -> ir.IntegerValue:
    """Days since 1970-01-01 of a column of microseconds."""
    return column // DAY_US


def half_month(day: ir.IntegerValue) -> ir.IntegerValue:
    """Half months since year 0 of a column of days since 1970: the second half begins on the 15th."""
    from_march = day + _EPOCH_DAYS
    era = from_march // 146_097
    in_era = from_march - 146_097 * era
    year = (in_era - in_era // 1_460 + in_era // 36_524 - in_era // 146_096) // 365
    in_year = in_era - (365 * year + year // 4 - year // 100)
    place = (5 * in_year + 2) // 153  # months since March
    of_month = in_year - (153 * place + 2) // 5 + 1
    return 2 * (12 * (year + 400 * era) + place + 2) + (of_month > _FIRST_HALF).ifelse(1, 0)


def first_day(number: int) -> date:
    """The first day of a month number, months since year 0."""
    return date(number // 12, number % 12 + 1, 1)


def us_of_day(day: date) -> int:
    """Microseconds UTC of a day's beginning."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


@cache
def known_zones() -> frozenset[str]:
    """The zones there are: looking them up reads a whole directory tree."""
    return frozenset(available_timezones())


def shown_at(moment: datetime, zone: str) -> datetime:
    """What a zone's clock shows at a moment; one that does not say its zone is UTC."""
    told = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return told.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def to_utc(shown: datetime, zone: str) -> datetime:
    """The moment at which a zone's clock shows this time."""
    return shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
