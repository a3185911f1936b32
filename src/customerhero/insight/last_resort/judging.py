"""The last resort judged: rates per 100 customers who gave notice, what they endured, and the findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Answer, Caveat, Evidence, Finding, Measure, Money, Picture, Subject, Table
from customerhero.findings.adjustment import Comparison
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.rates import Rates, name_of, spread
from customerhero.insight.last_resort.options import NAME, Options

Rows = Mapping[str, list[Row]]
UNIT = "per 100 customers who gave notice"
CUSTOMER_COLUMNS = (
    "customer_id",
    "segment",
    "failures",
    "contacts",
    "refusals",
    "days",
    "late_notice",
    "late_failures",
)
_COUNTED = ("noticed", "offered", "late", "failed_often", "late_failures", "last_resort")


def judge(rows: Rows, options: Options) -> Answer:
    """Numbers, tables and findings of the last resort from the collected parts of `ask`.

    `rate` is customers whose first effort came after their notice, per 100 who gave notice, `rate_of_offered` per 100
    of those who were offered anything, each with Wilson's interval (95 %); `late_failures` are customers whose first
    effort came after that many failures; `days` is the median from the first trouble to the first effort.
    """
    rates = Rates.of(rows["cells"], "late", "noticed")
    chosen = rates.of_month(options.month)
    sizes = {cell.group: 0 for cell in chosen.cells}
    for cell in chosen.cells:
        sizes[cell.group] += cell.n
    tables = {
        "months": rates.months("last_resort", "noticed"),
        "by": chosen.by("last_resort", sizes if options.by else {}, options.smallest_group, by_topic=False),
        "listed_customers": Table.of(rows["customers"], CUSTOMER_COLUMNS),
    }
    numbers = _numbers(rows, options)
    return Answer(NAME, numbers, tables, _findings(rates, numbers, tables, rows, options))


def _numbers(rows: Rows, options: Options) -> dict[str, Any]:
    cells = [cell for cell in rows["cells"] if options.month in (None, name_of(cell["month"]))]
    counted = {name: sum(cell[name] or 0 for cell in cells) for name in _COUNTED}
    rate, low, high = spread(rate_per_100("last_resort", counted["late"], counted["noticed"]))
    offered, offered_low, offered_high = spread(rate_per_100("last_resort", counted["late"], counted["offered"]))
    endured = next(iter(rows["endured"]), {})
    return counted | {
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "rate_of_offered": offered,
        "rate_of_offered_low": offered_low,
        "rate_of_offered_high": offered_high,
        "days": endured.get("days"),
        "failures": endured.get("failures") or 0,
        "contacts": endured.get("contacts") or 0,
        "refusals": endured.get("refusals") or 0,
        "value": _worth("", rows),
        "currency": next((row["currency"] for row in rows["known"]), None) or None,
    }


def _findings(
    rates: Rates, numbers: Mapping[str, Any], tables: Mapping[str, Table], rows: Rows, options: Options
) -> tuple[Finding, ...]:
    """The rate of all, and segments clearly above it; none before enough customers were kept so late."""
    if numbers["late"] < options.smallest_group:
        return ()
    months = tables["months"]
    told = ("noticed", "offered", "late", "rate_of_offered", "days", "failures", "contacts", "refusals")
    overall = Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=_month(rows, options),
        measure=rates.of_month(options.month).measure("last_resort_rate", UNIT),
        customers=numbers["last_resort"],
        value=_money("", numbers, rows),
        change=rates.change(options.month),
        caveats=(Caveat("associated"), Caveat("notice_as_recorded")),
        evidence=_evidence(rows["customers"], options),
        picture=Picture("trend", "last_resort_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in told},
    )
    compared = rates.of_month(options.month).compared(lambda cell: cell.segment, by_topic=False)
    above = [one for one in compared if one.stands_out and one.observed >= options.smallest_group]
    return (overall, *(_segment(one, numbers, rows, options) for one in above if one.group != NOT_RECORDED))


def _segment(one: Comparison, numbers: Mapping[str, Any], rows: Rows, options: Options) -> Finding:
    return Finding(
        insight=NAME,
        subject=Subject("segment", one.group, one.group),
        tone="hurt",
        month=_month(rows, options),
        measure=Measure("last_resort_ratio", one.ratio, "times as expected", one.n, one.interval),
        customers=one.observed,
        value=_money(one.group, numbers, rows),
        caveats=(Caveat("associated"),),
        evidence=_evidence([row for row in rows["customers"] if row["segment"] == one.group], options),
        facts={"late": one.observed, "expected": one.expected, "rate": 100 * one.observed / one.n},
    )


def _worth(group: str, rows: Rows) -> float | None:
    return next((row["value"] for row in rows["worth"] if row["group"] == group), None)


def _money(group: str, numbers: Mapping[str, Any], rows: Rows) -> Money | None:
    value = _worth(group, rows)
    return Money(value, numbers["currency"]) if value is not None and numbers["currency"] else None


def _month(rows: Rows, options: Options) -> str:
    return options.month or next((row["month"] for row in rows["known"]), "")


def _evidence(customers: list[Row], options: Options) -> Evidence:
    few = tuple(row["customer_id"] for row in customers[: options.most_evidence] if row["customer_id"] is not None)
    month = f" --month {options.month}" if options.month else ""
    return Evidence((), few, f"hero insight {NAME}{month}")
