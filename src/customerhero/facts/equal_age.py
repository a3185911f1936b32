"""Months compared at equal age: a case opened in the newest month has had less time for anything to happen to it.

Of each earlier month only what had happened is counted when it was as old as the month asked for is now; else every
newest month would seem better than those before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.calendar import first_day, us_of_day
from customerhero.facts.casebook import TREND_MONTHS, known_us, number_of_month

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts


def seen_in_time(
    month_no: ir.IntegerValue, at_us: ir.IntegerValue, facts: Facts, month: date | None
) -> ir.BooleanValue:
    """Whether what happened then to cases of that month had happened at equal age; of everything without a month asked.

    What has no time is taken as seen. Microseconds, and months since year 0 as `facts.casebook` counts them.
    """
    if month is None:
        return ibis.literal(True)
    asked = number_of_month(month)
    age = known_us(facts) - us_of_day(first_day(asked + 1))
    earlier = range(asked - TREND_MONTHS + 1, asked)
    until = [(month_no == number, ibis.literal(us_of_day(first_day(number + 1)) + age)) for number in earlier]
    return ibis.coalesce(at_us <= ibis.cases(*until, else_=ibis.null("int64")), True)
