"""Column names that are never empty, never twice the same, never endless, and free of what is no letter."""

from __future__ import annotations

from collections.abc import Iterable

from customerhero.errors import ReadError
from customerhero.facts.reading.reading import LONGEST_NAME, Reading
from customerhero.plain_text import printable


class Names:
    """Gives each name of a source a column name that is unique whatever the case of its letters.

    A name made up for one column is none that another has: none of those known to stand in the source.
    """

    def __init__(self, reading: Reading, standing: Iterable[str] = ()) -> None:
        self.notes: list[str] = []
        self._reading = reading
        self._standing = {printable(name).casefold() for name in standing}
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, name: str) -> str:
        """This name, or the first free of name_2, name_3 and so on; a note tells of every change."""
        if len(name) > LONGEST_NAME:
            raise name_too_long(name, self._reading)
        fit = printable(name)
        free = self._free(fit) if fit.casefold() in self._taken else fit
        self._taken.add(free.casefold())
        if free != name:
            self.notes.append(_told(name, fit, free))
        return free

    def make_up(self, position: int) -> str:
        """A name for the column at this position, from 1, that has none."""
        name = f"column_{position}"
        made = name if self._is_free(name) else self._free(name)
        self._taken.add(made.casefold())
        return made

    def _free(self, name: str) -> str:
        free, folded = name, name.casefold()
        number = self._next.get(folded, 1)
        while not self._is_free(free):
            number += 1
            free = f"{name}_{number}"
        self._next[folded] = number
        return free

    def _is_free(self, name: str) -> bool:
        return name.casefold() not in self._taken and name.casefold() not in self._standing


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
    cells = [(cell, " ".join((cell or "").split())) for cell in header]
    names, columns, notes, tidied = Names(reading, (tidy for _, tidy in cells)), [], [], []
    for position, (cell, tidy) in enumerate(cells, start=1):
        columns.append(names.take(tidy) if tidy else names.make_up(position))
        if not tidy:
            notes.append(f"a column without a name is called {columns[-1]!r}")
        elif cell != tidy:
            tidied.append(f"{cell!r} are tidied to {columns[-1]!r}")
    if tidied:
        others = f", and so in {len(tidied) - 1} more" if len(tidied) > 1 else ""
        notes.append(f"blanks in the name {tidied[0]}{others}")
    return tuple(columns), (*notes, *names.notes)


def _told(name: str, fit: str, free: str) -> str:
    if fit != name:
        return f"what is no letter in the name {name!r} is written out: the column is called {free!r}"
    return f"a second column {name!r} is called {free!r}"
