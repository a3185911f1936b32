"""Column names that are never empty, never twice the same, never endless, and free of what is no letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.reading.reading import LONGEST_NAME, Reading
from customerhero.plain_text import printable

RESERVED: Final = frozenset(("file_row_number", "#row", "#slot", "#kind", "#order", "#first", "#last"))
"""Names that the engine or a mapping gives to columns of its own."""


class Names:
    """Gives each name of a source a column name that is unique whatever the case of its letters."""

    def __init__(self, reading: Reading) -> None:
        self.notes: list[str] = []
        self._reading = reading
        self._taken: set[str] = set(RESERVED)
        self._next: dict[str, int] = {}

    def take(self, name: str) -> str:
        """This name, or the first free of name_2, name_3 and so on; a note tells of every change."""
        if len(name) > LONGEST_NAME:
            raise name_too_long(name, self._reading)
        fit = printable(name)
        free = self._free(fit)
        self._taken.add(free.casefold())
        if free != name:
            self.notes.append(_told(name, fit, free))
        return free

    def _free(self, name: str) -> str:
        free, folded = name, name.casefold()
        number = self._next.get(folded, 1)
        while free.casefold() in self._taken:
            number += 1
            free = f"{name}_{number}"
        self._next[folded] = number
        return free


def name_too_long(name: str, reading: Reading) -> ReadError:
    """A name that no column has."""
    return ReadError(
        f"The name of a column has {len(name):,} letters, where {LONGEST_NAME:,} are the most.",
        "A quotation mark may be missing, or no header stand above the table; otherwise shorten the name.",
        str(reading.source),
        value=name,
    )


def column_names(header: Iterable[str | None], reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a header row, and notes on every name that had to be changed."""
    names, columns, notes = Names(reading), [], []
    for position, cell in enumerate(header, start=1):
        tidy = " ".join((cell or "").split())
        columns.append(names.take(tidy or f"column_{position}"))
        if not tidy:
            notes.append(f"a column without a name is called {columns[-1]!r}")
        elif cell != tidy:
            notes.append(f"blanks in the name {cell!r} are tidied to {columns[-1]!r}")
    return tuple(columns), (*notes, *names.notes)


def _told(name: str, fit: str, free: str) -> str:
    if fit != name:
        return f"what is no letter in the name {name!r} is written out: the column is called {free!r}"
    if fit.casefold() in RESERVED:
        return f"the name {name!r} is taken by the engine: the column is called {free!r}"
    return f"a second column {name!r} is called {free!r}"
