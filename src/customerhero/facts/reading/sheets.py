"""Which sheets of a workbook are read: those that were asked for, or the first that can be seen and holds a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from customerhero.errors import ReadError
from customerhero.facts.reading.package import Sheet
from customerhero.facts.reading.reading import Found, Reading

ALL: Final = "*"
_MOST_TOLD: Final = 8


@dataclass(frozen=True)
class Look:
    """A sheet by its first rows: the names of its header, and how many rows it says it has."""

    sheet: Sheet
    header: tuple[str, ...]
    rows: int | None
    is_table: bool

    def told(self) -> str:
        """The sheet in words."""
        hidden = "hidden, " if self.sheet.is_hidden else ""
        many = "rows not told" if self.rows is None else "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        rows = many if self.header else "empty"
        return f"{self.sheet.name!r} ({hidden}{rows})"


@dataclass(frozen=True)
class Chosen:
    """The sheets to be read, what is told of that, and the evidence where the file decided."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()


def chosen_sheets(sheets: list[Sheet], look: Callable[[Sheet], Look], reading: Reading) -> Chosen:
    """The sheets to be read; ReadError where one that was asked for is not there."""
    if not sheets:
        raise ReadError("The workbook has no sheet of cells.", "Save the table as CSV.", str(reading.source))
    if len(sheets) == 1 and reading.options.sheet in (None, ALL):
        return Chosen((sheets[0],))
    looks = [look(sheet) for sheet in sheets]
    wanted = reading.options.sheet
    if wanted is None:
        return _found(looks)
    if wanted == ALL and ALL not in [sheet.name for sheet in sheets]:
        return _all_alike(looks, reading)
    return _asked_for(looks, wanted, reading)


def _asked_for(looks: list[Look], wanted: str, reading: Reading) -> Chosen:
    by_name = {look.sheet.name: look for look in looks}
    names = [wanted] if wanted in by_name else [name.strip() for name in wanted.split(",")]
    for name in names:
        if name not in by_name:
            raise ReadError(
                f"The workbook has no sheet {name!r}.",
                f"Its sheets are {', '.join(map(repr, by_name))}.",
                str(reading.source),
            )
    chosen = [by_name[name] for name in names]
    other = next((look for look in chosen if set(look.header) != set(chosen[0].header)), None)
    if other is not None:
        raise ReadError(
            f"The sheets {names[0]!r} and {other.sheet.name!r} have different headers.",
            "Read them one by one, each with a mapping of its own.",
            str(reading.source),
        )
    return Chosen(tuple(look.sheet for look in chosen), _not_read(looks, chosen))


def _all_alike(looks: list[Look], reading: Reading) -> Chosen:
    first = _first(looks)
    alike = [look for look in looks if not look.sheet.is_hidden and set(look.header) == set(first.header)]
    if not first.header:
        raise ReadError("The workbook's sheets are empty.", "Give the one with the table.", str(reading.source))
    told = f"{len(alike)} sheets with the same header are read together: {_names(alike)}"
    return Chosen(tuple(look.sheet for look in alike), (told, *_not_read(looks, alike)))


def _found(looks: list[Look]) -> Chosen:
    first = _first(looks)
    name, others = first.sheet.name, [look for look in looks if look is not first]
    told = _told([look.told() for look in others])
    notes = (f"the sheet {name!r} is read; not read: {told}; --sheet reads another", *_alike(first, others))
    place = "the first sheet" if first is looks[0] else "the first sheet that can be seen and holds a table"
    rows = "" if first.rows is None else f", {first.rows:,} rows"
    evidence = f"it is {place}{rows}; others: {told}"
    return Chosen((first.sheet,), notes, (Found("sheet", f"the sheet {name!r} is read", evidence),))


def _alike(first: Look, others: list[Look]) -> tuple[str, ...]:
    alike = [look for look in others if first.header and set(look.header) == set(first.header)]
    if not alike:
        return ()
    have = "has" if len(alike) == 1 else "have"
    return (f"{_names(alike)} {have} the same header and may belong to it: --sheet '*' reads all of them together",)


def _first(looks: list[Look]) -> Look:
    """The first table that can be seen; else the first sheet that can be seen and is not empty; else the first."""
    seen = [look for look in looks if not look.sheet.is_hidden]
    tables = [look for look in seen if look.is_table] or [look for look in seen if look.header]
    return (tables or seen or looks)[0]


def _not_read(looks: list[Look], chosen: list[Look]) -> tuple[str, ...]:
    others = [look.told() for look in looks if look not in chosen]
    return (f"{_names(chosen)} read; not read: {_told(others)}",) if others else ()


def _names(looks: list[Look]) -> str:
    return _told([repr(look.sheet.name) for look in looks])


def _told(sheets: list[str]) -> str:
    """The first of these sheets, and how many more there are."""
    more = len(sheets) - _MOST_TOLD
    return ", ".join(sheets[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
