"""Rows as lines of text: figures to the right, ids never cut, and nothing from the data can steer the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence

from customerhero.plain_text import printable, shortened

_GAP = "  "
_LONGEST_TEXT = 60
_WHOLE = 1_000
_WITHOUT_TERMINAL = 10_000


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[object]], width: int | None = None) -> list[str]:
    """A header and a line a row, with as many columns as fit; a last line names those that did not."""
    rows = list(rows)
    columns = [printable(name) for name in columns]
    texts = [[figure(value) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[at]) for row in texts)]) for at, name in enumerate(columns)]
    shown = _fitting(widths, screen_width() if width is None else width)
    right = [at for at in shown if all(row[at] is None or isinstance(row[at], int | float) for row in rows)]
    lines = [_line([*columns], widths, shown, right), *(_line(row, widths, shown, right) for row in texts)]
    left_out = [name for at, name in enumerate(columns) if at not in shown]
    return lines + ([f"(no room for {', '.join(left_out)})"] if left_out else [])


def screen_width() -> int:
    """The terminal's columns; as many as needed when the output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _WITHOUT_TERMINAL


def figure(value: object) -> str:
    """A value as a reader wants it: yes and no, thousands apart, two decimals below a thousand."""
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return shortened(printable(str(value)), _LONGEST_TEXT)


def _fitting(widths: list[int], width: int) -> list[int]:
    shown: list[int] = []
    used = 0
    for at, wide in enumerate(widths):
        if used + wide <= width or not shown:
            shown.append(at)
            used += wide + len(_GAP)
    return shown


def _line(cells: list[str], widths: list[int], shown: list[int], right: list[int]) -> str:
    padded = (cells[at].rjust(widths[at]) if at in right else cells[at].ljust(widths[at]) for at in shown)
    return _GAP.join(padded).rstrip()
