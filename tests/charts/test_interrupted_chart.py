"""The picture of an effect shows what was seen, and what would have been expected without the change."""

from __future__ import annotations

from typing import Any

import pytest

from customerhero.charts import chart, css_palette
from customerhero.findings import Picture
from customerhero.reports.drawings import drawing_for_page, drawing_for_paper
from customerhero.wording import picture_sentence
from tests.reports.sample import finding

COLUMNS = ("week", "observed", "fitted", "counterfactual", "low", "high", "n")


def rows(step: float = -8.0) -> tuple[tuple[Any, ...], ...]:
    """Two weeks before, one left out, one not told, three since."""
    since = tuple((f"2026-03-{day:02d}", 12.0, 20.0 + step, 20.0, 15.0, 25.0, 40) for day in (2, 9, 16))
    before = tuple((f"2026-02-{day:02d}", 21.0, 20.0, 20.0, 17.0, 23.0, 40) for day in (2, 9))
    left_out = (("2026-02-16", 30.0, None, 20.0, 16.0, 24.0, 40), ("2026-02-23", None, None, 20.0, 16.0, 24.0, None))
    return (*before, *left_out, *since)


def picture(step: float = -8.0) -> Picture:
    return Picture("trend", "effect_on_runaround", COLUMNS, rows(step))


def layers() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart(picture(), css_palette(), "good")["layer"]
    return found


def test_the_band_begins_with_the_change_and_the_rule_stands_there() -> None:
    band = next(layer for layer in layers() if layer["mark"]["type"] == "area")
    assert [row["week"] for row in band["data"]["values"]] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    rule = next(layer for layer in layers() if layer["mark"]["type"] == "rule")
    assert [row["week"] for row in rule["data"]["values"]] == ["2026-03-02"]


def test_the_level_jumps_and_weeks_left_out_are_hollow_points() -> None:
    lines = [layer for layer in layers() if layer["mark"]["type"] == "line" and "strokeDash" not in layer["mark"]]
    assert [len(line["data"]["values"]) for line in lines] == [2, 3]
    points = next(layer for layer in layers() if layer["mark"]["type"] == "point")["data"]["values"]
    assert [row["week"] for row in points if row["left"]] == ["2026-02-16"]
    assert len(points) == 6


@pytest.mark.parametrize("step", [-8.0, 0.0])
def test_it_is_drawn_for_the_page_and_for_paper(step: float) -> None:
    found = finding("effect", "change", "x", picture=picture(step))
    assert "var(--" in drawing_for_page(found, "f1")
    paper = drawing_for_paper(found)
    assert paper.startswith("<svg")
    assert "var(--" not in paper


def test_its_sentence_says_both_levels() -> None:
    told = picture_sentence(picture())
    assert "at the end about 12.0, where about 20.0 would be expected without the change" in told
