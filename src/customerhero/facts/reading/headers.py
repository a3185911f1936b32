"""Column names that are never empty, never twice the same, and free of stray blanks."""

from __future__ import annotations

from collections.abc import Iterable


class Names:
    """Gives each name of a source a column name that is unique whatever the case of its letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """This name, or the first free of name_2, name_3 and so on."""
        free, number = name, 1
        while free.casefold() in self._taken:
            number += 1
            free = f"{name}_{number}"
        self._taken.add(free.casefold())
        return free


def column_names(header: Iterable[str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a header row, and notes on every name that had to be changed."""
    names, columns, notes = Names(), [], []
    for position, cell in enumerate(header, start=1):
        tidy = " ".join((cell or "").split())
        column = names.take(tidy or f"column_{position}")
        columns.append(column)
        notes += _notes(cell or "", tidy, column)
    return tuple(columns), tuple(notes)


def _notes(cell: str, tidy: str, column: str) -> list[str]:
    if not tidy:
        return [f"a column without a name is called {column!r}"]
    if column != tidy:
        return [f"a second column {tidy!r} is called {column!r}"]
    return [f"blanks in the name {cell!r} are tidied to {column!r}"] if cell != tidy else []
