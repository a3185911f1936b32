"""Where the table stands among the rows of a file: titles above its header, remarks below its last row."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Sized
from statistics import median_high
from typing import Final, Generic, TypeVar

from customerhero.plain_text import shortened

LOOKED_AT: Final = 60
"""So many rows are looked at for the header."""
_MOST_ABOVE: Final = 30
_MOST_BELOW: Final = 20
_MOST_TOLD: Final = 3
_FEW: Final = 3
_FEW_WORDS: Final = 4
_REMARK: Final = re.compile(
    r"\W*(source|generated|exported|created|printed|report|filter|note|page|data as of|as of|end of|confidential|"
    r"copyright|disclaimer|legend|rows?|records?|quelle|erstellt|exportiert|erzeugt|stand|hinweis|anmerkung|seite|"
    r"vertraulich|ende|zeilen|datensätze|gedruckt|bericht)\b|[*©(]\s*\w+\W+\w",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(r"[-+(]?\W?[\d.,:/ T-]*\d[\d.,:/ TZ%€$£)-]*")

R = TypeVar("R", bound=Sized)
Row = tuple[int, Collection[str]]
"""The number of a row in its file and its cells, empty ones as empty texts."""


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Which of a file's first rows is the header: the first that is not thin beside the rows of the table."""
    counts = [_filled(row) for row in rows if _filled(row)]
    usual = median_high(counts) if counts else 0
    if usual == 2 and len(counts) < _FEW:
        return 0  # a column without a name is likelier than a title
    first = next((place for place, row in enumerate(rows[:_MOST_ABOVE]) if not _is_thin(row, usual)), 0)
    if _filled(rows[first] if rows else ()) < usual and any(map(_is_value, rows[first])):
        names = (place for place, row in enumerate(rows[:_MOST_ABOVE]) if place > first and _names_all(row, usual))
        return next(names, first)
    return first


def told_above(above: Iterable[Row]) -> tuple[str, ...]:
    """A note on what stands above the header."""
    return _told(list(above), "above the header")


class WithoutRemarks(Generic[R]):
    """Rows without the remarks below the last of them: they are held back until it is known what follows.

    `cells` gives the cells of a row from the first column that has a name on.
    """

    def __init__(self, width: int, cells: Callable[[R], Sequence[str]]) -> None:
        self._width = width
        self._cells = cells
        self._left_out: list[tuple[int, R]] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        return _told([(number, self._cells(row)) for number, row in self._left_out], "below the table")

    def of(self, rows: Iterable[tuple[int, R]]) -> Iterator[tuple[int, R]]:
        """The rows of the table, in their order; empty ones are blank lines, which part a remark from it."""
        held: list[tuple[int, R]] = []
        after_gap = False
        for numbered in rows:
            row = numbered[1]
            if not row:
                after_gap = True
            elif self._is_remark(row, after_gap or bool(held)) and len(held) < _MOST_BELOW:
                held.append(numbered)
                after_gap = False
            else:
                yield from held  # the table goes on below them
                yield numbered
                held, after_gap = [], False
        self._left_out = held

    def _is_remark(self, row: R, after_gap: bool) -> bool:  # called for each row
        cells = self._cells(row)
        return bool(cells) and self._width > 1 and is_remark(cells, after_gap=after_gap and self._width > 2)


def is_remark(row: Sequence[str], *, after_gap: bool = False) -> bool:
    """Whether a row is a sentence rather than a row of a table: only its first cell is filled, and it holds words."""
    if not row or not row[0] or any(row[1:]) or _is_value(row[0]):
        return False
    return after_gap or bool(_REMARK.match(row[0])) or len(row[0].split()) > _FEW_WORDS


def _told(rows: list[Row], where: str) -> tuple[str, ...]:
    if not rows:
        return ()
    numbers = f"line {rows[0][0]}" if len(rows) == 1 else f"lines {rows[0][0]} to {rows[-1][0]}"
    said = ["; ".join(cell.strip() for cell in row if cell.strip()) for _, row in rows]
    cited = ", ".join(repr(shortened(text, 60)) for text in said[:_MOST_TOLD])
    stands = "stands" if len(rows) == 1 else "stand"
    more = ", ..." if len(rows) > _MOST_TOLD else ""
    return (f"{numbers} {stands} {where} and is no row of it, so left out: {cited}{more}",)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _is_thin(row: Sequence[str], usual: int) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if usual < 2:
        return not filled
    is_labelled = len(filled) == 2 and usual > 2 and filled[0].endswith(":")
    return is_labelled or 2 * len(filled) <= usual


def _names_all(row: Sequence[str], usual: int) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) >= usual and len(set(filled)) == len(filled) and not any(map(_is_value, filled))


def _is_value(cell: str) -> bool:
    return bool(_VALUE.fullmatch(cell.strip()))
