"""The tables beside an idea, each as its page asks for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customerhero.web.friction.columns import (
    BY_HANDOFFS,
    LISTED,
    PING_PONGS,
    Names,
    month_columns,
    route_columns,
    rule_columns,
)
from customerhero.web.friction.declaring import options_of_runaround
from customerhero.web.friction.screens import Screen
from customerhero.web.look.tables import TableView, shown_table


def lists_of(request: HttpRequest, screen: Screen, month: str, names: Names) -> dict[str, TableView]:
    """By name: the trend, those it happened to, and what else the idea has."""
    if screen.answer is None:
        return {}
    idea, records = screen.idea, screen.answer.table(screen.idea.listed).records()
    columns, caption = LISTED[idea.insight]
    trend = screen.answer.table("months").records()[::-1]
    return {
        "trend": shown_table(request, "trend", month_columns(idea.hits, idea.n), trend, _("Month by month")),
        **_further(request, screen, month, names),
        "listed": shown_table(request, "listed", columns, records, caption),
    }


def _further(request: HttpRequest, screen: Screen, month: str, names: Names) -> dict[str, TableView]:
    answer = screen.answer
    if answer is None:
        return {}
    currency = answer.numbers.get("currency")
    if answer.insight == "runaround":
        routes, pairs = answer.table("top_routes").records(), answer.table("top_ping_pongs").records()
        declared = options_of_runaround()["legitimate"]
        columns = route_columns(names, month, currency, declared)
        return {
            "routes": shown_table(request, "routes", columns, routes, _("Routes, the busiest first")),
            "pairs": shown_table(request, "pairs", PING_PONGS, pairs, _("There and back again")),
        }
    if answer.insight == "tug_of_war":
        rules = answer.table("rules").records()
        return {"rules": shown_table(request, "rules", rule_columns(currency), rules, _("Rules that are named"))}
    if answer.insight == "promises":
        by = answer.table("by_handoffs").records()
        return {"by": shown_table(request, "by", BY_HANDOFFS, by, _("Promises broken, by hand-offs of the case"))}
    return {}
