"""The runaround judged: plain numbers, tables that keep small groups hidden, and the findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Answer, Table
from customerhero.findings.adjustment import achievable
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.rates import Rates, Shown, name_of, repeats_of, spread
from customerhero.insight.runaround.findings import findings_of
from customerhero.insight.runaround.material import Material
from customerhero.insight.runaround.options import NAME, Options
from customerhero.insight.runaround.routes import (
    large_teams_of,
    ping_pong_table,
    proposal_table,
    route_rows,
    route_table,
)

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
    "astray_cases": "astray",
}


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Numbers, tables and findings of the runaround from the collected parts of `ask`.

    Numbers are counts of cases unless named otherwise; `rate` is runarounds per 100 cases with `rate_low` and
    `rate_high` (Wilson, 95 %), `excess_handoffs` at least so many above what the best tenth of months reach,
    `hours` customer-clock hours beyond the median of comparable cases, `value` revenue of the customers touched; both
    are None where these are fewer than `smallest_group`. `astray_cases` are the runarounds that are judged: those in
    the case itself, beyond the ways that most cases of their kind take.
    """
    rates = Rates.of(rows["cells"], "runarounds")
    cells = [cell for cell in rows["cells"] if options.month in (None, name_of(cell["month"]))]
    numbers = _numbers(cells, rows, options)
    routes = route_rows(rows, options)
    tables = {
        "top_routes": route_table(routes, numbers["handoffs"], options),
        "top_ping_pongs": ping_pong_table(routes, options),
        "network": Table.of([_flow(route) for route in routes], ("from", "to", "handoffs")),
        "by": _by_table(rates, rows, options),
        "months": rates.months("runaround_cases"),
        "listed_cases": Table.of(rows["cases"], _CASE_COLUMNS),
        "proposals": proposal_table(rows["proposals"], large_teams_of(rows), options),
    }
    material = Material(rows, numbers, tables, rates, Rates.of(rows["cells"], "astray"), options)
    found, looks = findings_of(material)
    return Answer(NAME, numbers, tables, found, looks)


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


def _numbers(cells: list[Row], rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    numbers: dict[str, Any] = {name: _total(cells, column) for name, column in _COUNTED.items()}
    rate, low, high = spread(rate_per_100("runaround", numbers["runaround_cases"], numbers["cases"]))
    touched = next((row for row in rows["touched"] if row["dimension"] == "all"), {})
    known = next(iter(rows["known"]), {})
    enough = (touched.get("hurt") or 0) >= options.smallest_group
    numbers |= {
        "holder": options.holder,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "cases_without_holder": numbers["cases"] - _total(cells, "held"),
        "reported_handoffs": _total(cells, "reported") if _total(cells, "reporting") else None,
        "handoffs_used": "visible",
        "excess_handoffs": _excess(rows["cells"], cells),
        "shared_accounts": sum(row["rows"] for row in rows["shared"]),
        "customers": touched.get("customers") or 0,
        "customers_hurt": touched.get("hurt") or 0,
        "hours": touched.get("hours") if enough else None,
        "value": touched.get("value") if enough else None,
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


def _by_table(rates: Rates, rows: Mapping[str, list[Row]], options: Options) -> Table:
    grouped = [row for row in rows["touched"] if row["dimension"] == options.by]
    large = large_teams_of(rows) if options.by == "team" else None
    shown = Shown(
        {row["group"]: row["customers"] for row in grouped},
        options.smallest_group,
        repeats_of(grouped, "runaround"),
        None if large is None else large | {NOT_RECORDED},
    )
    return rates.of_month(options.month).by("runaround_cases", shown, by_topic=options.by != "topic")
