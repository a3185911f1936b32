"""The hand-over network as a picture one can walk: teams lead to their routes, lines to the cases behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from customerhero.charts import LARGE, Lead, Leads, css_palette, network
from customerhero.findings import Picture
from customerhero.web.friction.columns import route_url
from customerhero.web.look.words import words_now
from customerhero.wording import formats

Row = Mapping[str, Any]


def network_of(routes: Sequence[Row], names: Mapping[str, str], month: str) -> str:
    """The network of excess hand-offs as an SVG: routes meant to be are left out, those that harm stand out."""
    shown = [row for row in routes if not row["legitimate"]]
    named = _unmistakable({team for row in shown for team in (row["from"], row["to"])}, names)
    rows = tuple((named[row["from"]], named[row["to"]], row["handoffs"]) for row in shown)
    harmful = frozenset((named[row["from"]], named[row["to"]]) for row in shown if row["harmed_cases"])
    picture = Picture("flows", "handover_network", ("from", "to", "handoffs"), rows)
    return network(picture, css_palette(), "hurt", harmful, _leads(shown, named, month), LARGE)


def _unmistakable(teams: set[str], names: Mapping[str, str]) -> dict[str, str]:
    """What each team is called; two of one name have their id beside it."""
    called = [names.get(team, team) for team in teams]
    return {
        team: f"{names[team]} ({team})" if called.count(names.get(team, team)) > 1 else names.get(team, team)
        for team in teams
    }


def _leads(routes: Sequence[Row], named: Mapping[str, str], month: str) -> Leads:
    teams = {named[team]: _team(named[team], month) for row in routes for team in (row["from"], row["to"])}
    ways = {(named[row["from"]], named[row["to"]]): _way(row, named, month) for row in routes}
    return Leads(teams, ways)


def _team(name: str, month: str) -> Lead:
    words = gettext("Routes from and to %(team)s") % {"team": name}
    return Lead(f"?{urlencode({'month': month, 'routes.q': name})}#table-routes", words)


def _way(row: Row, named: Mapping[str, str], month: str) -> Lead:
    told = {"from": named[row["from"]], "to": named[row["to"]], "n": _written(row["handoffs"])}
    words = ngettext(
        "From %(from)s to %(to)s: %(n)s hand-off", "From %(from)s to %(to)s: %(n)s hand-offs", row["handoffs"]
    )
    harmed = row["harmed_cases"]
    if harmed:
        told["harmed"] = _written(harmed)
        words += ngettext(", %(harmed)s case with a runaround", ", %(harmed)s cases with a runaround", harmed)
    return Lead(route_url(row["from"], row["to"], month), words % told)


def _written(number: int) -> str:
    return formats.number(number, words_now().locale, 0)
