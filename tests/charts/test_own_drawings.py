"""Drawings of our own say what their rows say: lengths are in proportion, what is not told is not drawn."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from customerhero.charts import LIGHT, Given, Pair, Range, Step, answers, bridge, ranges, ribbons, sides

SVG = "{http://www.w3.org/2000/svg}"


def _boxes(svg: str) -> list[dict[str, str]]:
    return [dict(box.attrib) for box in ET.fromstring(svg).iter(f"{SVG}rect")]


def _texts(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_bars_of_a_bridge_hang_where_the_one_before_ended() -> None:
    steps = [
        Step("Start", 100, "total", "100"), Step("New", 40, "up", "40"), Step("Lost", 20, "down", "20"),
        Step("End", 120, "total", "120"),
    ]  # fmt: skip
    start, new, lost, end = _boxes(bridge(steps, LIGHT))
    assert float(new["x"]) == pytest.approx(float(start["x"]) + float(start["width"]), abs=0.2)
    assert float(lost["x"]) + float(lost["width"]) == pytest.approx(float(new["x"]) + float(new["width"]), abs=0.2)
    assert float(end["width"]) == pytest.approx(float(lost["x"]) - float(start["x"]), abs=0.2)
    assert float(new["width"]) / float(start["width"]) == pytest.approx(0.4, abs=0.01)


def test_totals_far_above_their_steps_are_marks_and_no_bars_of_a_wrong_length() -> None:
    steps = [Step("Start", 10_000, "total", ""), Step("New", 40, "up", ""), Step("End", 10_040, "total", "")]
    svg = bridge(steps, LIGHT)
    assert len(_boxes(svg)) == 1
    assert len(list(ET.fromstring(svg).iter(f"{SVG}line"))) == 2


def test_a_step_that_is_not_told_is_a_gap() -> None:
    steps = [Step("Start", 10, "total", "10"), Step("New", None, "up", "–"), Step("End", 14, "total", "14")]
    assert len(_boxes(bridge(steps, LIGHT))) == 2


def test_each_side_has_its_own_scale_and_equal_figures_equal_lengths() -> None:
    pairs = [Pair("a", 10, 500, "10", "500"), Pair("b", 5, 500, "5", "500")]
    one_left, one_right, two_left, two_right = _boxes(sides(pairs, ("many", "much"), LIGHT))
    assert float(two_left["width"]) == pytest.approx(float(one_left["width"]) / 2, abs=0.1)
    assert one_right["width"] == two_right["width"]


def test_a_range_reaches_from_end_to_end_and_its_dot_lies_within() -> None:
    svg = ranges([Range("wide", 5, 0, 10, "5"), Range("narrow", 6, 5, 7, "6")], LIGHT, 5)
    root = ET.fromstring(svg)
    lines = [(float(one.get("x1", 0)), float(one.get("x2", 0))) for one in root.iter(f"{SVG}line")]
    whole, wide, narrow = lines
    assert (wide[1] - wide[0]) / (narrow[1] - narrow[0]) == pytest.approx(5, abs=0.1)
    dots = [float(one.get("cx", 0)) for one in root.iter(f"{SVG}circle")]
    assert dots[0] == pytest.approx((wide[0] + wide[1]) / 2, abs=0.2)
    assert whole[0] == pytest.approx(dots[0], abs=0.2)


def test_an_answer_that_is_not_told_is_an_outline_without_a_figure() -> None:
    svg = answers(
        [Given("0", None, "hurt"), Given("1", 4, "hurt"), Given("2", 8, "good"), Given("3", 0, "good")], LIGHT
    )
    outline, four, eight, none = _boxes(svg)
    assert outline["fill"] == "none"
    assert float(eight["height"]) == pytest.approx(2 * float(four["height"]), abs=0.1)
    assert float(none["height"]) < 1
    assert sorted(_texts(svg)) == ["0", "0", "1", "2", "3", "4", "8"]


def test_ribbons_are_as_broad_as_customers_are_many_and_sums_that_would_tell_are_left_out() -> None:
    called = {"up": "Up", "down": "Down"}
    moves = {("up", "up"): 30, ("up", "down"): 10, ("down", "down"): 20, ("down", "up"): None}
    svg = ribbons(moves, ("up", "down"), called, LIGHT)
    texts = _texts(svg)
    assert "40" in texts
    assert texts.count("Up") == texts.count("Down") == 2
    assert "20" not in texts, "the left sum of those down would tell the hidden move"
    heights = [_height(path) for path in re.findall(r'<path d="([^"]+)"', svg)]
    assert heights[0] / heights[1] == pytest.approx(3, abs=0.05)


def test_names_are_escaped_everywhere() -> None:
    bad = "<script>"
    drawn = [
        bridge([Step(bad, 1, "total", bad)], LIGHT), sides([Pair(bad, 1, 1, bad, bad)], (bad, bad), LIGHT),
        ranges([Range(bad, 1, 0, 2, bad)], LIGHT), answers([Given(bad, 1, "good")], LIGHT),
        ribbons({("a", "a"): 1}, ("a",), {"a": bad}, LIGHT),
    ]  # fmt: skip
    assert not any(bad in svg for svg in drawn)


@pytest.mark.parametrize("svg", [
    bridge([], LIGHT), sides([], ("", ""), LIGHT), ranges([], LIGHT), answers([], LIGHT), ribbons({}, (), {}, LIGHT),
])  # fmt: skip
def test_nothing_is_drawn_of_nothing(svg: str) -> None:
    assert svg == ""


def _height(path: str) -> float:
    """How broad a ribbon is at its left end."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return numbers[-1] - numbers[1]
