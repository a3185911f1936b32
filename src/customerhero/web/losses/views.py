"""The pages of losses: how many and why, growth that adds up, how long customers stay, and whom we lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customerhero.web.doors import door
from customerhero.web.look.tables import Column, TableView, shown_table
from customerhero.web.losses import columns, growing, volume
from customerhero.web.losses.may import SEE_LOSSES
from customerhero.web.losses.pictures import CURVE, CURVES, TREND
from customerhero.web.runs.insight_pages import Answered, insight_page
from customerhero.web.runs.reading import drawing_of, findings_of
from customerhero.wording.phrases import WHOLE


@door(SEE_LOSSES)
@require_GET
def losses(request: HttpRequest) -> HttpResponseBase:
    """How many, what they were worth, and why."""
    return insight_page(request, "losses", "losses/losses.html", _losses)


@door(SEE_LOSSES)
@require_GET
def growth(request: HttpRequest) -> HttpResponseBase:
    """Growth that adds up, and how much of it was earned."""
    return insight_page(request, "growth", "losses/growth.html", _growth)


@door(SEE_LOSSES)
@require_GET
def retention(request: HttpRequest) -> HttpResponseBase:
    """How long customers stay, with the range within which the truth lies."""
    return insight_page(request, "retention", "losses/retention.html", _retention)


@door(SEE_LOSSES)
@require_GET
def lost(request: HttpRequest) -> HttpResponseBase:
    """Whom we lost in the month, the most valuable first, each leading to what happened."""
    return insight_page(request, "losses", "losses/lost.html", _lost)


def _losses(told: Answered) -> dict[str, Any]:
    currency, reasons = told.numbers.get("currency"), told.rows("causes")
    change = told.asked.change_of(f"losses/{WHOLE}/all")
    return {
        **_findings(told, "losses"),
        "volume": volume.volume_of(told.rows("months"), told.asked.month, currency, change),
        "avoidable": volume.avoidable_of(told.numbers),
        "trend": drawing_of(told.asked.run, TREND),
        "reasons": volume.reasons_drawn(reasons, currency),
        "before": volume.before_drawn(told.numbers),
        **_tables_of_losses(told, currency),
    }


def _growth(told: Answered) -> dict[str, Any]:
    numbers, currency, segments = told.numbers, told.numbers.get("currency"), told.rows("segments")
    bridge, by_segment = columns.bridge_columns(currency), columns.segment_growth_columns(currency)
    return {
        **_findings(told, "growth"),
        "in_short": growing.in_short(numbers),
        "notes": growing.notes_of(numbers),
        "value": growing.value_bridge(numbers),
        "customers": growing.customer_bridge(numbers),
        "kept": growing.kept_revenue(numbers, int(numbers.get("customers_start") or 0)),
        "drawing": growing.segments_drawn(segments, numbers.get("nrr")),
        "months": shown_table(told.request, "months", bridge, told.rows("months")[::-1], _("Month by month")),
        "segments": shown_table(told.request, "segments", by_segment, segments, _("By segment")),
    }


def _retention(told: Answered) -> dict[str, Any]:
    points, groups = columns.CURVE_POINTS, columns.KEPT
    return {
        **_findings(told, "retention"),
        "curve": drawing_of(told.asked.run, CURVE),
        "curves": drawing_of(told.asked.run, CURVES),
        "groups": shown_table(told.request, "groups", groups, told.rows("groups"), _("By segment")),
        "points": shown_table(told.request, "points", points, told.rows("curves"), _("The curves, month by month")),
    }


def _lost(told: Answered) -> dict[str, Any]:
    currency = told.numbers.get("currency")
    left, silent = columns.lost_columns(currency), columns.silent_columns(currency)
    return {
        "listed": shown_table(told.request, "lost", left, told.rows("listed_customers"), _("Customers who left")),
        "silent": shown_table(told.request, "silent", silent, told.rows("silent_customers"), _("Silent customers")),
    }


def _findings(told: Answered, insight: str) -> dict[str, Any]:
    found = findings_of(told.asked.run, insight)
    return {"findings": found, "first": found[0].finding if found else None}


def _tables_of_losses(told: Answered, currency: str | None) -> dict[str, TableView]:
    def shown(name: str, table: str, own: tuple[Column, ...], caption: Any) -> TableView:
        return shown_table(told.request, name, own, told.rows(table), caption)

    before = volume.before_rows(told.numbers)
    by_segment = columns.group_columns("segment", _("Segment"), currency)
    return {
        "months": shown("months", "months", columns.month_columns(currency), _("Month by month")),
        "given": shown("given", "reasons", columns.reason_columns(3, currency), _("Reasons given")),
        "behind": shown("behind", "root_reasons", columns.reason_columns(3, currency), _("Reasons behind them")),
        "segments": shown("segments", "segments", by_segment, _("By segment")),
        "rules": shown("rules", "rules", columns.rule_columns(currency), _("Rules named before they left")),
        "before_rows": shown_table(told.request, "before", columns.BEFORE, before, _("What came before")),
    }
