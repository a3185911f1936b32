"""The tug-of-war judged: plain numbers, tables that keep small groups hidden, and the findings."""

from __future__ import annotations

from typing import Any

from customerhero.facts.collect import Row
from customerhero.findings import Answer, Table
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.rates import Rates, Shown, name_of, repeats_of, spread
from customerhero.insight.tug_of_war.findings import findings_of
from customerhero.insight.tug_of_war.material import Material, Rows, currency_of, named_in, touched_of, worth_of
from customerhero.insight.tug_of_war.options import NAME, Options

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
    grouped = [row for row in rows["touched"] if row["dimension"] == options.by]
    shown = Shown(
        {row["group"]: row["customers"] for row in grouped}, options.smallest_group, repeats_of(grouped, "tug")
    )
    tables = {
        "months": rates.months("tugs", "asks"),
        "by": chosen.by("tugs", shown, by_topic=options.by != "topic"),
        "rules": _rule_table(rows, options),
        "listed_cases": Table.of(rows["cases"], CASE_COLUMNS),
    }
    numbers = _numbers(chosen, rows, options)
    found, looks = findings_of(Material(rows, numbers, tables, rates, options))
    return Answer(NAME, numbers, tables, found, looks)


def _numbers(rates: Rates, rows: Rows, options: Options) -> dict[str, Any]:
    cells = [cell for cell in rows["cells"] if options.month in (None, name_of(cell["month"]))]
    rate, low, high = spread(rates.measure("tug_of_war"))
    everybody = touched_of("all", "", rows)
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
        "value": worth_of("all", "", rows) if enough else None,
        "currency": currency_of(rows),
    }


def _rule_table(rows: Rows, options: Options) -> Table:
    """The rules named: `asks` that name it, `tugs` among them with rate and interval, customers, hours, value.

    What is known of the tugs-of-war is None where fewer than `smallest_group` customers had one.
    """
    names = {row["rule_id"]: row["name"] for row in rows["rules"]}
    named = named_in(rows, options.month)
    sizes = {row["rule_id"]: touched_of("rule", row["rule_id"], rows)["customers"] for row in named}
    hidden = hidden_groups(sizes, options.smallest_group)
    named = [row for row in named if row["rule_id"] not in hidden]
    shown = sorted(named, key=lambda row: (-row["tugs"], row["rule_id"]))
    told = [(row["rule_id"], names.get(row["rule_id"]), *_of_rule(row, rows, options)) for row in shown]
    return Table(("rule", "name", "asks", "tugs", "rate", "low", "high", "customers", "hours", "value"), tuple(told))


def _of_rule(row: Row, rows: Rows, options: Options) -> tuple[Any, ...]:
    touched = touched_of("rule", row["rule_id"], rows)
    if 0 < touched["hurt"] < options.smallest_group:
        return row["asks"], None, None, None, None, touched["customers"], None, None
    rate = spread(rate_per_100("tug_of_war", row["tugs"], row["asks"]))
    return (
        row["asks"],
        row["tugs"],
        *rate,
        touched["customers"],
        touched["hours"],
        worth_of("rule", row["rule_id"], rows),
    )
