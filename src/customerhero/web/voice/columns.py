"""The columns of voice's tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from customerhero.web.look.tables import Column

_ = gettext_lazy
Row = Mapping[str, Any]
STANDINGS: Final = {"promoter": _("Promoters"), "passive": _("Passives"), "detractor": _("Detractors")}


def to_customer(row: Row) -> str | None:
    """A customer's timeline."""
    return reverse("customer", args=[row["customer_id"]]) if row["customer_id"] else None


SCORE: Final = (
    Column("measure", _("Score"), choices=True),
    Column("value", _("Value"), "number"),
    Column("n", _("n"), "whole"),
    Column("low", _("Surely above"), "number"),
    Column("high", _("Surely below"), "number"),
    Column("mean", _("Mean answer"), "number"),
)
MONTHS: Final = (
    Column("month", _("Month"), "month"),
    *SCORE,
    Column("verdict", _("Against the months before"), told=lambda row: _verdict(row["verdict"])),
)
ANSWERS: Final = (
    Column("measure", _("Score"), choices=True),
    Column("score", _("Answer"), "whole"),
    Column("answers", _("How often"), "whole"),
    Column("per_100", _("Of all"), "percent"),
)
MOVES: Final = (
    Column("from", _("Before"), told=lambda row: str(STANDINGS[row["from"]])),
    Column("to", _("Now"), told=lambda row: str(STANDINGS[row["to"]])),
    Column("customers", _("Customers"), "whole"),
)
RESPONSE: Final = (
    Column("segment", _("Segment")),
    Column("invited", _("Invited"), "whole"),
    Column("answered", _("Answered"), "whole"),
    Column("silent", _("Said nothing"), "whole"),
    Column("per_100", _("Per 100"), "number"),
    Column("low", _("Surely above"), "number"),
    Column("high", _("Surely below"), "number"),
)
COMMENTS: Final = (
    Column("happened_at", _("When"), "day"),
    Column("comment", _("What they said")),
    Column("score", _("Answer"), "whole", told=lambda row: _answer(row)),
    Column("metric", _("Question"), told=lambda row: str(row["metric"]).upper()),
    Column("segment", _("Segment")),
    Column("customer_id", _("Customer"), "id", link=to_customer),
)


def group_columns(dimension: str, label: Any, names: Mapping[str, str]) -> tuple[Column, ...]:
    """The scores of groups."""
    return (Column(dimension, label, told=lambda row: names.get(row[dimension], str(row[dimension]))), *SCORE)


def _answer(row: Row) -> str:
    told = {"score": row["score"], "most": row["scale_max"]}
    return gettext("%(score)s of %(most)s") % told


def _verdict(verdict: str | None) -> str:
    told = {
        "better": gettext("better"),
        "worse": gettext("worse"),
        "no detectable change": gettext("no detectable change"),
        "not enough data yet": gettext("not enough data yet"),
    }
    return told.get(verdict or "", "–")
