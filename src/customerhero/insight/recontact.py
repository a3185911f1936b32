"""Re-contact: the customer had to come back about the same thing soon after the case was closed.

How it is computed, with every default: docs/measures/recontact.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import (
    NOT_RECORDED,
    US_PER_DAY,
    US_PER_HOUR,
    casebook,
    day_of_data,
    known_us,
    of_month,
    of_trend,
    priced,
)
from customerhero.facts.collect import Row
from customerhero.facts.keeping import kept
from customerhero.findings import Answer, Caveat, Evidence, Finding, Measure, Money, Picture, Subject, Table
from customerhero.findings.adjustment import Comparison
from customerhero.findings.months import month_start, months_before
from customerhero.findings.rates import Rates, spread

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

NAME: Final = "recontact"
NEEDS: Final = ("cases",)


@dataclass(frozen=True)
class Options:
    """Which cases to look at and how soon coming back counts."""

    month: str | None = None
    """YYYY-MM: cases opened in that month, with the trend before it; None takes all facts."""
    by: Literal["segment", "topic"] | None = None
    """Compare groups."""
    days: int = 7
    """Coming back within so many days of closing is a re-contact."""
    most_findings: int = 3
    """At most so many topics become findings."""
    most_cases: int = 200
    """At most so many cases are listed, the soonest first."""
    most_evidence: int = 20
    """At most so many cases are named as evidence of a finding."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError when there are no cases.

    `cells`: closed cases and re-contacts by month, topic, segment and group; `touched` and `worth`: customers and their
    revenue by dimension; `waiting`: closed cases too young to tell; `cases`: those come back about, the soonest first;
    `known`: month and currency of the data.
    """
    facts.require(*NEEDS)
    month = month_start(options.month) if options.month else None
    closed = kept(_followed(facts, options))
    ripe = closed.filter(closed.ripe)
    chosen = of_month(ripe, month)
    young = of_month(closed.filter(~closed.ripe), month)
    by_dimension = kept(_by_dimension(chosen))
    return {
        "cells": _cells(of_trend(ripe, month), options),
        "touched": _touched(by_dimension),
        "worth": priced(
            by_dimension.filter(by_dimension.again),
            ["dimension", "group"],
            facts,
            months_before(month, -1) if month else None,
        ),
        "waiting": young.aggregate(cases=young.count()),
        "cases": _soonest(chosen, options),
        "known": day_of_data(facts),
    }


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Numbers, tables and findings of re-contact from the collected parts of `ask`.

    `rate` is re-contacts per 100 closed cases with a customer, `rate_low` and `rate_high` its Wilson interval (95 %);
    `cases_too_young` were closed less than `days` before the day of the data and are left out.
    """
    rates = Rates.of(rows["cells"], "again")
    chosen = rates.of_month(options.month)
    sizes = {row["group"]: row["customers"] for row in rows["touched"] if row["dimension"] == options.by}
    tables = {
        "months": rates.months("recontacts"),
        "by": chosen.by("recontacts", sizes, options.smallest_group, by_topic=options.by != "topic"),
        "listed_cases": Table.of(rows["cases"], ("case_id", "customer_id", "topic", "hours_until")),
    }
    numbers = _numbers(chosen, rows, options)
    return Answer(NAME, numbers, tables, _findings(rates, numbers, tables, rows, options))


def _followed(facts: Facts, options: Options) -> ir.Table:
    """Closed cases of known customers: `again` if the customer opened one on the topic soon, `ripe` if time has passed.

    One window over openings and closings instead of a join: an account with a hundred thousand cases stays cheap.
    """
    book = casebook(facts)
    known = book.filter(book.customer_key.notnull())
    closed = of_trend(known.filter(known.done_us.notnull()), month_start(options.month) if options.month else None)
    returns = _returns(known, closed)
    followed = closed.left_join(returns, [("case_key", "closed_key")])
    span = options.days * US_PER_DAY
    return followed.select(
        "case_id", "customer_id", "party_key", "topic", "segment", "month",
        again=ibis.coalesce(followed.next_us - followed.done_us <= span, False),
        ripe=followed.done_us <= known_us(facts) - span,
        hours_until=(followed.next_us - followed.done_us).cast("float64") / US_PER_HOUR,
    )  # fmt: skip


def _returns(known: ir.Table, closed: ir.Table) -> ir.Table:
    """Per closed case of a customer with more cases on the topic: when the next one was opened after it."""
    several = known.group_by("customer_key", "topic").aggregate(cases=known.count(), link=known.case_key.min())
    several, nothing = kept(several.filter(several.cases > 1)), ibis.null("int64")
    begun = known.filter(known.opened_us.notnull()).join(several, ["customer_key", "topic"])
    ended = closed.join(several, ["customer_key", "topic"])
    both = ibis.union(
        begun.select("link", closed_key=nothing, at_us="opened_us", opening_us="opened_us", own_us=nothing),
        ended.select("link", closed_key="case_key", at_us="done_us", opening_us=nothing, own_us="opened_us"),
    )
    backwards = ibis.cumulative_window(
        group_by=both.link, order_by=[both.at_us.desc(), both.closed_key.notnull().cast("int64").desc()]
    )
    followed = both.mutate(next_us=both.opening_us.min().over(backwards))
    followed = followed.filter(followed.closed_key.notnull(), followed.next_us.notnull())
    return _by_others(kept(followed.select("closed_key", "link", "next_us", "own_us")), begun)


def _by_others(followed: ir.Table, begun: ir.Table) -> ir.Table:
    """A case whose source says that it was opened after it was closed has not come back by itself: the next one has."""
    itself = ibis.coalesce(followed.next_us == followed.own_us, False)
    contrary = followed.filter(itself)
    times = begun.group_by("link", "opened_us").aggregate(openings=begun.count())
    in_link = ibis.window(group_by=times.link, order_by=times.opened_us)
    times = times.mutate(later_us=times.opened_us.lead().over(in_link))
    beside = contrary.join(
        times, [contrary.link == times.link, contrary.own_us == times.opened_us], rname="time_{name}"
    )
    beside = beside.mutate(next_us=ibis.ifelse(beside.openings > 1, beside.opened_us, beside.later_us))
    others = followed.filter(~itself).select("closed_key", "next_us")
    return ibis.union(others, beside.select("closed_key", "next_us"))


def _cells(cases: ir.Table, options: Options) -> ir.Table:
    keyed = cases.mutate(group=cases[options.by] if options.by else ibis.literal(""))
    return keyed.group_by("month", "topic", "segment", "group").aggregate(cases=keyed.count(), again=keyed.again.sum())


def _by_dimension(cases: ir.Table) -> ir.Table:
    """The cases once for all, once under their topic and once under their segment."""
    return ibis.union(
        *(
            cases.select("party_key", "again", dimension=ibis.literal(name), group=group)
            for name, group in (("all", ibis.literal("")), ("topic", cases.topic), ("segment", cases.segment))
        )
    )


def _soonest(cases: ir.Table, options: Options) -> ir.Table:
    found = cases.filter(cases.again).order_by("hours_until", "case_id").limit(options.most_cases)
    return found.select("case_id", "customer_id", "topic", "hours_until")


def _touched(cases: ir.Table) -> ir.Table:
    parts = [cases.filter(cases.dimension == name) for name in ("all", "topic", "segment")]
    return ibis.union(*(_counted(part) for part in parts))


def _counted(cases: ir.Table) -> ir.Table:
    return cases.group_by("dimension", "group").aggregate(
        customers=cases.party_key.nunique(), hurt=cases.party_key.nunique(where=cases.again)
    )


def _numbers(rates: Rates, rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    rate, low, high = spread(rates.measure("recontact"))
    touched = {(row["dimension"], row["group"]): row for row in rows["touched"]}
    everybody = touched.get(("all", ""), {})
    return {
        "cases": rates.n,
        "recontacts": rates.hits,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "cases_too_young": sum(row["cases"] for row in rows["waiting"]),
        "cases_without_topic": sum(cell.n for cell in rates.cells if cell.topic == NOT_RECORDED),
        "customers": everybody.get("customers", 0),
        "customers_hurt": everybody.get("hurt", 0),
        "value": _worth_of("all", "", rows) if everybody.get("hurt", 0) >= options.smallest_group else None,
        "currency": next((row["currency"] for row in rows["known"]), None) or None,
    }


def _worth_of(dimension: str, group: str, rows: Mapping[str, list[Row]]) -> float | None:
    return next((row["value"] for row in rows["worth"] if (row["dimension"], row["group"]) == (dimension, group)), None)


def _findings(
    rates: Rates,
    numbers: Mapping[str, Any],
    tables: Mapping[str, Table],
    rows: Mapping[str, list[Row]],
    options: Options,
) -> tuple[Finding, ...]:
    """The rate of all, and topics clearly above it."""
    if numbers["customers_hurt"] < options.smallest_group:
        return ()
    months = tables["months"]
    overall = Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=_month(rows, options),
        measure=rates.of_month(options.month).measure("recontact_rate", "per 100 closed cases"),
        customers=numbers["customers_hurt"],
        value=_money("all", "", rows),
        change=rates.change(options.month),
        caveats=_caveats(numbers),
        evidence=_evidence(rows["cases"], options),
        picture=Picture("trend", "recontact_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in ("cases", "recontacts", "cases_too_young")} | {"days": options.days},
    )
    return (overall, *_topics(rates.of_month(options.month), rows, options))


def _topics(rates: Rates, rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    hurt = {row["group"]: row["hurt"] for row in rows["touched"] if row["dimension"] == "topic"}
    above = [one for one in rates.compared(lambda cell: cell.topic, by_topic=False) if one.stands_out]
    above = [one for one in above if one.group != NOT_RECORDED and hurt[one.group] >= options.smallest_group]
    above.sort(key=lambda one: (one.expected - one.observed, one.group))
    return [_topic(one, hurt[one.group], rows, options) for one in above[: options.most_findings]]


def _topic(one: Comparison, hurt: int, rows: Mapping[str, list[Row]], options: Options) -> Finding:
    return Finding(
        insight=NAME,
        subject=Subject("topic", one.group, one.group),
        tone="hurt",
        month=_month(rows, options),
        measure=Measure("recontact_ratio", one.ratio, "times as expected", one.n, one.interval),
        customers=hurt,
        value=_money("topic", one.group, rows),
        caveats=(Caveat("associated"),),
        evidence=_evidence([row for row in rows["cases"] if row["topic"] == one.group], options),
        facts={"recontacts": one.observed, "expected": one.expected, "rate": 100 * one.observed / one.n},
    )


def _caveats(numbers: Mapping[str, Any]) -> tuple[Caveat, ...]:
    caveats = [Caveat("associated")]
    if numbers["cases_without_topic"]:
        caveats.append(Caveat("topic_unknown", {"cases": numbers["cases_without_topic"]}))
    if numbers["cases_too_young"]:
        caveats.append(Caveat("too_young_to_tell", {"cases": numbers["cases_too_young"]}))
    return tuple(caveats)


def _month(rows: Mapping[str, list[Row]], options: Options) -> str:
    return options.month or next((row["month"] for row in rows["known"]), "")


def _money(dimension: str, group: str, rows: Mapping[str, list[Row]]) -> Money | None:
    currency = next((row["currency"] for row in rows["known"]), None)
    value = _worth_of(dimension, group, rows)
    return Money(value, currency) if value is not None and currency else None


def _evidence(cases: list[Row], options: Options) -> Evidence:
    few = cases[: options.most_evidence]
    customers = sorted({row["customer_id"] for row in few if row["customer_id"] is not None})
    month = f" --month {options.month}" if options.month else ""
    return Evidence(tuple(row["case_id"] for row in few), tuple(customers), f"hero insight {NAME}{month}")
