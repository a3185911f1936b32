"""Scores of segments, topics and teams beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customerhero.charts import Range, css_palette, ranges
from customerhero.web.look.tables import TableView, shown_table
from customerhero.web.look.words import words_now
from customerhero.web.runs.reading import StoredAnswerOf
from customerhero.web.voice.columns import group_columns
from customerhero.wording import formats

DIMENSIONS: Final = {
    "segment": (_("Segment"), _("By segment")),
    "topic": (_("Topic"), _("By topic")),
    "team": (_("Team"), _("By team that served them")),
}


@dataclass(frozen=True)
class ShownGroups:
    """One way to group: its heading, a picture a score, and the table of all."""

    heading: Any
    drawings: list[tuple[str, str]]
    """(score, SVG)."""
    view: TableView


def groups_of(request: HttpRequest, answer: StoredAnswerOf, names: Mapping[str, str]) -> list[ShownGroups]:
    """Every grouping that has groups large enough to be told about."""
    shown = []
    measures = {row["measure"]: row["value"] for row in answer.table("measures").records()}
    for dimension, (label, heading) in DIMENSIONS.items():
        rows = answer.table(f"{dimension}s").records()
        if rows:
            called = names if dimension == "team" else {}
            view = shown_table(request, f"{dimension}s", group_columns(dimension, label, called), rows, heading)
            drawings = [(name, _drawing(rows, dimension, called, name, whole)) for name, whole in measures.items()]
            shown.append(ShownGroups(heading, [pair for pair in drawings if pair[1]], view))
    return shown


def _drawing(
    rows: list[dict[str, Any]], dimension: str, called: Mapping[str, str], measure: str, whole: float | None
) -> str:
    """Two groups or more beside each other, the best first."""
    own = [row for row in rows if row["measure"] == measure and row["value"] is not None and row["low"] is not None]
    if len(own) < 2:
        return ""
    own.sort(key=lambda row: -row["value"])
    return ranges([_range(row, str(called.get(row[dimension], row[dimension]))) for row in own], css_palette(), whole)


def _range(row: dict[str, Any], label: str) -> Range:
    return Range(label, row["value"], row["low"], row["high"], formats.number(row["value"], words_now().locale, 1))
