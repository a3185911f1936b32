"""The columns of friction's tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from customerhero.findings import Money
from customerhero.web.look.tables import Column
from customerhero.web.look.words import words_now
from customerhero.wording import formats

_ = gettext_lazy
Row = Mapping[str, Any]
Names = Mapping[str, str]


def to_customer(row: Row) -> str | None:
    """A customer's timeline."""
    return reverse("customer", args=[row["customer_id"]]) if row["customer_id"] else None


def route_columns(
    names: Names, month: str, currency: str | None, declared: Collection[tuple[str, str]]
) -> tuple[Column, ...]:
    """Routes: from whom to whom, how many hand-offs, whom they harmed and what that cost.

    `declared` are those that stand now: one the run did not know yet counts as meant from the next run on.
    """
    to_route = _route_link(month)
    return (
        Column("from", _("From"), link=to_route, told=lambda row: names.get(row["from"], row["from"])),
        Column("to", _("To"), link=to_route, told=lambda row: names.get(row["to"], row["to"])),
        Column("handoffs", _("Hand-offs"), "whole"),
        Column("cases", _("Cases"), "whole"),
        Column("customers", _("Customers"), "whole"),
        Column("harmed_cases", _("Runarounds"), "whole"),
        Column("hours", _("Extra hours"), "whole"),
        Column("value", _("Revenue"), "money", told=told_money("value", currency)),
        Column(
            "legitimate",
            _("Meant to be"),
            "flag",
            link=lambda row: f"{to_route(row)}#meant",
            told=_told_meant(declared),
        ),
    )


PING_PONGS: Final = (
    Column("path", _("There and back")),
    Column("ping_pongs", _("Ping-pongs"), "whole"),
    Column("cases", _("Cases"), "whole"),
    Column("customers", _("Customers"), "whole"),
)
RUNAROUND_CASES: Final = (
    Column("case_id", _("Case"), "id", link=to_customer),
    Column("customer_id", _("Customer"), "id", link=to_customer),
    Column("topic", _("Topic"), choices=True),
    Column("segment", _("Segment"), choices=True),
    Column("handoffs", _("Hand-offs"), "whole"),
    Column("owners", _("Owners"), "whole"),
    Column("ping_pongs", _("Ping-pongs"), "whole"),
    Column("returns", _("Returns"), "whole"),
    Column("linked_owners", _("Owners, linked"), "whole"),
    Column("clock_hours", _("Hours"), "whole"),
    Column("excess_hours", _("Extra hours"), "whole"),
)
ROUTE_CASES: Final = (
    Column("case_id", _("Case"), "id", link=to_customer),
    Column("customer_id", _("Customer"), "id", link=to_customer),
    Column("topic", _("Topic")),
    Column("opened_at", _("Opened"), "day"),
    Column("times", _("Times on this route"), "whole"),
    Column("handoffs", _("Hand-offs in all"), "whole"),
    Column("returns", _("Returns"), "whole"),
)
FIGHTS: Final = (
    Column("case_id", _("Case"), "id", link=to_customer),
    Column("customer_id", _("Customer"), "id", link=to_customer),
    Column("topic", _("Topic"), choices=True),
    Column("segment", _("Segment"), choices=True),
    Column("refusals", _("Refusals"), "whole"),
    Column("repeats", _("Asked again"), "whole"),
    Column("after_escalation", _("After an escalation"), "flag"),
    Column("after_notice", _("After a notice to leave"), "flag"),
    Column("fought_hours", _("Hours from refusal to grant"), "whole"),
    Column("excess_hours", _("Extra hours"), "whole"),
)
LAST_RESORTS: Final = (
    Column("customer_id", _("Customer"), "id", link=to_customer),
    Column("segment", _("Segment"), choices=True),
    Column("failures", _("Failures"), "whole"),
    Column("contacts", _("Contacts"), "whole"),
    Column("refusals", _("Refusals"), "whole"),
    Column("days", _("Days before the first effort"), "whole"),
    Column("late_notice", _("Only after the notice"), "flag"),
    Column("late_failures", _("Only after many failures"), "flag"),
)
RECONTACTS: Final = (
    Column("case_id", _("Case"), "id", link=to_customer),
    Column("customer_id", _("Customer"), "id", link=to_customer),
    Column("topic", _("Topic"), choices=True),
    Column("hours_until", _("Hours until they came back"), "whole"),
)
BROKEN_PROMISES: Final = (
    Column("case_id", _("Case"), "id", link=to_customer),
    Column("customer_id", _("Customer"), "id", link=to_customer),
    Column("open_hours", _("Hours open"), "whole"),
)
LISTED: Final = {
    "runaround": (RUNAROUND_CASES, _("Cases passed around, the worst first")),
    "tug_of_war": (FIGHTS, _("Asks granted only after a fight, the hardest first")),
    "last_resort": (LAST_RESORTS, _("Customers kept only as a last resort, those who endured most first")),
    "recontact": (RECONTACTS, _("Cases that came back")),
    "promises": (BROKEN_PROMISES, _("Cases with a broken promise")),
}
"""By insight: the columns of those it happened to, and what the list is called."""
BY_HANDOFFS: Final = (
    Column("handoffs", _("Hand-offs of the case")),
    Column("promised", _("Cases with a promise"), "whole"),
    Column("broken", _("Broken"), "whole"),
    Column("rate", _("Per 100"), "number"),
    Column("low", _("Surely above"), "number"),
    Column("high", _("Surely below"), "number"),
)


def rule_columns(currency: str | None) -> tuple[Column, ...]:
    """Rules named in asks: how many were granted only after a fight, with interval, and what that cost."""
    return (
        Column("rule", _("Rule"), "id"),
        Column("name", _("What it says")),
        Column("asks", _("Asks that name it"), "whole"),
        Column("tugs", _("Granted after a fight"), "whole"),
        Column("rate", _("Per 100 asks"), "number"),
        Column("low", _("Surely above"), "number"),
        Column("high", _("Surely below"), "number"),
        Column("customers", _("Customers"), "whole"),
        Column("hours", _("Extra hours"), "whole"),
        Column("value", _("Revenue touched"), "money", told=told_money("value", currency)),
    )


def month_columns(hits: str, n: str) -> tuple[Column, ...]:
    """The trend: by month how many, of how many, the rate with its interval, and the rate at the same mix of topics."""
    return (
        Column("month", _("Month"), "month"),
        Column(hits, _("Found"), "whole"),
        Column(n, _("Of"), "whole"),
        Column("rate", _("Per 100"), "number"),
        Column("low", _("Surely above"), "number"),
        Column("high", _("Surely below"), "number"),
        Column("adjusted", _("With the same mix of topics"), "number"),
    )


def told_money(name: str, currency: str | None) -> Callable[[Row], str]:
    """How a cell of money is told: in its currency, or as a plain figure where the facts name none."""

    def told(row: Row) -> str:
        value = row[name]
        if value is None:
            return formats.MISSING
        return formats.money(Money(value, currency), words_now().locale) if currency else formats.number(value)

    return told


def _route_link(month: str) -> Callable[[Row], str]:
    def to_route(row: Row) -> str:
        return route_url(row["from"], row["to"], month)

    return to_route


def route_url(start: str, end: str, month: str) -> str:
    """The page of a route in a month."""
    return f"{reverse('route', args=[start, end])}?{urlencode({'month': month})}"


def _told_meant(declared: Collection[tuple[str, str]]) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        if (row["from"], row["to"]) in declared:
            return gettext("Meant to be") if row["legitimate"] else gettext("From the next run on")
        return gettext("Until the next run") if row["legitimate"] else gettext("Is it meant to be?")

    return told
