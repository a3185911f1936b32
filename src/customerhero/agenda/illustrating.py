"""Findings that come without a picture get the one their answer's tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from customerhero.findings import Answer, Finding, Picture, Table

MOST_WAYS: Final = 30
FEWEST_AT_RISK: Final = 10


def illustrated(answer: Answer, names: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings of an answer; a route is shown within the hand-over network it is part of, teams by their names.

    Curves are cut where fewer than ten are at risk.
    """
    return tuple(_legible(finding) for finding in _with_network(answer, names))


def _with_network(answer: Answer, names: Mapping[str, str]) -> tuple[Finding, ...]:
    table = answer.tables.get("network")
    if table is None or len(table.columns) != 3 or not table.rows:
        return answer.findings
    return tuple(
        replace(finding, picture=_network(table, finding, names)) if _wants(finding) else finding
        for finding in answer.findings
    )


def _wants(finding: Finding) -> bool:
    return finding.picture is None and finding.subject.kind == "route"


def _network(table: Table, finding: Finding, names: Mapping[str, str]) -> Picture:
    """The strongest ways, and the finding's own however weak it is."""
    ordered = sorted(table.rows, key=lambda row: (-(row[2] or 0), str(row[0]), str(row[1])))
    shown = [*ordered[:MOST_WAYS], *(row for row in ordered[MOST_WAYS:] if f"{row[0]}>{row[1]}" == finding.subject.id)]
    named = tuple((names.get(a, a), names.get(b, b), count) for a, b, count in shown if a and b)
    return Picture("flows", "handover_network", table.columns, named)


def _legible(finding: Finding) -> Finding:
    """Curves end where too few are still watched: a step of one customer would look like news."""
    picture = finding.picture
    if picture is None or picture.kind != "curves" or "n" not in picture.columns:
        return finding
    n = picture.columns.index("n")
    rows = tuple(row for row in picture.rows if row[n] is None or row[n] >= FEWEST_AT_RISK)
    return replace(finding, picture=replace(picture, rows=rows))
