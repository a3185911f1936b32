"""The last resort as lazy tables: cells of counts, what was endured, and the customers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import day_of_data, of_month, of_trend, priced
from customerhero.facts.keeping import kept
from customerhero.findings.months import month_start, months_before
from customerhero.insight.last_resort.customers import measured_customers
from customerhero.insight.last_resort.options import NEEDS, Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError when there are no events.

    `cells`: customers who gave notice or saw many failures and what they were offered, by month and segment. Of those
    kept only as a last resort, by `half` of the definition (notice, failures, any): `endured`: medians before the first
    effort; `worth`: their revenue, by segment and (empty) in all. `customers`: those who endured most, and of each half
    `after_notice` and `after_failures`; `known`: month and currency of the data.
    """
    facts.require(*NEEDS)
    month = month_start(options.month) if options.month else None
    customers = measured_customers(facts, options)
    chosen = of_month(customers, month)
    late = chosen.filter(chosen.last_resort)
    halves = kept(_halves(late))
    until = months_before(month, -1) if month else None
    return {
        "cells": _cells(of_trend(customers, month)),
        "endured": _endured(halves),
        "worth": priced(_twice(halves), ["half", "group"], facts, until),
        "customers": _worst(late, options),
        "after_notice": _worst(late.filter(late.late_notice), options),
        "after_failures": _worst(late.filter(late.late_failures), options),
        "known": day_of_data(facts),
    }


def _cells(customers: ir.Table) -> ir.Table:
    keyed = customers.mutate(group=customers.segment)
    return keyed.group_by("month", "segment", "group").aggregate(
        noticed=keyed.noticed.sum(),
        offered=(keyed.noticed & keyed.offered).sum(),
        late=(keyed.noticed & keyed.late_notice).sum(),
        failed=keyed.failed.sum(),
        failed_often=keyed.failed_often.sum(),
        late_failures=keyed.late_failures.sum(),
        last_resort=keyed.last_resort.sum(),
    )


def _halves(late: ir.Table) -> ir.Table:
    """The customers under each half of the definition they meet, and once more for either."""
    cut = (("any", late), ("notice", late.filter(late.late_notice)), ("failures", late.filter(late.late_failures)))
    columns = ("party_key", "segment", "days", "failures", "contacts", "refusals")
    return ibis.union(*(part.select(*columns, half=ibis.literal(name)) for name, part in cut))


def _endured(late: ir.Table) -> ir.Table:
    return late.group_by("half").aggregate(
        customers=late.count(),
        days=late.days.median(),
        failures=late.failures.sum(),
        contacts=late.contacts.sum(),
        refusals=late.refusals.sum(),
    )


def _twice(late: ir.Table) -> ir.Table:
    """The customers under their segment, and once more for all."""
    everybody = late.select("party_key", "half", group=ibis.literal(""))
    return ibis.union(everybody, late.select("party_key", "half", group=late.segment))


def _worst(late: ir.Table, options: Options) -> ir.Table:
    columns = ("customer_id", "segment", "failures", "contacts", "refusals", "days", "late_notice", "late_failures")
    worst = late.order_by(ibis.desc("failures"), ibis.desc("refusals"), ibis.desc("days"), "customer_id")
    return worst.limit(options.most_customers).select(*columns)
