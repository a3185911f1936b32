"""Drawings: the same finding is drawn the same, whatever was drawn before it."""

from __future__ import annotations

from customerhero.findings import Finding, Measure, Picture, Subject
from customerhero.reports.drawings import drawing_for_paper


def test_a_drawing_is_the_same_each_time() -> None:
    groups = (("Invoice", 100, 5.0, 3.0, 8.0), ("Repair", 200, 9.0, 6.0, 12.0))
    bars = Picture("bars", "runaround_rate", ("group", "cases", "rate", "low", "high"), groups)
    measure = Measure("runaround_rate", 9.0, "per 100 cases", 200)
    finding = Finding("runaround", Subject("topic", "Repair", "Repair"), "hurt", "2026-10", measure, 18, picture=bars)
    first = drawing_for_paper(finding)
    assert 'id="clip0"' in first
    assert drawing_for_paper(finding) == first
