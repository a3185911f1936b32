"""Every line of the page on what goes wrong with exports names a test that there is."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "sources" / "exports.md"
_KINDS = (
    "Dates",
    "Ids and names",
    "Repetition",
    "Amounts",
    "Lives",
    "Presets",
    "Order",
    "Reading",
    "Surveys",
    "Memory",
)


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests of a file, as pytest would collect them from its first level."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_")


def lines_of_tables() -> list[list[str]]:
    """The cells of each line of the page's tables, without headers and rulers."""
    told = PAGE.read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in told.splitlines() if line[:1] == "|"]
    return [line for line in cells if line[0] != "what goes wrong" and set(line[0]) != {"-", "|"}]


def test_each_line_says_what_goes_wrong_what_is_done_and_which_tests_show_it() -> None:
    lines = lines_of_tables()
    assert len(lines) > len(_KINDS)
    for line in lines:
        assert len(line) == 3, line
        named = re.findall(r"`(tests/[^`:]+\.py)::(test_\w+)`", line[2])
        assert named, line
        for file, test in named:
            assert test in names_in(file), f"{file}::{test}"


def test_each_kind_has_its_table() -> None:
    told = re.findall(r"^## (.+)\n\n\| what goes wrong \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert tuple(told) == _KINDS
