"""Pictures become charts that say the same as their rows, in colours everybody can read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from customerhero.charts import DARK, LIGHT, chart, contrast, css_palette, network, sparkline
from customerhero.charts.columns import parts_of
from customerhero.charts.palette import READABLE, SEEN
from customerhero.findings import Picture
from customerhero.reports.drawings import drawing_for_page, drawing_for_paper
from customerhero.wording.languages import words_in
from tests.reports.sample import curves, finding, flows, reasons, trend

PICTURES = {"trend": trend("t", 3, 1), "bars": reasons(), "curves": curves(), "flows": flows()}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READABLE)
def test_text_can_be_read(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("drawn", "ground"), SEEN)
def test_lines_can_be_seen(scheme: dict[str, str], drawn: str, ground: str) -> None:
    assert contrast(scheme[drawn], scheme[ground]) >= 3


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_light_and_dark_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("kind", PICTURES)
def test_every_kind_is_drawn_with_variables_for_the_page_and_colours_for_paper(kind: str) -> None:
    found = finding("losses", "reason", "x", picture=PICTURES[kind])
    page, paper = drawing_for_page(found, "f1"), drawing_for_paper(found)
    assert "var(--" in page
    assert "xmlns" not in page
    assert "var(--" not in paper
    assert paper.startswith("<svg")


def test_months_and_figures_are_written_as_the_language_does() -> None:
    found = [finding("losses", "reason", "x", picture=picture) for picture in (trend("t", 3, 1), curves())]
    english = "".join(drawing_for_page(one, "f1") for one in found)
    german = "".join(drawing_for_page(one, "f1", words_in("de")) for one in found)
    for ours, theirs in ((">Oct<", ">Okt<"), (">1,000<", ">1.000<")):
        assert ours in english
        assert ours not in german
        assert theirs in german
        assert theirs not in english


def test_a_chart_holds_the_rows_and_nothing_from_outside() -> None:
    spec = chart(trend("t", 3, 1), css_palette(), "hurt")
    assert len(spec["data"]["values"]) == 13
    assert "url" not in spec["data"]
    assert json.loads(json.dumps(spec)) == spec


def test_a_bar_starts_at_zero() -> None:
    spec: dict[str, Any] = chart(reasons(), css_palette())
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0


def test_the_figure_drawn_is_the_rate_not_the_count() -> None:
    columns = ("month", "cases", "runaround_cases", "handoffs", "rate", "low", "high")
    picture = Picture("trend", "t", columns, (("2026-09", 100, 12, 40, 12.0, 7.0, 19.8),))
    parts = parts_of(picture)
    assert (parts.label, parts.value, parts.low, parts.high) == ("month", "rate", "low", "high")


def test_an_empty_picture_is_not_drawn() -> None:
    assert drawing_for_page(finding("losses", "reason", "x", picture=Picture("bars", "t", ("a", "n"), ())), "f") == ""


def test_the_network_escapes_names_and_keeps_to_the_busiest() -> None:
    ways = tuple((f"team {at}", "<b>", 10 + at) for at in range(20))
    svg = network(Picture("flows", "t", ("from", "to", "n"), ways), LIGHT, "hurt")
    assert "<b>" not in svg
    assert svg.count("<circle") == 8


def test_the_way_back_stands_out() -> None:
    ways = (("A", "B", 9), ("B", "A", 4), ("B", "C", 1))
    svg = network(Picture("flows", "t", ("from", "to", "n"), ways), {**LIGHT, "hurt": "#123456"}, "hurt")
    assert svg.count('stroke="#123456"') == 1


def test_a_sparkline_needs_two_points() -> None:
    assert sparkline([1.0], "#000") == ""
    assert sparkline([1.0, None, 3.0], "#000").count("<svg") == 1


@pytest.mark.parametrize("about", [("A", "B"), ("B", "A"), ("C", "A")])
def test_the_way_the_finding_tells_of_stands_out(about: tuple[str, str]) -> None:
    ways = (("A", "B", 9), ("B", "A", 4), ("B", "C", 3), ("C", "A", 1))
    lit = {**LIGHT, "hurt": "#123456"}
    alone = network(Picture("flows", "t", ("from", "to", "n"), ways), lit, "hurt", about)
    told = finding("runaround", "route", "x", facts={"from": about[0], "to": about[1]},
                   picture=Picture("flows", "t", ("from", "to", "n"), ways))  # fmt: skip
    drawn = drawing_for_paper(told)
    assert alone.count('stroke="#123456"') == 1
    assert _line_of(alone, "#123456") == _line_of(drawn, LIGHT["hurt"])


def _line_of(svg: str, colour: str) -> str:
    found = re.search(rf'<path d="([^"]+)" fill="none" stroke="{colour}"', svg)
    assert found
    return found.group(1)


def test_a_weak_way_told_of_is_drawn_among_many() -> None:
    ways = (*((f"T{at}", f"T{at + 1}", 100) for at in range(20)), ("X", "Y", 1))
    svg = network(Picture("flows", "t", ("from", "to", "n"), ways), {**LIGHT, "hurt": "#123456"}, "hurt", ("X", "Y"))
    assert svg.count('stroke="#123456"') == 1
