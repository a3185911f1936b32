"""Routes and ping-pong pairs as tables: which hand-offs, how many, whom they touch and what they cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from customerhero.facts.collect import Row
from customerhero.findings import Table
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.rates import counted_as_few
from customerhero.insight.runaround.options import Options

ROUTE_COLUMNS = (
    "from", "to", "handoffs", "cases", "customers", "share", "legitimate", "harmed_cases", "hours", "value",
)  # fmt: skip
PING_PONG_COLUMNS = ("a", "b", "path", "ping_pongs", "cases", "customers")
PROPOSAL_COLUMNS = ("topic", "first", "from", "to", "cases", "cases_on_route", "share", "hours", "hours_otherwise")
ENOUGH_OTHERS = 5

Route = tuple[str, str]


def route_rows(rows: Mapping[str, list[Row]], options: Options) -> list[Row]:
    """Every route that may be shown, with its harm, value and rule, the busiest first; none when persons hold cases.

    A route is about systems: it is shown when customers enough stand behind it, however small its teams are, unless
    `smallest_team` says otherwise.
    """
    if options.holder == "person":
        return []
    harm = {route_of(row): row for row in rows["harmed"]}
    value = {route_of(row): row["value"] for row in rows["harmed_value"]}
    rules = _foremost_rules(rows, options)
    shown = _enough_customers(rows["routes"], "customers", large_teams_of(rows), options)
    merged = [
        {**_NO_HARM, **row, **harm.get(route_of(row), {}), "value": value.get(route_of(row)), **rules[route_of(row)]}
        for row in shown
    ]
    return sorted(merged, key=lambda row: (-row["handoffs"], route_of(row)))


def route_of(row: Row) -> Route:
    """The route of a row: from whom, to whom."""
    return row["previous"], row["holder"]


def large_teams_of(rows: Mapping[str, list[Row]]) -> frozenset[str] | None:
    """The teams large enough to be told about; None where all are."""
    return frozenset(row["team"] for row in rows["large"]) if "large" in rows else None


def route_table(routes: list[Row], handoffs: int, options: Options) -> Table:
    """The routes, the busiest first: `share` of all hand-offs in per cent, `hours` and `value` of the cases harmed.

    `harmed_cases`, `hours` and `value` are None where too few customers were harmed to tell.
    """
    told = [
        {
            **route,
            **_harm_told(route, options),
            "from": route["previous"],
            "to": route["holder"],
            "share": 100 * route["handoffs"] / handoffs,
            "legitimate": route_of(route) in options.legitimate,
        }
        for route in routes
    ]
    return Table.of(told, ROUTE_COLUMNS)


def ping_pong_table(routes: list[Row], options: Options) -> Table:
    """The pairs a case goes to and fro between: a, b means a then b then a again."""
    there_and_back = [route for route in routes if route["ping_pongs"]]
    shown = _enough_customers(there_and_back, "ping_pong_customers", None, options)
    told = [
        {
            "a": route["holder"],
            "b": route["previous"],
            "path": f"{route['holder']}-{route['previous']}-{route['holder']}",
            "ping_pongs": route["ping_pongs"],
            "cases": route["ping_pong_cases"],
            "customers": route["ping_pong_customers"],
        }
        for route in shown
    ]
    return Table.of(sorted(told, key=lambda row: (-row["ping_pongs"], row["path"])), PING_PONG_COLUMNS)


def proposal_table(rows: list[Row], large: frozenset[str] | None, options: Options) -> Table:
    """Routes that look designed: by topic and the team that cases came to `first`, the share that takes them.

    `hours` of those cases and `hours_otherwise` of the others are there for who decides: one step more takes longer.
    """
    both: dict[tuple[str, str, str, str], dict[bool, Row]] = defaultdict(dict)
    for row in rows:
        both[row["topic"], row["first_holder"], row["previous"], row["holder"]][row["taken"]] = row
    shown = [
        (route, sides)
        for route, sides in sorted(both.items())
        if (large is None or {*route[1:]} <= large)
        and True in sides
        and sides[True]["customers"] >= options.smallest_group
    ]
    return Table.of(
        [_proposal(route, sides[True], _enough_others(sides.get(False), options)) for route, sides in shown],
        PROPOSAL_COLUMNS,
    )


_NO_HARM: Row = {"harmed_handoffs": 0, "harmed_cases": 0, "harmed_customers": 0, "hours": None}
_UNTOLD: Row = {"harmed_cases": None, "hours": None, "value": None}


def _harm_told(route: Row, options: Options) -> Row:
    return _UNTOLD if 0 < route["harmed_customers"] < options.smallest_group else {}


def _foremost_rules(rows: Mapping[str, list[Row]], options: Options) -> defaultdict[Route, Row]:
    """The rule most of a route's harmed cases name, where enough customers of a topic met it there."""
    counted: dict[tuple[Route, str], int] = defaultdict(int)
    for row in rows["named"]:
        if row["customers"] >= options.smallest_group:
            counted[route_of(row), row["rule_id"]] += row["cases"]
    foremost: defaultdict[Route, Row] = defaultdict(lambda: {"rule": None, "rule_cases": 0})
    for (route, rule), cases in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        if route not in foremost:
            foremost[route] = {"rule": rule, "rule_cases": cases}
    return foremost


def _enough_customers(routes: list[Row], column: str, large: frozenset[str] | None, options: Options) -> list[Row]:
    sizes = {route_of(row): row[column] for row in routes}
    if large is not None:
        sizes = counted_as_few(sizes, lambda route: {*route} <= large, options.smallest_group)
    hidden = hidden_groups(sizes, options.smallest_group)
    return [row for row in routes if route_of(row) not in hidden]


def _enough_others(other: Row | None, options: Options) -> Row | None:
    """Cases that did not take the route, without their hours where they are too few to tell."""
    if other is None or (other["cases"] >= ENOUGH_OTHERS and other["customers"] >= options.smallest_group):
        return other
    return {**other, "hours": None}


def _proposal(route: tuple[str, str, str, str], taken: Row, other: Row | None) -> Row:
    others = other["cases"] if other else 0
    total = taken["cases"] + others
    told = (*route, total, taken["cases"], 100 * taken["cases"] / total, taken["hours"])
    return dict(zip(PROPOSAL_COLUMNS, (*told, other["hours"] if other else None), strict=True))
