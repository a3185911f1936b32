"""Promises: cases whose service level was kept or broken, how long they took, how often they were opened again.

How it is computed, with every default: docs/measures/promises.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import ibis
import ibis.expr.types as ir

from customerhero.facts.casebook import (
    US_PER_HOUR,
    casebook,
    day_of_data,
    of_month,
    of_trend,
    priced,
)
from customerhero.facts.collect import Row
from customerhero.facts.equal_age import seen_in_time
from customerhero.facts.keeping import kept
from customerhero.facts.repeating import over_customers
from customerhero.findings import Answer, Caveat, Evidence, Finding, Money, Picture, Subject, Table
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.months import month_start, months_before
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.rates import Rates, Shown, name_of, repeats_of, spread

if TYPE_CHECKING:
    from datetime import date

    from customerhero.facts.snapshot import Facts

NAME: Final = "promises"
NEEDS: Final = ("events",)


@dataclass(frozen=True)
class Options:
    """Which cases to look at and how to compare them."""

    month: str | None = None
    """YYYY-MM: cases opened in that month, with the trend before it; None takes all facts."""
    by: Literal["segment", "topic"] | None = None
    """Compare groups."""
    bins: tuple[int, ...] = (0, 1, 2, 5)
    """The least hand-offs of each bin: 0, 1, 2 to 4, 5 and more."""
    most_evidence: int = 20
    """At most so many cases are named as evidence of a finding."""
    smallest_group: int = 5
    """No figure about fewer customers than this."""


def ask(facts: Facts, options: Options) -> dict[str, ir.Table]:
    """The parts of the question, each lazy; FactsError when there are no events.

    `cells`: cases, promises and broken ones by month, topic, segment and group; `middle`: median hours from opening to
    closing; `reported` and `visible`: broken promises by hand-offs; `touched`: customers; `worth`: their revenue;
    `cases`: broken ones, the longest first; `known`: month and currency of the data.
    """
    facts.require(*NEEDS)
    month = month_start(options.month) if options.month else None
    cases = kept(_promised(of_trend(casebook(facts), month), facts))
    chosen = of_month(cases, month)
    broken = chosen.filter(chosen.broken).mutate(all=ibis.literal(1))
    return {
        "cells": _cells(_at_equal_age(cases, facts, month), options),
        "middle": chosen.aggregate(hours=chosen.open_hours.median(), closed=chosen.open_hours.count()),
        "reported": _binned(chosen, "reported_handoffs", options),
        "visible": _binned(chosen, "visible_handoffs", options),
        "touched": _touched(chosen, options),
        "worth": priced(broken, ["all"], facts, months_before(month, -1) if month else None),
        "cases": broken.order_by(ibis.desc("open_hours"), "case_id").select("case_id", "customer_id", "open_hours")
        .limit(options.most_evidence),
        "known": day_of_data(facts),
    }  # fmt: skip


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Numbers, tables and findings of promises from the collected parts of `ask`.

    `broken_rate` is broken promises per 100 cases that had one, with `broken_low` and `broken_high` (Wilson, 95 %);
    `median_hours` from opening to closing; `reopened_rate` per 100 cases. `handoffs_used` says whose count of hand-offs
    `by_handoffs` goes by: the source's own where it has one, else the visible ones; both tables are given.
    """
    rates = Rates.of(rows["cells"], "broken", "promised")
    chosen = rates.of_month(options.month)
    reported = any(row["least"] is not None and row["promised"] for row in rows["reported"])
    tables = {
        "by_reported_handoffs": _bin_table(rows["reported"], options),
        "by_visible_handoffs": _bin_table(rows["visible"], options),
        "months": rates.months("broken", "promised"),
        "by": _by_table(chosen, rows["touched"], options),
        "listed_cases": Table.of(rows["cases"], ("case_id", "customer_id", "open_hours")),
    }
    tables["by_handoffs"] = tables["by_reported_handoffs" if reported else "by_visible_handoffs"]
    numbers = _numbers(chosen, rows, options) | {"handoffs_used": "reported" if reported else "visible"}
    return Answer(NAME, numbers, tables, _findings(rates, numbers, tables, rows, options))


def _promised(book: ir.Table, facts: Facts) -> ir.Table:
    """These cases with `promised` and `broken`, `reopened`, `visible_handoffs` and hours from opening to closing."""
    events = facts.events
    said = events.filter(events.case_key.notnull(), events.kind.isin(["kept", "broken", "reopened"]))
    told = said.group_by(told_key="case_key").aggregate(
        ends=said.count(where=said.kind != "reopened"),
        breaks=said.count(where=said.kind == "broken"),
        ended_us=said.at_us.max(where=said.kind != "reopened"),
        reopenings=said.count(where=said.kind == "reopened"),
    )
    stays = facts.team_stays
    handed = stays.group_by(handed_key="case_key").aggregate(visible_handoffs=stays.count() - 1)
    joined = book.left_join(told, [("case_key", "told_key")]).left_join(handed, [("case_key", "handed_key")])
    filled = joined.mutate(
        promised=ibis.coalesce(joined.ends, 0) > 0,
        broken=ibis.coalesce(joined.breaks, 0) > 0,
        reopened=ibis.coalesce(joined.reopenings, 0) > 0,
        visible_handoffs=ibis.coalesce(joined.visible_handoffs, 0),
        open_hours=(joined.closed_us - joined.opened_us).cast("float64") / US_PER_HOUR,
    )
    return filled.select(
        "case_id", "customer_id", "party_key", "topic", "segment", "month", "reported_handoffs", "promised", "broken",
        "reopened", "visible_handoffs", "open_hours", "ended_us",
    )  # fmt: skip


def _at_equal_age(cases: ir.Table, facts: Facts, month: date | None) -> ir.Table:
    in_time = seen_in_time(cases.month, cases.ended_us, facts, month)
    return cases.mutate(promised=cases.promised & in_time, broken=cases.broken & in_time)


def _cells(cases: ir.Table, options: Options) -> ir.Table:
    keyed = cases.mutate(group=cases[options.by] if options.by else ibis.literal(""))
    return keyed.group_by("month", "topic", "segment", "group").aggregate(
        cases=keyed.count(),
        promised=keyed.promised.sum(),
        broken=keyed.broken.sum(),
        reopened=keyed.reopened.sum(),
    )


def _binned(cases: ir.Table, column: str, options: Options) -> ir.Table:
    handoffs = cases[column]
    least = ibis.cases(*((handoffs >= start, start) for start in sorted(options.bins, reverse=True)))
    keyed = cases.mutate(least=least)
    return keyed.group_by("least").aggregate(
        promised=keyed.promised.sum(),
        broken=keyed.broken.sum(),
        customers=keyed.party_key.nunique(where=keyed.promised),
    )


def _touched(cases: ir.Table, options: Options) -> ir.Table:
    promised = cases.filter(cases.promised)
    group = promised[options.by] if options.by else ibis.literal("")
    keyed = promised.mutate(group=group, dimension=ibis.literal(options.by or "all"))
    return over_customers(keyed, ["broken"]).drop("dimension")


def _numbers(rates: Rates, rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    cells = [cell for cell in rows["cells"] if options.month in (None, name_of(cell["month"]))]
    cases, reopened = (sum(cell[name] or 0 for cell in cells) for name in ("cases", "reopened"))
    broken, low, high = spread(rates.measure("broken"))
    again, again_low, again_high = spread(rate_per_100("reopened", reopened, cases))
    middle = next(iter(rows["middle"]), {})
    hurt = sum(row["hurt"] for row in rows["touched"])
    return {
        "cases": cases,
        "promised": rates.n,
        "broken": rates.hits,
        "kept": rates.n - rates.hits,
        "broken_rate": broken,
        "broken_low": low,
        "broken_high": high,
        "median_hours": middle.get("hours"),
        "closed": middle.get("closed") or 0,
        "reopened": reopened,
        "reopened_rate": again,
        "reopened_low": again_low,
        "reopened_high": again_high,
        "value": next((row["value"] for row in rows["worth"]), None) if hurt >= options.smallest_group else None,
        "currency": next((row["currency"] for row in rows["known"]), None) or None,
    }


def _bin_table(rows: list[Row], options: Options) -> Table:
    """Broken promises by hand-offs: `handoffs` of the bin, cases with a promise, broken ones, and the rate."""
    known = {row["least"]: row for row in rows if row["least"] is not None and row["promised"]}
    hidden = hidden_groups({least: row["customers"] for least, row in known.items()}, options.smallest_group)
    shown = [(_bin_name(least, options), known[least]) for least in sorted(known) if least not in hidden]
    told = [(name, row["promised"], row["broken"], *_rate(row["broken"], row["promised"])) for name, row in shown]
    return Table(("handoffs", "promised", "broken", "rate", "low", "high"), tuple(told))


def _bin_name(least: int, options: Options) -> str:
    above = [start for start in options.bins if start > least]
    if not above:
        return f"{least}+"
    return str(least) if min(above) == least + 1 else f"{least}-{min(above) - 1}"


def _rate(hits: int, n: int) -> tuple[float | None, float | None, float | None]:
    return spread(rate_per_100("broken", hits, n))


def _by_table(rates: Rates, touched: list[Row], options: Options) -> Table:
    sizes = {row["group"]: row["customers"] for row in touched if options.by}
    shown = Shown(sizes, options.smallest_group, repeats_of(touched, "broken"))
    return rates.by("broken", shown, by_topic=options.by != "topic")


def _findings(
    rates: Rates,
    numbers: Mapping[str, Any],
    tables: Mapping[str, Table],
    rows: Mapping[str, list[Row]],
    options: Options,
) -> tuple[Finding, ...]:
    hurt = sum(row["hurt"] for row in rows["touched"])
    if hurt < options.smallest_group:
        return ()
    bins = tables["by_handoffs"]
    month = options.month or next((row["month"] for row in rows["known"]), "")
    asked = f" --month {options.month}" if options.month else ""
    broken = Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=month,
        measure=rates.of_month(options.month).measure("broken_rate", "per 100 cases with a promise"),
        customers=hurt,
        value=Money(numbers["value"], numbers["currency"]) if numbers["value"] and numbers["currency"] else None,
        change=rates.change(options.month),
        caveats=(Caveat("associated"), Caveat("handoffs_used", {"which": numbers["handoffs_used"]})),
        evidence=_evidence(rows["cases"], f"hero insight {NAME}{asked}"),
        picture=Picture("bars", "broken_by_handoffs", bins.columns, bins.rows),
        facts={name: numbers[name] for name in ("promised", "broken", "reopened", "reopened_rate", "median_hours")},
    )
    return (broken,)


def _evidence(cases: list[Row], question: str) -> Evidence:
    customers = sorted({row["customer_id"] for row in cases if row["customer_id"] is not None})
    return Evidence(tuple(row["case_id"] for row in cases), tuple(customers), question)
