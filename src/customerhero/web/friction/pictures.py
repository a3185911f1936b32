"""The pictures of friction, drawn when a run is made: the trend of each idea with its interval as a band."""

from __future__ import annotations

from collections.abc import Mapping

from customerhero.findings import Answer, Picture
from customerhero.web.friction.ideas import IDEAS

FEWEST_MONTHS = 2


def pictures_of(answer: Answer, names: Mapping[str, str]) -> dict[str, Picture | str]:  # noqa: ARG001  # runs' shape
    """The trend of an idea's rate; none before there are two months of it."""
    idea = next(idea for idea in IDEAS.values() if idea.insight == answer.insight)
    months = answer.tables["months"]
    if len(months.rows) < FEWEST_MONTHS:
        return {}
    columns = ("month", "rate", "low", "high")
    rows = tuple(tuple(row[name] for name in columns) for row in months.records())
    return {f"{idea.slug}-trend": Picture("trend", idea.measure, columns, rows)}
