"""The tug-of-war judged: numbers, tables, and findings about rules, topics and segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Answer, Caveat, Evidence, Finding, Measure, Money, Picture, Subject, Table
from customerhero.findings.adjustment import Comparison
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.rates import Rates, name_of, spread
from customerhero.insight.tug_of_war.options import NAME, Options

Rows = Mapping[str, list[Row]]
CASE_COLUMNS = (
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
_COUNTED = ("granted", "refused", "refused_granted", "refusals", "after_escalation", "after_notice")


def judge(rows: Rows, options: Options) -> Answer:
    """Numbers, tables and findings of the tug-of-war from the collected parts of `ask`.

    Numbers are counts of asks unless named otherwise: `rate` is tugs-of-war per 100 asks with `rate_low` and
    `rate_high` (Wilson, 95 %), `hours` beyond the median of comparable asks, `fought_hours` from the first refusal to
    the grant, `value` the revenue of the customers touched; these three are None where fewer than `smallest_group`
    customers were hurt.
    """
    rates = Rates.of(rows["cells"], "tugs", "asks")
    chosen = rates.of_month(options.month)
    sizes = {row["group"]: row["customers"] for row in rows["touched"] if row["dimension"] == options.by}
    tables = {
        "months": rates.months("tugs", "asks"),
        "by": chosen.by("tugs", sizes, options.smallest_group, by_topic=options.by != "topic"),
        "rules": _rule_table(rows, options),
        "listed_cases": Table.of(rows["cases"], CASE_COLUMNS),
    }
    numbers = _numbers(chosen, rows, options)
    return Answer(NAME, numbers, tables, _findings(rates, numbers, tables, rows, options))


def _numbers(rates: Rates, rows: Rows, options: Options) -> dict[str, Any]:
    cells = [cell for cell in rows["cells"] if options.month in (None, name_of(cell["month"]))]
    rate, low, high = spread(rates.measure("tug_of_war"))
    everybody = _touched("all", "", rows)
    enough = everybody["hurt"] >= options.smallest_group
    counted = {name: sum(cell[name] or 0 for cell in cells) for name in _COUNTED}
    return counted | {
        "ask": options.ask,
        "asks": rates.n,
        "tugs": rates.hits,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "customers": everybody["customers"],
        "customers_hurt": everybody["hurt"],
        "hours": everybody["hours"] if enough else None,
        "fought_hours": everybody["fought_hours"] if enough else None,
        "value": _worth("all", "", rows) if enough else None,
        "currency": _currency(rows),
    }


def _rule_table(rows: Rows, options: Options) -> Table:
    """The rules named: `asks` that name it, `tugs` among them with rate and interval, customers, hours, value.

    What is known of the tugs-of-war is None where fewer than `smallest_group` customers had one.
    """
    names = {row["rule_id"]: row["name"] for row in rows["rules"]}
    sizes = {row["rule_id"]: _touched("rule", row["rule_id"], rows)["customers"] for row in rows["named"]}
    hidden = hidden_groups(sizes, options.smallest_group)
    named = [row for row in rows["named"] if row["rule_id"] not in hidden]
    shown = sorted(named, key=lambda row: (-row["tugs"], row["rule_id"]))
    told = [(row["rule_id"], names.get(row["rule_id"]), *_of_rule(row, rows, options)) for row in shown]
    return Table(("rule", "name", "asks", "tugs", "rate", "low", "high", "customers", "hours", "value"), tuple(told))


def _of_rule(row: Row, rows: Rows, options: Options) -> tuple[Any, ...]:
    touched = _touched("rule", row["rule_id"], rows)
    if 0 < touched["hurt"] < options.smallest_group:
        return row["asks"], None, None, None, None, touched["customers"], None, None
    rate = spread(rate_per_100("tug_of_war", row["tugs"], row["asks"]))
    return (
        row["asks"],
        row["tugs"],
        *rate,
        touched["customers"],
        touched["hours"],
        _worth("rule", row["rule_id"], rows),
    )


def _findings(
    rates: Rates, numbers: Mapping[str, Any], tables: Mapping[str, Table], rows: Rows, options: Options
) -> tuple[Finding, ...]:
    """The rate of all, the rules named most, and topics and segments clearly above the rest."""
    if numbers["customers_hurt"] < options.smallest_group:
        return ()
    months = tables["months"]
    told = ("asks", "tugs", "refusals", "after_escalation", "after_notice", "hours", "fought_hours")
    overall = Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=_month(rows, options),
        measure=rates.of_month(options.month).measure("tug_of_war_rate", "per 100 asks"),
        customers=numbers["customers_hurt"],
        value=_money("all", "", rows),
        change=rates.change(options.month),
        caveats=(Caveat("associated"),),
        evidence=_evidence(rows["cases"], options),
        picture=Picture("trend", "tug_of_war_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in told},
    )
    groups = [*_groups("topic", rates, rows, options), *_groups("segment", rates, rows, options)]
    return (overall, *_rules(rates.of_month(options.month).n, rows, options), *groups)


def _rules(asks: int, rows: Rows, options: Options) -> list[Finding]:
    often = [row for row in rows["named"] if _is_often(row, asks, rows, options)]
    often.sort(key=lambda row: (-row["tugs"], row["rule_id"]))
    return [_rule(row, rows, options) for row in often[: options.most_findings]]


def _is_often(row: Row, asks: int, rows: Rows, options: Options) -> bool:
    measure = rate_per_100("rule", row["tugs"], asks)
    sure = measure.interval is not None and measure.interval.low >= options.rule_rate
    return sure and _touched("rule", row["rule_id"], rows)["hurt"] >= options.smallest_group


def _rule(row: Row, rows: Rows, options: Options) -> Finding:
    rule = row["rule_id"]
    name = next((one["name"] for one in rows["rules"] if one["rule_id"] == rule), None) or rule
    touched = _touched("rule", rule, rows)
    return Finding(
        insight=NAME,
        subject=Subject("rule", rule, name),
        tone="hurt",
        month=_month(rows, options),
        measure=rate_per_100("tug_of_war_under_rule", row["tugs"], row["asks"], "per 100 asks that name it"),
        customers=touched["hurt"],
        value=_money("rule", rule, rows),
        caveats=(Caveat("associated"),),
        evidence=_evidence([one for one in rows["sample"] if one["rule_id"] == rule], options),
        facts={
            "rule": rule,
            "rule_name": name,
            "asks": row["asks"],
            "tugs": row["tugs"],
            "hours": touched["hours"],
            "fought_hours": touched["fought_hours"],
        },
    )


def _groups(dimension: str, rates: Rates, rows: Rows, options: Options) -> list[Finding]:
    chosen = rates.of_month(options.month)
    compared = chosen.compared(lambda cell: str(getattr(cell, dimension)), by_topic=dimension != "topic")
    above = [one for one in compared if one.stands_out and one.group != NOT_RECORDED]
    above = [one for one in above if _touched(dimension, one.group, rows)["hurt"] >= options.smallest_group]
    above.sort(key=lambda one: (one.expected - one.observed, one.group))
    return [_group(dimension, one, rows, options) for one in above[: options.most_findings]]


def _group(dimension: str, one: Comparison, rows: Rows, options: Options) -> Finding:
    adjusted = (Caveat("adjusted_by_topic"),) if dimension == "segment" else ()
    return Finding(
        insight=NAME,
        subject=Subject(dimension, one.group, one.group),
        tone="hurt",
        month=_month(rows, options),
        measure=Measure("tug_of_war_ratio", one.ratio, "times as expected", one.n, one.interval),
        customers=_touched(dimension, one.group, rows)["hurt"],
        value=_money(dimension, one.group, rows),
        caveats=(Caveat("associated"), *adjusted),
        evidence=_evidence([row for row in rows["cases"] if row[dimension] == one.group], options),
        facts={"tugs": one.observed, "expected": one.expected, "rate": 100 * one.observed / one.n},
    )


def _touched(dimension: str, group: str, rows: Rows) -> Row:
    nobody: Row = {"customers": 0, "hurt": 0, "hours": None, "fought_hours": None}
    return next((row for row in rows["touched"] if (row["dimension"], row["group"]) == (dimension, group)), nobody)


def _worth(dimension: str, group: str, rows: Rows) -> float | None:
    return next((row["value"] for row in rows["worth"] if (row["dimension"], row["group"]) == (dimension, group)), None)


def _money(dimension: str, group: str, rows: Rows) -> Money | None:
    value, currency = _worth(dimension, group, rows), _currency(rows)
    return Money(value, currency) if value is not None and currency else None


def _currency(rows: Rows) -> str | None:
    return next((row["currency"] for row in rows["known"]), None) or None


def _month(rows: Rows, options: Options) -> str:
    return options.month or next((row["month"] for row in rows["known"]), "")


def _evidence(cases: list[Row], options: Options) -> Evidence:
    few = cases[: options.most_evidence]
    customers = sorted({row["customer_id"] for row in few if row["customer_id"] is not None})
    month = f" --month {options.month}" if options.month else ""
    return Evidence(tuple(row["case_id"] for row in few), tuple(customers), f"hero insight {NAME}{month}")
