"""Every measure has its page, and the page's defaults are those of the code."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "measures"
MEASURES = ("runaround", "tug_of_war", "last_resort", "recontact", "promises", "effect", "bright_spots")
MUST_BE_GIVEN = {"effect": {"on": "2026-03-02"}}
_SETTING = re.compile(r"^\| `(\w+)` \| (.+?) \|", re.MULTILINE)


@pytest.mark.parametrize("name", MEASURES)
def test_documented_defaults_are_those_of_the_code(name: str) -> None:
    page = (PAGES / f"{name.replace('_', '-')}.md").read_text()
    options = import_module(f"customerhero.insight.{name}").Options(**MUST_BE_GIVEN.get(name, {}))
    told = {option: default.strip("`") for option, default in _SETTING.findall(page)}
    assert told == {field.name: _written(getattr(options, field.name)) for field in fields(options)}


@pytest.mark.parametrize("name", MEASURES)
def test_a_page_says_how_with_an_example_and_its_source(name: str) -> None:
    page = (PAGES / f"{name.replace('_', '-')}.md").read_text()
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings == ["How it is computed", "Settings", "Example", "Sources"]
    assert f"`hero insight {name}`" in page


def _written(value: object) -> str:
    if value is None or value == ():
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
