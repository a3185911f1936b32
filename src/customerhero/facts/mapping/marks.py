"""Which decimal mark a column's amounts are told with, by the evidence of all its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.facts.currencies import WITH_THOUSANDTHS
from customerhero.facts.mapping.amounts import OTHER_MARK, currencies_in, is_amount, read_amount

MARK_NAMES: Final = {".": "point", ",": "comma"}
_MOST: Final = 0.95
"""The share of the telling values that decides; the others are typing errors, which an import refuses and tells."""
_GERMAN: Final = re.compile(
    "betrag|umsatz|währung|waehrung|kunde|monat|datum|rechnung|summe|preis|netto|brutto|erlös|beleg|jahr", re.IGNORECASE
)


@dataclass(frozen=True)
class Marks:
    """How many values of a column speak for which decimal mark, with the first of each kind."""

    point: tuple[str, ...]
    """Values that can only be read with a point as decimal mark: 1,234.50, 12.5, 0.125."""
    comma: tuple[str, ...]
    either: tuple[str, ...]
    """Values that are an amount either way, and not the same: 1.234."""

    @property
    def decided(self) -> str:
        """The mark that nearly all telling values speak for; empty where there are none, or they contradict."""
        telling = len(self.point) + len(self.comma)
        if not telling:
            return ""
        mark, most = max(((".", len(self.point)), (",", len(self.comma))), key=lambda found: found[1])
        return mark if most >= _MOST * telling else ""

    @property
    def evidence(self) -> str:
        """What speaks for it, in words."""
        told = []
        for name, values in (("point", self.point), ("comma", self.comma)):
            such = f" (such as {values[0]})" if values else ""
            told.append(f"{_number(values)} can only have a {name} as decimal mark{such}")
        return ", ".join(told if len(self.point) >= len(self.comma) else told[::-1])

    @property
    def thousands(self) -> str:
        """The mark of thousands where one mark stands in all open values, with three digits behind it; else empty."""
        found = {mark for value in self.either for mark in ".," if mark in value}
        return found.pop() if len(found) == 1 else ""


def marks_of(values: Iterable[str]) -> Marks:
    """What the values of a column say of their decimal mark."""
    sides: dict[str, list[str]] = {"point": [], "comma": [], "either": []}
    for value in values:
        point, comma = read_amount(value, "."), read_amount(value, ",")
        if point is None and comma is None:
            continue
        if point is None or comma is None:
            sides["comma" if point is None else "point"].append(value)
        elif point != comma:
            sides["either"].append(value)
    return Marks(**{name: tuple(found) for name, found in sides.items()})


@dataclass(frozen=True)
class Verdict:
    """A decimal mark with what speaks for it; without a mark it is to be asked, `evidence` says why."""

    mark: str
    evidence: str
    column: str = ""
    matters: bool = True
    """Whether any figure would be another one by the other mark."""


def verdict_on(
    amounts: Sequence[tuple[str, Sequence[str]]], others: Sequence[tuple[str, Sequence[str]]], headings: Sequence[str]
) -> Verdict:
    """The decimal mark of these columns of amounts: by their values, other columns of numbers, or else the headings.

    Columns are their name and values.
    """
    found = [(name, marks_of(values)) for name, values in amounts]
    open_ones = [(name, marks) for name, marks in found if marks.either and not marks.decided]
    told = [(name, marks) for name, marks in found if marks.point or marks.comma]
    decided = {marks.decided for _, marks in told}
    if len(decided) == 1 and (mark := decided.pop()):
        name, marks = told[0]
        where = "" if not open_ones else f" in {name}"
        return Verdict(mark, marks.evidence + where, name)
    if told:
        return Verdict("", "; ".join(f"{name}: {marks.evidence}" for name, marks in told) + ".", told[0][0])
    if not open_ones:
        return Verdict("", "", matters=False)
    return _by_what_stands_beside(open_ones, others, headings)


def told_against(values: Sequence[str], mark: str) -> str:
    """What speaks against reading these values by a mapping's decimal mark, in words; empty where nothing does."""
    marks = marks_of(values)
    name, other = MARK_NAMES[mark], MARK_NAMES[OTHER_MARK[mark]]
    against, for_it = (marks.comma, marks.point) if mark == "." else (marks.point, marks.comma)
    if against and marks.either and len(against) > len(for_it):
        return f"{_number(against)} can only have a {other} as decimal mark (such as {against[0]})"
    if marks.either and not against and not for_it and marks.thousands == mark:
        return f"every {name} has exactly three digits behind it (such as {marks.either[0]})"
    return ""


def is_of_amounts(values: Sequence[str]) -> bool:
    """Whether nearly all values are amounts, in any of the shapes they come in."""
    return bool(values) and sum(map(is_amount, values)) >= _MOST * len(values)


def _by_what_stands_beside(
    open_ones: Sequence[tuple[str, Marks]], others: Sequence[tuple[str, Sequence[str]]], headings: Sequence[str]
) -> Verdict:
    name, marks = open_ones[0]
    thousands = marks.thousands
    shape = (
        f"in every value of {name} with a {MARK_NAMES[thousands]} exactly three digits follow it" if thousands else ""
    )
    for other, values in others:
        beside = marks_of(values)
        if beside.decided:
            return Verdict(beside.decided, f"in {other} {beside.evidence}", name)
    mark = OTHER_MARK[thousands] if thousands else ""
    german = [heading for heading in headings if _GERMAN.search(heading)]
    finest = {code for value in marks.either for code in currencies_in(value)} & set(WITH_THOUSANDTHS)
    if mark == "," and german and not finest:
        return Verdict(mark, f"{shape}, and the headings are German ({', '.join(german[:3])})", name)
    if mark == "." and not german and not finest:
        return Verdict(mark, f"{shape}, and no heading is German", name)
    such = ", ".join(dict.fromkeys(marks.either[:3]))
    told = shape or f"values of {name} can be read both ways"
    return Verdict("", f"{told[:1].upper()}{told[1:]} (such as {such}).", name)


def _number(values: Sequence[str]) -> str:
    return "none" if not values else "1 value" if len(values) == 1 else f"{len(values):,} values"
