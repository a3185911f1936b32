"""The tug-of-war as lazy tables: cells of counts, the customers, the rules named, and the asks themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import day_of_data, of_last, of_month, of_trend, priced
from customerhero.facts.equal_age import seen_in_time
from customerhero.facts.keeping import kept
from customerhero.facts.repeating import over_customers
from customerhero.findings.months import month_start, months_before
from customerhero.findings.standing_out import LOOKED_BACK
from customerhero.insight.tug_of_war.asks import measured_asks, rules_named
from customerhero.insight.tug_of_war.options import NEEDS, Options

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError when there are no events.

    `cells`: asks and tugs-of-war by month, topic, segment and group; `touched` and `worth`: customers and their revenue
    by dimension (all, topic, segment, rule); `recent`: sums over the customers of the last months; `named`: asks and
    tugs-of-war that name a rule, by month, topic and rule; `sample`: cases by rule;
    `cases`: the asks refused most; `known`: month and currency of the data; `rules`: names.
    """
    facts.require(*NEEDS)
    month = month_start(options.month) if options.month else None
    asks = measured_asks(facts, options)
    trend, chosen = of_trend(asks, month), of_month(asks, month)
    in_time = seen_in_time(trend.month, trend.granted_us, facts, month)
    until = months_before(month, -1) if month else None
    ever_named = kept(_named(facts, trend, options))
    named = of_month(ever_named, month)
    hit = kept(_by_dimension(chosen, named))
    return {
        "cells": _cells(trend.mutate(tug=trend.tug & in_time), options),
        "touched": _touched(hit),
        "recent": _recent(of_last(trend, LOOKED_BACK, month)),
        "worth": priced(hit.filter(hit.tug), ["dimension", "group"], facts, until),
        "named": _by_month(ever_named),
        "sample": _sample(named, options),
        "cases": _worst(chosen, options),
        "known": day_of_data(facts),
        "rules": facts.rules.select("rule_id", "name"),
    }


def _cells(asks: ir.Table, options: Options) -> ir.Table:
    keyed = asks.mutate(group=asks[options.by] if options.by else ibis.literal(""))
    return keyed.group_by("month", "topic", "segment", "group").aggregate(
        asks=keyed.count(),
        tugs=keyed.tug.sum(),
        granted=keyed.granted.sum(),
        refused=(keyed.all_refusals >= 1).sum(),
        refused_granted=((keyed.refusals >= 1) & keyed.granted).sum(),
        refusals=keyed.all_refusals.sum(),
        after_escalation=(keyed.after_escalation & keyed.granted).sum(),
        after_notice=keyed.after_notice.sum(),
    )


def _named(facts: Facts, asks: ir.Table, options: Options) -> ir.Table:
    named = rules_named(facts, asks, options)
    columns = ("case_id", "customer_id", "party_key", "topic", "month", "tug", "all_refusals", "excess_hours",
               "fought_hours")  # fmt: skip
    return named.join(asks, [("ask_key", "ask_key")]).select("rule_id", *columns)


def _by_month(named: ir.Table) -> ir.Table:
    return named.group_by("month", "topic", "rule_id").aggregate(asks=named.count(), tugs=named.tug.sum())


def _by_dimension(asks: ir.Table, named: ir.Table) -> ir.Table:
    """The asks once for all, once under their topic, their segment, and each rule they name."""
    cut = [_cut(asks, name, group) for name, group in _groups(asks)]
    return ibis.union(*cut, _cut(named, "rule", named.rule_id))


def _groups(asks: ir.Table) -> tuple[tuple[str, ir.StringValue], ...]:
    return ("all", ibis.literal("")), ("topic", asks.topic), ("segment", asks.segment)


def _cut(asks: ir.Table, dimension: str, group: ir.StringValue) -> ir.Table:
    columns = ("party_key", "tug", "excess_hours", "fought_hours")
    return asks.select(*columns, dimension=ibis.literal(dimension), group=group)


def _touched(asks: ir.Table) -> ir.Table:
    parts = [asks.filter(asks.dimension == name) for name in ("all", "topic", "segment", "rule")]
    counted = ibis.union(*(over_customers(part, ["tug"], ["excess_hours", "fought_hours"]) for part in parts))
    return counted.rename(hours="excess_hours")


def _recent(asks: ir.Table) -> ir.Table:
    return over_customers(ibis.union(*(_cut(asks, name, asks[name]) for name in ("topic", "segment"))), ["tug"])


def _sample(named: ir.Table, options: Options) -> ir.Table:
    tugs = named.filter(named.tug)
    order = [tugs.all_refusals.desc(), tugs.case_id]
    ranked = tugs.mutate(rank=ibis.row_number().over(ibis.window(group_by=tugs.rule_id, order_by=order)))
    few = ranked.filter(ranked["rank"] < options.most_evidence)
    return few.order_by("rule_id", "rank").select("rule_id", "case_id", "customer_id")


def _worst(asks: ir.Table, options: Options) -> ir.Table:
    tugs = asks.filter(asks.tug).order_by(ibis.desc("refusals"), ibis.desc("repeats"), "case_id")
    return tugs.limit(options.most_cases).select(
        "case_id",
        "customer_id",
        "topic",
        "segment",
        "refusals",
        "repeats",
        "after_escalation",
        "after_notice",
        "fought_hours",
        "excess_hours",
    )
