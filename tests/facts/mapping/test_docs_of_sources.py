"""Every preset has its heading in the documentation of sources, and the example there is a mapping."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from customerhero.facts.mapping import presets
from customerhero.facts.mapping.parsing import parse_mapping

DOCS = Path(__file__).parents[3] / "docs" / "sources"


@pytest.mark.parametrize("name", [name for name, _ in presets()])
def test_every_preset_is_documented(name: str) -> None:
    headings = {line.removeprefix("## ") for page in DOCS.glob("*.md") for line in page.read_text().splitlines()}
    assert name in headings


def test_the_example_is_a_mapping() -> None:
    example = re.search(r"```yaml\n(.*?)```", (DOCS / "mapping.md").read_text(), re.DOTALL)
    assert example is not None
    assert parse_mapping(example[1], "example").zone == "Europe/Berlin"
