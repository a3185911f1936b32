"""Findings that come without a picture get the one their answer's tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from customerhero.findings import Answer, Finding, Picture

MOST_WAYS: Final = 30


def illustrated(answer: Answer, names: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings of an answer; a route is shown within the hand-over network it is part of, teams by their names."""
    network = _network(answer, names)
    if network is None:
        return answer.findings
    return tuple(replace(finding, picture=network) if _wants(finding) else finding for finding in answer.findings)


def _wants(finding: Finding) -> bool:
    return finding.picture is None and finding.subject.kind == "route"


def _network(answer: Answer, names: Mapping[str, str]) -> Picture | None:
    table = answer.tables.get("network")
    if table is None or len(table.columns) != 3 or not table.rows:
        return None
    strongest = sorted(table.rows, key=lambda row: (-(row[2] or 0), str(row[0]), str(row[1])))[:MOST_WAYS]
    named = tuple((names.get(a, a), names.get(b, b), count) for a, b, count in strongest if a and b)
    return Picture("flows", "handover_network", table.columns, named)
