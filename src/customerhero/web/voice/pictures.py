"""The pictures of voice, drawn when a run is made: the trend of each score with its interval as a band."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from customerhero.findings import Answer, Picture

FEWEST_MONTHS = 2


def pictures_of(answer: Answer, names: Mapping[str, str]) -> dict[str, Picture | str]:  # noqa: ARG001  # runs' shape
    """One picture a score; none before there are two months of it."""
    drawn: dict[str, Picture | str] = {}
    for row in answer.tables["measures"].records():
        measure = str(row["measure"])
        drawn |= _trend(measure, answer.tables["months"].records())
    return drawn


def trend_name(measure: str) -> str:
    """What the picture of a score's trend is stored as."""
    return f"voice-trend-{slugify(measure)}"


def _trend(measure: str, months: list[dict[str, Any]]) -> dict[str, Picture | str]:
    columns = ("month", "value", "low", "high")
    rows = tuple(tuple(row[name] for name in columns) for row in months if row["measure"] == measure)
    known = [row for row in rows if row[1] is not None]
    return {trend_name(measure): Picture("trend", measure, columns, rows)} if len(known) >= FEWEST_MONTHS else {}
