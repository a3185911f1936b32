"""Which preset brings which table: the remedy for a question that lacks its facts."""

from __future__ import annotations

from typing import Final

PRESETS: Final[dict[str, tuple[str, ...]]] = {
    "customers": ("customers", "stripe-subscriptions"),
    "revenue": ("revenue", "stripe-subscriptions"),
    "cases": ("servicenow-history", "zendesk-history", "jira-history", "intercom-history", "cfpb-complaints"),
    "events": ("servicenow-history", "zendesk-history", "jira-history", "intercom-history", "xes"),
    "feedback": ("feedback",),
}
"""Presets by the table they bring, the likeliest first."""


def remedy_for(table: str) -> str:
    """One sentence with the command that brings the table."""
    presets = PRESETS.get(table, ())
    if not presets:
        return f"Bring {table}: hero map FILE proposes a mapping for a file of yours."
    command = f"hero import FILE --map {presets[0]}"
    others = f" (or {', '.join(presets[1:])})" if presets[1:] else ""
    return f"Bring {table}: {command}{others}."
