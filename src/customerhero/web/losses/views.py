"""The pages of losses: how many and why, growth that adds up, how long customers stay, and whom we lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customerhero.web.doors import door
from customerhero.web.look.tables import Column, TableView, shown_table
from customerhero.web.losses import columns, growing, volume
from customerhero.web.losses.may import SEE_LOSSES
from customerhero.web.losses.pictures import CURVE, CURVES, TREND
from customerhero.web.runs.asked_month import AskedMonth, asked_month
from customerhero.web.runs.reading import ShownFinding, StoredAnswerOf, answer_of, drawing_of, findings_of


@door(SEE_LOSSES)
@require_GET
def losses(request: HttpRequest) -> HttpResponseBase:
    """How many, what they were worth, and why."""
    asked, answer = _asked(request, "losses")
    if answer is None:
        return _lacking(request, asked, "losses")
    numbers, currency = answer.numbers, answer.numbers.get("currency")
    reasons = answer.table("causes").records()
    told = {
        "volume": volume.volume_of(answer.table("months").records(), asked.month, currency),
        "avoidable": volume.avoidable_of(numbers),
        "numbers": numbers,
        "findings": findings_of(asked.run, "losses"),
        "trend": drawing_of(asked.run, TREND),
        "reasons": volume.reasons_drawn(reasons, currency),
        "before": volume.before_drawn(numbers),
        **_tables_of_losses(request, answer, currency),
    }
    return _page(request, "losses", asked, told)


@door(SEE_LOSSES)
@require_GET
def growth(request: HttpRequest) -> HttpResponseBase:
    """Growth that adds up, and how much of it was earned."""
    asked, answer = _asked(request, "growth")
    if answer is None:
        return _lacking(request, asked, "growth")
    numbers, currency = answer.numbers, answer.numbers.get("currency")
    segments, months = answer.table("segments").records(), answer.table("months").records()[::-1]
    told = {
        "numbers": numbers,
        "in_short": growing.in_short(numbers),
        "value": growing.value_bridge(numbers),
        "customers": growing.customer_bridge(numbers),
        "kept": growing.kept_revenue(numbers, int(numbers.get("customers_start") or 0)),
        "drawing": growing.segments_drawn(segments, numbers.get("nrr")),
        "findings": findings_of(asked.run, "growth"),
        "months": shown_table(request, "months", columns.bridge_columns(currency), months, _("Month by month")),
        "segments": shown_table(
            request, "segments", columns.segment_growth_columns(currency), segments, _("By segment")
        ),
    }
    return _page(request, "growth", asked, told)


@door(SEE_LOSSES)
@require_GET
def retention(request: HttpRequest) -> HttpResponseBase:
    """How long customers stay, with the range within which the truth lies."""
    asked, answer = _asked(request, "retention")
    if answer is None:
        return _lacking(request, asked, "retention")
    points = answer.table("curves").records()
    told = {
        "numbers": answer.numbers,
        "curve": drawing_of(asked.run, CURVE),
        "curves": drawing_of(asked.run, CURVES),
        "findings": findings_of(asked.run, "retention"),
        "groups": shown_table(request, "groups", columns.KEPT, answer.table("groups").records(), _("By segment")),
        "points": shown_table(request, "points", columns.CURVE_POINTS, points, _("The curves, month by month")),
    }
    return _page(request, "retention", asked, told)


@door(SEE_LOSSES)
@require_GET
def lost(request: HttpRequest) -> HttpResponseBase:
    """Whom we lost in the month, the most valuable first, each leading to what happened."""
    asked, answer = _asked(request, "losses")
    if answer is None:
        return _lacking(request, asked, "losses")
    currency = answer.numbers.get("currency")
    listed, silent = answer.table("listed_customers").records(), answer.table("silent_customers").records()
    told = {
        "numbers": answer.numbers,
        "listed": shown_table(request, "lost", columns.lost_columns(currency), listed, _("Customers who left")),
        "silent": shown_table(request, "silent", columns.silent_columns(currency), silent, _("Silent customers")),
    }
    return _page(request, "lost", asked, told)


def _tables_of_losses(request: HttpRequest, answer: StoredAnswerOf, currency: str | None) -> dict[str, TableView]:
    def shown(name: str, table: str, own: tuple[Column, ...], caption: Any) -> TableView:
        return shown_table(request, name, own, answer.table(table).records(), caption)

    before = volume.before_rows(answer.numbers)
    by_segment = columns.group_columns("segment", _("Segment"), currency)
    return {
        "months": shown("months", "months", columns.month_columns(currency), _("Month by month")),
        "given": shown("given", "reasons", columns.reason_columns(3, currency), _("Reasons given")),
        "behind": shown("behind", "root_reasons", columns.reason_columns(3, currency), _("Reasons behind them")),
        "segments": shown("segments", "segments", by_segment, _("By segment")),
        "rules": shown("rules", "rules", columns.rule_columns(currency), _("Rules named before they left")),
        "before_rows": shown_table(request, "before", columns.BEFORE, before, _("What came before")),
    }


def _asked(request: HttpRequest, insight: str) -> tuple[AskedMonth, StoredAnswerOf | None]:
    asked = asked_month(request)
    return asked, answer_of(asked.run, insight)


def _lacking(request: HttpRequest, asked: AskedMonth, insight: str) -> HttpResponseBase:
    told = {"asked": asked, "lacking": asked.lacking(insight), "insight": insight, "page": insight}
    return render(request, "losses/lacking.html", told)


def _page(request: HttpRequest, page: str, asked: AskedMonth, told: dict[str, Any]) -> HttpResponseBase:
    files = [view.export for view in told.values() if isinstance(view, TableView) and view.export]
    findings: list[ShownFinding] = told.get("findings", [])
    told |= {"asked": asked, "page": page, "first": findings[0].finding if findings else None}
    return files[0] if files else render(request, f"losses/{page}.html", told)
