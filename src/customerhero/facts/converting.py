"""Revenue in one currency: converted month by month where there are rates, and what is left out where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from customerhero.facts.collect import collect
from customerhero.facts.keeping import kept
from customerhero.facts.schemas import MONEY
from customerhero.facts.snapshot import LeftOut

if TYPE_CHECKING:
    import ibis.expr.types as ir


def in_one_currency(
    revenue: ir.Table, rates: ir.Table | None
) -> tuple[ir.Table | None, str | None, tuple[LeftOut, ...]]:
    """The revenue converted, None where none needs or can be; the main currency; and what stays in others.

    The main currency is the one that all rates lead to where revenue has it or rates, else the one of most rows.
    A rate holds for its month; where only the opposite way is known, it is turned round.
    """
    currencies = _currencies(revenue)
    if not currencies:
        return None, None, ()
    main = _main(currencies, rates)
    if currencies == [main]:
        return None, main, ()
    if rates is None:
        return None, main, _left_out(revenue, main)
    converted = kept(_converted(revenue, rates, main))
    return converted, main, _left_out(converted, main)


def _currencies(revenue: ir.Table) -> list[str]:
    """The currencies, that of most rows first."""
    counted = collect(revenue.group_by("currency").aggregate(rows=revenue.count()))
    return [row["currency"] for row in sorted(counted, key=lambda row: (-row["rows"], row["currency"]))]


def _left_out(revenue: ir.Table, main: str) -> tuple[LeftOut, ...]:
    others = revenue.filter(revenue.currency != main)
    counted = others.group_by("currency").aggregate(
        customers=others.customer_key.nunique(),
        amount=others.amount.sum().cast("float64"),
        first=others.period.min(),
        last=others.period.max(),
    )
    return tuple(
        LeftOut(**row) for row in sorted(collect(counted), key=lambda row: (-row["customers"], row["currency"]))
    )


def _main(currencies: list[str], rates: ir.Table | None) -> str:
    if rates is None:
        return currencies[0]
    led_to = [str(row["to_currency"]) for row in collect(rates.select("to_currency").distinct())]
    return led_to[0] if len(led_to) == 1 else currencies[0]


def _converted(revenue: ir.Table, rates: ir.Table, main: str) -> ir.Table:
    """Each customer's month once in the main currency, and what has no rate as it was."""
    rate = _rates_into(rates, main)
    joined = revenue.left_join(rate, (revenue.period == rate.rate_month) & (revenue.currency == rate.rate_of))
    known = joined.rate.notnull() & (joined.currency != main)
    amount = ibis.ifelse(known, (joined.amount.cast("float64") * joined.rate).cast(MONEY), joined.amount)
    named = joined.select(
        "customer_id",
        "customer_key",
        "period",
        amount=amount.cast(MONEY),
        currency=ibis.ifelse(known, ibis.literal(main), joined.currency),
    )
    summed = named.group_by("customer_id", "customer_key", "period", "currency").aggregate(
        amount=named.amount.sum().cast(MONEY)
    )
    return summed.select(*revenue.columns)


def _rates_into(rates: ir.Table, main: str) -> ir.Table:
    """By month and currency what one unit of it was worth in the main one: as told, else turned round."""
    usable = rates.filter(rates.rate > 0)
    told = usable.filter(usable.to_currency == main)
    told = told.select(rate_month=told.period, rate_of=told.from_currency, rate=told.rate, place=ibis.literal(0))
    turned = usable.filter(usable.from_currency == main)
    turned = turned.select(
        rate_month=turned.period, rate_of=turned.to_currency, rate=1 / turned.rate, place=ibis.literal(1)
    )
    both = told.union(turned)
    return both.group_by("rate_month", "rate_of").aggregate(rate=both.rate.argmin(both.place))
