"""Routes as pages show them: the network, one route's figures, proposals, and a route's cases out of the lake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from customerhero.findings import Finding, Money
from customerhero.web.friction.columns import ROUTE_CASES, Names
from customerhero.web.friction.forms import RouteForm
from customerhero.web.friction.models import LegitimateRoute
from customerhero.web.friction.walking import network_of
from customerhero.web.look.tables import TableView, shown_table
from customerhero.web.runs.asked_month import AskedMonth
from customerhero.web.runs.drilling import LISTS
from customerhero.web.runs.reading import StoredAnswerOf, answer_of, findings_of, newest_run


@dataclass(frozen=True)
class ShownRoute:
    """A route's figures, its revenue with its currency, and the finding about it where there is one."""

    row: dict[str, Any]
    value: Money | None
    finding: Finding | None


@dataclass(frozen=True)
class Declared:
    """A declaration that stands, and what its teams are called."""

    said: LegitimateRoute
    start: str
    end: str


@dataclass(frozen=True)
class Proposal:
    """A route that looks designed, and the form that says so."""

    row: dict[str, Any]
    start: str
    end: str
    first: str
    form: RouteForm


def network_shown(answer: StoredAnswerOf | None, names: Names, month: str) -> str:
    """The hand-over network, drawn anew for each reader: a few lines, in the reader's language."""
    return network_of(answer.table("top_routes").records(), names, month) if answer else ""


def route_shown(asked: AskedMonth, start: str, end: str) -> ShownRoute | None:
    """The route's figures in the run of the month; None when they may not be told, or there are none."""
    answer = answer_of(asked.run, "runaround")
    if answer is None:
        return None
    rows = answer.table("top_routes").records()
    row = next((row for row in rows if (row["from"], row["to"]) == (start, end)), None)
    if row is None:
        return None
    currency = answer.numbers.get("currency")
    value = Money(row["value"], currency) if row["value"] is not None and currency else None
    found = (shown.finding for shown in findings_of(asked.run, "runaround"))
    return ShownRoute(row, value, next((one for one in found if one.subject.id == f"{start}>{end}"), None))


def is_known(start: str, end: str, month: str) -> bool:
    """Whether the run of a month told of the route, as taken or as proposed."""
    answer = answer_of(newest_run(month or None), "runaround")
    if answer is None:
        return False
    told = [*answer.table("top_routes").records(), *answer.table("proposals").records()]
    return any((row["from"], row["to"]) == (start, end) for row in told)


def declared_shown(names: Names) -> list[Declared]:
    """Every declaration that stands, the newest first."""
    standing = LegitimateRoute.objects.standing().select_related("by")
    return [Declared(each, names.get(each.from_team, each.from_team), names.get(each.to_team, each.to_team))
            for each in standing]  # fmt: skip


def proposals_shown(answer: StoredAnswerOf | None, names: Names, month: str) -> list[Proposal]:
    """The routes that most cases of a topic take, of those that came to the same team first."""
    rows = answer.table("proposals").records() if answer else []
    return [Proposal(row, *_named(row, names), _form(row, month)) for row in rows]


def cases_shown(request: HttpRequest, start: str, end: str, month: str) -> TableView | None:
    """The route's cases, read from the lake a page at a time; None without a lake."""
    from customerhero.web.friction.cases_of_route import KEY, cases_of_route  # noqa: PLC0415  # reads the lake
    from customerhero.web.look.tables.lakes import LakeRows  # noqa: PLC0415

    opened = LISTS.now()
    if opened is None:
        return None
    of = ("cases of a route", start, end, month, opened.state)
    rows = LakeRows(lambda: cases_of_route(opened.facts, start, end, month), ROUTE_CASES, KEY, of)
    return shown_table(request, "cases", ROUTE_CASES, rows, _("Cases on this route"), "-handoffs")


def _named(row: dict[str, Any], names: Names) -> tuple[str, str, str]:
    start, end, first = (names.get(row[name], row[name]) for name in ("from", "to", "first"))
    return start, end, first


def _form(row: dict[str, Any], month: str) -> RouteForm:
    reason = _("Most cases about %(topic)s take it.") % {"topic": row["topic"]}
    first = {"from_team": row["from"], "to_team": row["to"], "reason": reason, "month": month}
    return RouteForm(initial=first, auto_id=False)
