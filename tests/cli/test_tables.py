"""Rows in the terminal."""

from __future__ import annotations

from customerhero.cli.tables import table_lines
from customerhero.plain_text import printable

ROWS = [("C0000001", 12, 1234.5, "a comment that is rather long"), ("C2", None, 0.5, "short")]
COLUMNS = ("customer_id", "cases", "value", "comment")


def test_figures_stand_to_the_right_and_ids_are_whole() -> None:
    assert table_lines(COLUMNS, ROWS, width=200) == [
        "customer_id  cases  value  comment",
        "C0000001        12  1,234  a comment that is rather long",
        "C2                   0.50  short",
    ]


def test_a_narrow_terminal_gets_fewer_columns_and_is_told_which() -> None:
    lines = table_lines(COLUMNS, ROWS, width=30)
    assert lines[1] == "C0000001        12  1,234"
    assert lines[-1] == "(no room for comment)"


def test_nothing_from_the_data_steers_the_terminal() -> None:
    assert printable("a\x1b]0;owned\x07b\nc\x9bd") == "a\\u001b]0;owned\\u0007b c\\u009bd"
    assert table_lines(("comment",), [("see [/b] \x1b[31m",)]) == ["comment", "see [/b] \\u001b[31m"]
