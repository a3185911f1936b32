"""The columns of the tables about losses, growth and retention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from customerhero.findings import Money
from customerhero.web.look.tables import Column
from customerhero.web.look.words import words_now
from customerhero.wording import formats

_ = gettext_lazy
Row = Mapping[str, Any]
TOGETHER: Final = "(others together)"
"""What the insight calls reasons that few gave, taken together."""


def to_autopsy(row: Row) -> str | None:
    """What happened to a customer who left."""
    return reverse("autopsy", args=[row["customer_id"]]) if row["customer_id"] else None


def to_customer(row: Row) -> str | None:
    """A customer's timeline."""
    return reverse("customer", args=[row["customer_id"]]) if row["customer_id"] else None


def reason_told(reason: str | None) -> str:
    """A reason, or a level of one, in the reader's language where it is one of ours."""
    ours = {TOGETHER: gettext("all others together"), "not recorded": gettext("not recorded")}
    text = ours.get(reason or "", reason or "–")
    return text.replace(" > ", " › ")


def told_money(name: str, currency: str | None) -> Callable[[Row], str]:
    """How a cell of money is told: in its currency, or as a plain figure where the facts name none."""

    def told(row: Row) -> str:
        value = row[name]
        if value is None:
            return formats.MISSING
        return formats.money(Money(value, currency), words_now().locale) if currency else formats.number(value)

    return told


def money(name: str, label: Any, currency: str | None) -> Column:
    """A column of amounts."""
    return Column(name, label, "money", told=told_money(name, currency))


def _rate(prefix: str = "lost_") -> tuple[Column, ...]:
    return (
        Column(f"{prefix}per_100", _("Per 100"), "number"),
        Column(f"{prefix}low", _("Surely above"), "number"),
        Column(f"{prefix}high", _("Surely below"), "number"),
    )


def month_columns(currency: str | None) -> tuple[Column, ...]:
    """By month: customers at its start, lost, the share, and what they were worth."""
    return (
        Column("month", _("Month"), "month"),
        Column("customers_at_start", _("Customers at its start"), "whole"),
        Column("lost", _("Lost"), "whole"),
        *_rate(),
        money("value_lost", _("Value lost"), currency),
    )


def reason_columns(level: int, currency: str | None) -> tuple[Column, ...]:
    """Reasons down to a level: how many gave them, what those were worth, and what could have been avoided."""
    names = (("domain", _("Reason")), ("cause", _("Cause")), ("detail", _("Detail")))[:level]
    return (
        *(Column(name, label, told=_told_level(name)) for name, label in names),
        Column("customers", _("Customers"), "whole"),
        Column("per_100", _("Of all lost"), "percent"),
        money("value", _("Value lost"), currency),
        Column("avoidable", _("Avoidable"), "whole"),
        Column("avoidable_of", _("Of those judged"), "whole"),
    )


def _told_level(name: str) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        return reason_told(row[name])

    return told


def group_columns(name: str, label: Any, currency: str | None) -> tuple[Column, ...]:
    """Groups: customers, lost among them, the share with its interval, and what they were worth."""
    return (
        Column(name, label),
        Column("customers", _("Customers"), "whole"),
        Column("lost", _("Lost"), "whole"),
        *_rate(),
        money("value_lost", _("Value lost"), currency),
    )


BEFORE: Final = (Column("sign", _("Before they left")), Column("lost", _("Lost customers"), "whole"), *_rate())
"""What the days before the end held, of those lost."""


def rule_columns(currency: str | None) -> tuple[Column, ...]:
    """Rules named before the end."""
    first, *rest = group_columns("rule", _("Rule"), currency)
    return (first, Column("name", _("What it says")), *rest)


def lost_columns(currency: str | None) -> tuple[Column, ...]:
    """Those who left, each leading to what happened."""
    return (
        Column("customer_id", _("Customer"), "id", link=to_autopsy),
        Column("name", _("Name"), link=to_autopsy),
        Column("segment", _("Segment"), choices=True),
        Column("left_at", _("Left"), "day"),
        Column("stated", _("Reason given"), told=lambda row: reason_told(row["stated"])),
        Column("root", _("Reason behind it"), told=lambda row: reason_told(row["root"])),
        Column("avoidable", _("Avoidable"), "flag"),
        money("value", _("Value"), currency),
    )


def silent_columns(currency: str | None) -> tuple[Column, ...]:
    """Those who stopped coming and told nobody."""
    return (
        Column("customer_id", _("Customer"), "id", link=to_customer),
        Column("segment", _("Segment"), choices=True),
        Column("silent_days", _("Days of silence"), "whole"),
        Column("usual_gap_days", _("Usual days between"), "number"),
        money("silent_value", _("Value a year"), currency),
    )


def bridge_columns(currency: str | None) -> tuple[Column, ...]:
    """The value bridge of each month: start, what came and went, end, and what is left over."""
    parts = (
        ("start", _("Start")),
        ("new", _("New")),
        ("won_back", _("Won back")),
        ("up", _("Up")),
        ("down", _("Down")),
        ("lost", _("Lost")),
        ("end", _("End")),
        ("unreconciled", _("Left over")),
    )
    return (
        Column("month", _("Month"), "month"),
        *(money(name, label, currency) for name, label in parts),
        Column("customers_new", _("New customers"), "whole"),
        Column("customers_lost", _("Lost customers"), "whole"),
        Column("replacement_ratio", _("Replacement"), "number"),
    )


def segment_growth_columns(currency: str | None) -> tuple[Column, ...]:
    """Net revenue retention by segment, with the bridge's ends."""
    return (
        Column("segment", _("Segment")),
        Column("customers", _("Customers"), "whole"),
        Column("nrr", _("Revenue kept"), "percent"),
        Column("nrr_low", _("Surely above"), "percent"),
        Column("nrr_high", _("Surely below"), "percent"),
        money("start", _("Start"), currency),
        money("end", _("End"), currency),
        Column("replacement_ratio", _("Replacement"), "number"),
    )


KEPT: Final = (
    Column("segment", _("Segment")),
    Column("customers", _("Customers"), "whole"),
    Column("lost", _("Lost"), "whole"),
    Column("kept_12", _("Kept after a year"), "percent"),
    Column("kept_12_low", _("Surely above"), "percent"),
    Column("kept_12_high", _("Surely below"), "percent"),
    Column("kept_24", _("After two years"), "percent"),
    Column("median_months", _("Half are gone after (months)"), "number"),
    Column("expected_months", _("Months kept on average"), "number"),
    Column("expected_over_months", _("Within (months)"), "number"),
)
CURVE_POINTS: Final = (
    Column("segment", _("Segment"), choices=True),
    Column("months_kept", _("Months"), "whole"),
    Column("at_risk", _("Still watched"), "whole"),
    Column("kept_per_100", _("Kept"), "percent"),
    Column("low", _("Surely above"), "percent"),
    Column("high", _("Surely below"), "percent"),
)
