"""What stands out in the runaround: the rate itself, the routes that harm most, topics and segments above the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Caveat, Evidence, Finding, Measure, Money, Picture, Subject, Table
from customerhero.findings.adjustment import Comparison
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.rates import Rates
from customerhero.insight.runaround.options import NAME, Options
from customerhero.insight.runaround.routes import route_of, route_rows

HOLDERS_KNOWN = 0.95

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """What findings are drawn from: the collected parts, the numbers and tables made of them, and the question."""

    rows: Mapping[str, list[Row]]
    numbers: Numbers
    tables: Mapping[str, Table]
    rates: Rates
    options: Options

    @property
    def month(self) -> str:
        """The month the findings are of: the one asked for, or that of the day of the data."""
        return self.options.month or next((row["month"] for row in self.rows["known"]), "")


def findings_of(material: Material) -> tuple[Finding, ...]:
    """The findings: the organisation, routes, topics, segments; none before enough customers were passed around."""
    if material.numbers["customers_hurt"] < material.options.smallest_group:
        return ()
    return (_overall(material), *_routes(material), *_groups("topic", material), *_groups("segment", material))


def _overall(material: Material) -> Finding:
    numbers, months = material.numbers, material.tables["months"]
    return Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=material.month,
        measure=rate_per_100("runaround_rate", numbers["runaround_cases"], numbers["cases"]),
        customers=numbers["customers_hurt"],
        value=_money(numbers["value"], numbers),
        change=material.rates.change(material.options.month),
        caveats=_caveats(numbers),
        evidence=_evidence(material.rows["cases"], material.options),
        picture=Picture("trend", "runaround_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in _TOLD},
    )


_TOLD = ("runaround_cases", "cases", "handoffs", "ping_pongs", "returns", "hours", "excess_handoffs", "holder")


def _routes(material: Material) -> list[Finding]:
    """The routes that surely harm many cases, those that cost most hours first."""
    options = material.options
    worst = [route for route in route_rows(material.rows, options) if _does_harm(route, material)]
    worst.sort(key=lambda route: (-(route["hours"] or 0), -(route["value"] or 0), route_of(route)))
    return [_route(route, material) for route in worst[: options.most_findings]]


def _does_harm(route: Row, material: Material) -> bool:
    measure = rate_per_100("harm", route["harmed_cases"], material.numbers["cases"])
    sure = measure.interval is not None and measure.interval.low >= material.options.route_rate
    return sure and route["harmed_customers"] >= material.options.smallest_group


def _route(route: Row, material: Material) -> Finding:
    names = {row["team_id"]: row["name"] or row["team_id"] for row in material.rows["teams"]}
    rules = {row["rule_id"]: row["name"] for row in material.rows["rules"]}
    start, end = route_of(route)
    told = {"from": names.get(start, start), "to": names.get(end, end), "rule_name": rules.get(route["rule"])}
    sample = sorted((row for row in material.rows["sample"] if route_of(row) == (start, end)), key=_by_rank)
    return Finding(
        insight=NAME,
        subject=Subject("route", f"{start}>{end}", f"{told['from']} > {told['to']}"),
        tone="hurt",
        month=material.month,
        measure=rate_per_100("runaround_on_route", route["harmed_cases"], material.numbers["cases"]),
        customers=route["harmed_customers"],
        value=_money(route["value"], material.numbers),
        caveats=(Caveat("associated"), Caveat("counted_on_every_route")),
        evidence=_evidence(sample, material.options),
        facts={**told, **{name: route[name] for name in _TOLD_OF_ROUTE}},
    )


_TOLD_OF_ROUTE = ("handoffs", "harmed_handoffs", "harmed_cases", "ping_pongs", "hours", "rule", "rule_cases")


def _by_rank(row: Row) -> int:
    return int(row["rank"])


def _groups(dimension: str, material: Material) -> list[Finding]:
    """Topics, or segments with the same mix of topics, whose rate is clearly above that of all."""
    rates = material.rates.of_month(material.options.month)
    compared = rates.compared(lambda cell: str(getattr(cell, dimension)), by_topic=dimension != "topic")
    touched = {row["group"]: row for row in material.rows["touched"] if row["dimension"] == dimension}
    smallest = material.options.smallest_group
    above = [one for one in compared if one.stands_out and touched[one.group]["hurt"] >= smallest]
    above = [one for one in above if one.group != NOT_RECORDED]
    above.sort(key=lambda one: (-(one.observed - one.expected), one.group))
    return [_group(dimension, one, touched[one.group], material) for one in above[: material.options.most_findings]]


def _group(dimension: str, one: Comparison, touched: Row, material: Material) -> Finding:
    adjusted = (Caveat("adjusted_by_topic"),) if dimension == "segment" else ()
    return Finding(
        insight=NAME,
        subject=Subject(dimension, one.group, one.group),
        tone="hurt",
        month=material.month,
        measure=Measure("runaround_ratio", one.ratio, "times as expected", one.n, one.interval),
        customers=touched["hurt"],
        value=_money(touched["value"], material.numbers),
        caveats=(Caveat("associated"), *adjusted),
        evidence=_evidence(
            [row for row in material.rows["cases"] if row[dimension] == one.group],
            material.options,
            f" --by {dimension}",
        ),
        facts={
            "runaround_cases": one.observed,
            "expected_cases": one.expected,
            "rate": 100 * one.observed / one.n,
            "hours": touched["hours"],
        },
    )


def _caveats(numbers: Numbers) -> tuple[Caveat, ...]:
    caveats = [Caveat("associated")]
    if numbers["linked_only_cases"]:
        caveats.append(Caveat("linked_cases", {"cases": numbers["linked_only_cases"]}))
    if numbers["shared_accounts"]:
        caveats.append(Caveat("shared_accounts_not_linked", {"customers": numbers["shared_accounts"]}))
    if numbers["reported_handoffs"] is not None and numbers["reported_handoffs"] != numbers["handoffs"]:
        counts = {"visible": numbers["handoffs"], "reported": numbers["reported_handoffs"]}
        caveats.append(Caveat("visible_handoffs_used", counts))
    if numbers["legitimate_handoffs"]:
        caveats.append(Caveat("legitimate_left_out", {"handoffs": numbers["legitimate_handoffs"]}))
    if numbers["cases_without_holder"] > (1 - HOLDERS_KNOWN) * numbers["cases"]:
        caveats.append(Caveat("holder_unknown", {"cases": numbers["cases_without_holder"]}))
    return tuple(caveats)


def _evidence(cases: list[Row], options: Options, further: str = "") -> Evidence:
    """The first cases, their customers, and the command that lists them all."""
    few = cases[: options.most_evidence]
    customers = sorted({row["customer_id"] for row in few if row["customer_id"] is not None})
    month = f" --month {options.month}" if options.month else ""
    return Evidence(tuple(row["case_id"] for row in few), tuple(customers), f"hero insight {NAME}{month}{further}")


def _money(value: float | None, numbers: Numbers) -> Money | None:
    return Money(value, numbers["currency"]) if value is not None and numbers["currency"] else None
