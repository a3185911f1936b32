"""The runaround judged: plain numbers, tables that keep small groups hidden, and the findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import name_of_month, number_of_month
from customerhero.facts.collect import Row
from customerhero.findings import Answer, Table
from customerhero.findings.adjustment import Cell, Comparison, achievable, compare
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.months import month_start
from customerhero.findings.privacy import hidden_groups
from customerhero.insight.runaround.findings import Material, findings_of
from customerhero.insight.runaround.options import NAME, Options
from customerhero.insight.runaround.routes import ping_pong_table, proposal_table, route_rows, route_table

_COUNTED = {
    "cases": "cases",
    "cases_with_handoff": "with_handoff",
    "cases_3_owners": "with_3_owners",
    "ping_pong_cases": "with_ping_pong",
    "return_cases": "with_return",
    "handoffs": "handoffs",
    "ping_pongs": "ping_pongs",
    "returns": "returns",
    "legitimate_handoffs": "harmless",
    "runaround_cases": "runarounds",
    "linked_cases": "linked",
    "linked_only_cases": "linked_only",
}


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Numbers, tables and findings of the runaround from the collected parts of `ask`.

    Numbers are counts of cases unless named otherwise; `rate` is runarounds per 100 cases with `rate_low` and
    `rate_high` (Wilson, 95 %), `excess_handoffs` at least so many above what the best tenth of months reach,
    `hours` customer-clock hours beyond the median of comparable cases, `value` revenue of the customers touched.
    """
    cells = [cell for cell in rows["cells"] if _in_month(cell, options)]
    numbers = _numbers(cells, rows, options)
    routes = route_rows(rows, options)
    tables = {
        "top_routes": route_table(routes, numbers["handoffs"], options),
        "top_ping_pongs": ping_pong_table(routes, options),
        "network": Table.of([_flow(route) for route in routes], ("from", "to", "handoffs")),
        "by": _by_table(cells, rows["touched"], options),
        "months": _months(rows["cells"]),
        "cases": Table.of(rows["cases"], _CASE_COLUMNS),
        "proposals": proposal_table(rows["proposals"]),
    }
    return Answer(NAME, numbers, tables, findings_of(Material(rows, numbers, tables, options)))


_CASE_COLUMNS = (
    "case_id",
    "customer_id",
    "topic",
    "segment",
    "handoffs",
    "owners",
    "ping_pongs",
    "returns",
    "linked_owners",
    "clock_hours",
    "excess_hours",
)


def _in_month(cell: Row, options: Options) -> bool:
    return options.month is None or cell["month"] == number_of_month(month_start(options.month))


def _numbers(cells: list[Row], rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    numbers: dict[str, Any] = {name: _total(cells, column) for name, column in _COUNTED.items()}
    measure = rate_per_100("runaround", numbers["runaround_cases"], numbers["cases"])
    touched = next((row for row in rows["touched"] if row["dimension"] == "all"), {})
    known = next(iter(rows["known"]), {})
    numbers |= {
        "holder": options.holder,
        "rate": measure.value,
        "rate_low": measure.interval.low if measure.interval else None,
        "rate_high": measure.interval.high if measure.interval else None,
        "cases_without_holder": numbers["cases"] - _total(cells, "held"),
        "reported_handoffs": _total(cells, "reported") if _total(cells, "reporting") else None,
        "handoffs_used": "visible",
        "excess_handoffs": _excess(rows["cells"], cells),
        "shared_accounts": sum(row["rows"] for row in rows["shared"]),
        "customers": touched.get("customers") or 0,
        "customers_hurt": touched.get("hurt") or 0,
        "hours": touched.get("hours"),
        "value": touched.get("value"),
        "currency": known.get("currency") or None,
    }
    return numbers | _unaccepted(rows["unaccepted"])


def _total(cells: list[Row], column: str) -> int:
    return sum(cell[column] or 0 for cell in cells)


def _unaccepted(rows: list[Row]) -> dict[str, Any]:
    handed = sum(row["handed"] or 0 for row in rows)
    missed = handed - sum(row["accepted"] or 0 for row in rows)
    return {
        "handoffs_due": handed,
        "unaccepted_handoffs": missed,
        "unaccepted_rate": rate_per_100("unaccepted", missed, handed, "per 100 hand-offs").value,
    }


def _excess(trend: list[Row], cells: list[Row]) -> float:
    """Hand-offs above what each topic's best tenth of months reach; at least so many are too many."""
    history: dict[str, dict[int, tuple[int, int]]] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    for cell in trend:
        n, count = history[cell["topic"]][cell["month"]]
        history[cell["topic"]][cell["month"]] = (n + cell["cases"], count + cell["handoffs"] - cell["harmless"])
    best = {topic: achievable(months.values()) or 0.0 for topic, months in history.items()}
    above: dict[str, float] = defaultdict(float)
    for cell in cells:
        above[cell["topic"]] += cell["handoffs"] - cell["harmless"] - best[cell["topic"]] * cell["cases"]
    return sum(max(0.0, excess) for excess in above.values())


def _flow(route: Row) -> Row:
    return {"from": route["previous"], "to": route["holder"], "handoffs": route["handoffs"]}


def _months(cells: list[Row]) -> Table:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for cell in cells:
        if cell["month"] is not None:
            month = counts[cell["month"]]
            month[0] += cell["cases"]
            month[1] += cell["runarounds"]
            month[2] += cell["handoffs"]
    return Table.of([_month_row(month, *counts[month]) for month in sorted(counts)], _MONTH_COLUMNS)


_MONTH_COLUMNS = ("month", "cases", "runaround_cases", "handoffs", "rate", "low", "high")


def _month_row(month: int, cases: int, runarounds: int, handoffs: int) -> Row:
    measure = rate_per_100("runaround", runarounds, cases)
    low, high = (measure.interval.low, measure.interval.high) if measure.interval else (None, None)
    return dict(
        zip(_MONTH_COLUMNS, (name_of_month(month), cases, runarounds, handoffs, measure.value, low, high), strict=True)
    )


_BY_COLUMNS = (
    "group",
    "cases",
    "customers",
    "runaround_cases",
    "rate",
    "low",
    "high",
    "expected",
    "ratio",
    "ratio_low",
    "ratio_high",
)


def _by_table(cells: list[Row], touched: list[Row], options: Options) -> Table:
    if options.by is None:
        return Table(_BY_COLUMNS, ())
    strata = "topic" if options.by != "topic" else ""
    compared = compare(
        Cell(cell["group"], cell[strata] if strata else "", cell["cases"], cell["runarounds"]) for cell in cells
    )
    sizes = {row["group"]: row["customers"] for row in touched if row["dimension"] == options.by}
    hidden = hidden_groups(sizes, options.smallest_group)
    return Table.of([_by_row(one, sizes) for one in compared if one.group not in hidden], _BY_COLUMNS)


def _by_row(one: Comparison, sizes: Mapping[str, int]) -> Row:
    measure = rate_per_100("runaround", one.observed, one.n)
    low, high = (measure.interval.low, measure.interval.high) if measure.interval else (None, None)
    ratio_low, ratio_high = (one.interval.low, one.interval.high) if one.interval else (None, None)
    told = (one.group, one.n, sizes.get(one.group, 0), one.observed, measure.value, low, high)
    return dict(zip(_BY_COLUMNS, (*told, one.expected, one.ratio, ratio_low, ratio_high), strict=True))
