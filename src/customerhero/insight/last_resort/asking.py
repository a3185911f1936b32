"""The last resort as lazy tables: cells of counts, what was endured, and the customers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import day_of_data, of_month, of_trend, priced
from customerhero.findings.months import month_start, months_before
from customerhero.insight.last_resort.customers import measured_customers
from customerhero.insight.last_resort.options import NEEDS, Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError when there are no events.

    `cells`: customers who gave notice and what they were offered, by month and segment; `endured`: one row of medians
    before the first effort; `worth`: revenue of those kept only as a last resort, by segment and (null) in all;
    `customers`: those who endured most; `known`: month and currency of the data.
    """
    facts.require(*NEEDS)
    month = month_start(options.month) if options.month else None
    customers = measured_customers(facts, options)
    chosen = of_month(customers, month)
    late = chosen.filter(chosen.last_resort)
    until = months_before(month, -1) if month else None
    return {
        "cells": _cells(of_trend(customers, month)),
        "endured": _endured(late),
        "worth": priced(_twice(late), ["group"], facts, until),
        "customers": _worst(late, options),
        "known": day_of_data(facts),
    }


def _cells(customers: ir.Table) -> ir.Table:
    keyed = customers.mutate(group=customers.segment)
    return keyed.group_by("month", "segment", "group").aggregate(
        noticed=keyed.noticed.sum(),
        offered=(keyed.noticed & keyed.offered).sum(),
        late=(keyed.noticed & keyed.late_notice).sum(),
        failed_often=keyed.failed_often.sum(),
        late_failures=keyed.late_failures.sum(),
        last_resort=keyed.last_resort.sum(),
    )


def _endured(late: ir.Table) -> ir.Table:
    return late.aggregate(
        customers=late.count(),
        days=late.days.median(),
        failures=late.failures.sum(),
        contacts=late.contacts.sum(),
        refusals=late.refusals.sum(),
    )


def _twice(late: ir.Table) -> ir.Table:
    """The customers under their segment, and once more for all."""
    everybody = late.select("party_key", group=ibis.literal(""))
    return ibis.union(everybody, late.select("party_key", group=late.segment))


def _worst(late: ir.Table, options: Options) -> ir.Table:
    columns = ("customer_id", "segment", "failures", "contacts", "refusals", "days", "late_notice", "late_failures")
    worst = late.order_by(ibis.desc("failures"), ibis.desc("refusals"), ibis.desc("days"), "customer_id")
    return worst.limit(options.most_customers).select(*columns)
