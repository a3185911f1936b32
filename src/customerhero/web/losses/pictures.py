"""The pictures of losses, drawn when a run is made: the trend of those lost, and how long customers stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from customerhero.findings import Answer, Picture

TREND: Final = "losses-trend"
CURVE: Final = "losses-curve"
CURVES: Final = "losses-curves"
FEWEST_MONTHS: Final = 2
FEWEST_AT_RISK: Final = 10
"""A curve ends where fewer are still watched: a step of one customer would look like news."""


def pictures_of_losses(answer: Answer, names: Mapping[str, str]) -> dict[str, Picture | str]:  # noqa: ARG001  # runs' shape
    """Customers lost of 100, by month; none before there are two months of it."""
    months = answer.tables["months"].records()
    rows = _chosen(months, ("month", "lost_per_100", "lost_low", "lost_high"))
    if len(rows) < FEWEST_MONTHS:
        return {}
    return {TREND: Picture("trend", "lost_per_100", ("month", "rate", "low", "high"), rows)}


def pictures_of_retention(answer: Answer, names: Mapping[str, str]) -> dict[str, Picture | str]:  # noqa: ARG001
    """The curve of everybody, and a curve a segment, each with its band."""
    everybody = _watched(answer.tables["curve"].records())
    by_segment = _watched(answer.tables["curves"].records())
    drawn: dict[str, Picture | str] = {}
    if everybody:
        rows = _chosen(everybody, ("months_kept", "kept_per_100", "low", "high"))
        drawn[CURVE] = Picture("curves", "kept", ("months", "value", "low", "high"), rows)
    if by_segment:
        rows = _chosen(by_segment, ("segment", "months_kept", "kept_per_100", "low", "high"))
        drawn[CURVES] = Picture("curves", "kept by segment", ("segment", "months", "value", "low", "high"), rows)
    return drawn


def _watched(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["at_risk"] >= FEWEST_AT_RISK]


def _chosen(rows: list[dict[str, Any]], columns: Sequence[str]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row[name] for name in columns) for row in rows)
