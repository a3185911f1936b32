"""What stands out in the runaround: the rate itself, and routes, topics and segments that are worse than others."""

from __future__ import annotations

from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Caveat, Finding, Look, Measure, Picture, Subject
from customerhero.findings.adjustment import Comparison
from customerhero.findings.against import Against
from customerhero.findings.finding import Change, Tone
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.standing_out import (
    LOOKED_BACK,
    Counted,
    above,
    beyond,
    looks_of,
    told_of,
    with_all_others,
)
from customerhero.insight.runaround.material import Material, Numbers
from customerhero.insight.runaround.options import NAME
from customerhero.insight.runaround.routes import route_of
from customerhero.insight.runaround.ways import JudgedRoute, judged_routes, leading_rule, leading_way

HOLDERS_KNOWN = 0.95
HALF = 50.0
TOPICS, SEGMENTS, ROUTES = 0.5, 0.25, 0.25
"""What topics, segments and routes have of the budget of errors."""


def findings_of(material: Material) -> tuple[tuple[Finding, ...], tuple[Look, ...]]:
    """The organisation, routes, topics, segments, and every look; none before enough customers were passed around."""
    topics, segments = _compared("topic", material), _compared("segment", material)
    routes = judged_routes(topics, material)
    looks = [
        *looks_of(NAME, "topic", topics, TOPICS),
        *looks_of(NAME, "segment", segments, SEGMENTS),
        *(Look(route.key, "hurt", route.chance, ROUTES / len(routes)) for route in routes),
    ]
    if material.numbers["customers_hurt"] < material.options.smallest_group:
        return (), tuple(looks)
    stands = beyond(looks)
    groups = [
        *_groups("topic", above(NAME, "topic", topics, stands), material),
        *_groups("segment", above(NAME, "segment", segments, stands), material),
    ]
    return (_overall(material), *_routes(routes, stands, material), *groups), tuple(looks)


def _compared(dimension: str, material: Material) -> list[Comparison]:
    """Each known topic with all others, or each segment with all others that have the same mix of topics."""
    now = Counted(material.compared, material.rows["touched"])
    recent = Counted(material.astray.of_last(LOOKED_BACK, material.options.month), material.rows["recent"])
    compared = with_all_others(dimension, "hit", now, recent)
    return [one for one in compared if one.group != NOT_RECORDED]


def _overall(material: Material) -> Finding:
    numbers, months = material.numbers, material.tables["months"]
    change = material.rates.change(material.options.month)
    return Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone=_tone_of_all(change, material),
        month=material.month,
        measure=rate_per_100("runaround_rate", numbers["runaround_cases"], numbers["cases"]),
        customers=numbers["customers_hurt"],
        value=material.money(numbers["value"]),
        change=change,
        caveats=_caveats(numbers),
        evidence=material.evidence(material.rows["cases"]),
        picture=Picture("trend", "runaround_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in _TOLD},
    )


_TOLD = ("runaround_cases", "cases", "handoffs", "ping_pongs", "returns", "hours", "excess_handoffs", "holder")


def _tone_of_all(change: Change | None, material: Material) -> Tone:
    """Most cases passed around are no alarm where most of them go the way that their work is designed to go."""
    worse = change is not None and change.verdict == "worse"
    astray = material.compared.measure("astray").interval
    return "hurt" if worse or (astray is not None and astray.low > HALF) or not _most(material) else "neutral"


def _most(material: Material) -> bool:
    low = material.numbers["rate_low"]
    return low is not None and low > HALF


def _routes(routes: list[JudgedRoute], stands: frozenset[str], material: Material) -> list[Finding]:
    """Routes that stand out hurt; others whose cases surely took longer are worth knowing. The costliest first."""
    enough = [one for one in routes if one.row["harmed_customers"] >= material.options.smallest_group]
    told = [one for one in enough if one.key in stands or (one.cost is not None and one.cost.interval.low > 0)]
    told.sort(key=lambda one: (one.key not in stands, -(one.row["hours"] or 0), -(one.row["value"] or 0), one.key))
    return [
        _route(one, one.against if one.key in stands else None, material)
        for one in told[: material.options.most_findings]
    ]


def _route(one: JudgedRoute, against: Against | None, material: Material) -> Finding:
    row, (start, end) = one.row, route_of(one.row)
    names = {"from": material.team(start), "to": material.team(end), "rule_name": material.rule(row["rule"])}
    sample = sorted((case for case in material.rows["sample"] if route_of(case) == (start, end)), key=_by_rank)
    return Finding(
        insight=NAME,
        subject=Subject("route", f"{start}>{end}", f"{names['from']} > {names['to']}"),
        tone="hurt" if against else "neutral",
        month=material.month,
        measure=rate_per_100("runaround_on_route", row["harmed_cases"], material.numbers["cases"]),
        customers=row["harmed_customers"],
        value=material.money(row["value"]),
        caveats=(Caveat("associated"), Caveat("counted_on_every_route")),
        evidence=material.evidence(sample),
        facts={
            **names,
            **{name: row[name] for name in _TOLD_OF_ROUTE},
            **_told_of_cost(one),
            **(against.told() if against else {}),
        },
    )


_TOLD_OF_ROUTE = ("handoffs", "harmed_handoffs", "harmed_cases", "ping_pongs", "hours", "rule", "rule_cases")


def _told_of_cost(one: JudgedRoute) -> dict[str, Any]:
    """Hours that its cases took longer; not told where that is not sure."""
    if one.cost is None or one.cost.interval.low <= 0:
        return {}
    return {"extra": one.cost.hours, "extra_low": one.cost.interval.low, "extra_high": one.cost.interval.high}


def _by_rank(row: Row) -> int:
    return int(row["rank"])


def _groups(dimension: str, standing: list[Comparison], material: Material) -> list[Finding]:
    """Topics, or segments with the same mix of topics, that stand out, of enough customers passed around."""
    touched = {row["group"]: row for row in material.rows["touched"] if row["dimension"] == dimension}
    found = [one for one in standing if touched[one.group]["hurt"] >= material.options.smallest_group]
    return [_group(dimension, one, touched[one.group], material) for one in found[: material.options.most_findings]]


def _group(dimension: str, one: Comparison, touched: Row, material: Material) -> Finding:
    adjusted = (Caveat("adjusted_by_topic"),) if dimension == "segment" else ()
    cases = [row for row in material.rows["cases"] if row[dimension] == one.group and row["astray"]]
    return Finding(
        insight=NAME,
        subject=Subject(dimension, one.group, one.group),
        tone="hurt",
        month=material.month,
        measure=Measure("runaround_rate", one.rate, "per 100 cases", one.n, one.rate_interval),
        customers=touched["hurt"],
        value=material.money(touched["value"]),
        caveats=(Caveat("associated"), *adjusted, *_left_out(dimension, one.group, material)),
        evidence=material.evidence(cases, f" --by {dimension}"),
        facts={"runaround_cases": one.hits, "hours": touched["hours"]}
        | told_of(one)
        | (_where(one.group, material) if dimension == "topic" else {}),
    )


def _where(topic: str, material: Material) -> dict[str, Any]:
    """The two teams between which most of its cases went astray, and the rule they name."""
    way = leading_way(topic, material)
    if way is None:
        return {}
    rule = leading_rule(way, material)
    start, end = route_of(way)
    told = {"from": material.team(start), "to": material.team(end), "way_cases": way["cases"]}
    if rule is None:
        return told
    return told | {"rule": rule["rule_id"], "rule_name": material.rule(rule["rule_id"]), "rule_cases": rule["cases"]}


def _left_out(dimension: str, group: str, material: Material) -> tuple[Caveat, ...]:
    """Runarounds that only linked cases make are told, and never make a finding."""
    cells = [cell for cell in material.rows["cells"] if cell[dimension] == group]
    linked = sum(cell["linked_only"] or 0 for cell in _in_month(cells, material))
    return (Caveat("linked_left_out", {"cases": linked}),) if linked else ()


def _in_month(cells: list[Row], material: Material) -> list[Row]:
    of_month = {cell.month for cell in material.compared.cells}
    return [cell for cell in cells if cell["month"] in of_month]


def _caveats(numbers: Numbers) -> tuple[Caveat, ...]:
    caveats = [Caveat("associated")]
    if numbers["linked_only_cases"]:
        caveats.append(Caveat("linked_cases", {"cases": numbers["linked_only_cases"]}))
    designed = numbers["runaround_cases"] - numbers["linked_only_cases"] - numbers["astray_cases"]
    if designed:
        caveats.append(Caveat("designed_ways", {"cases": designed}))
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
