"""How the dates of a column are proposed to be read: decided by all its values, or asked where they do not decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.date_forms import ISO, OTHER_ORDER, WORDS, has_two_orders, order_of
from customerhero.facts.mapping.dates import Seen
from customerhero.facts.mapping.model import EPOCHS, NAMED_FORMATS, QUARTER, SERIALS, TO_BE_SAID

_ANSWER_OF: Final = {"dmy": "day-month", "mdy": "month-day", "ymd": "year-month-day"}
_MONTHLY: Final = re.compile(r"month|monat|period|billing|abrechnung|mois|mes\b", re.IGNORECASE)
_FEW: Final = 3
"""So many different values are needed before their spread says anything."""
_COUNTED: Final = {
    "epoch": "seconds since 1970",
    "epoch_ms": "milliseconds since 1970",
    "epoch_us": "microseconds since 1970",
    "serial_1900": "days counted from 1900, as spreadsheets do",
    "serial_1904": "days counted from 1904, as spreadsheets of old Macs do",
}


@dataclass(frozen=True)
class ColumnDates:
    """How the dates of a column are read, and what speaks for it."""

    column: str
    formats: tuple[str, ...]
    """Those needed beside ISO 8601; what is to be said while the question is open."""
    taken: str = ""
    """What is taken for granted, in words; empty where nothing is."""
    evidence: str = ""
    asked: str = ""
    """What only the user can say, as a question; empty where the values decide."""
    choices: tuple[Choice, ...] = ()
    meant: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The formats that each choice stands for."""
    clock: str = ""
    """A column beside it with the time of that day."""
    tells_zone: bool = True
    """Whether no time of day is told without its offset."""

    @property
    def key(self) -> str:
        """The key of its assumption or question."""
        return f"dates:{self.column}"

    def assumption(self) -> Assumption | None:
        """What is taken for granted of it."""
        return Assumption(self.key, self.column, self.taken, self.evidence) if self.taken and not self.asked else None

    def question(self) -> Question | None:
        """What is still to be said of it."""
        told = self.evidence[:1].upper() + self.evidence[1:]
        return Question(self.key, self.column, self.asked, told, self.choices) if self.asked else None

    def answered(self, answers: Mapping[str, str]) -> ColumnDates | None:
        """The same once the user has said how they are read; None when the column is to be left out."""
        said = answers.get(self.key, "").strip()
        if not said or said == TO_BE_SAID:
            return self
        formats = self.meant.get(said) or tuple(part.strip() for part in said.split("|"))
        if said == UNUSED:
            return None
        if said not in self.meant and not all("%" in form or form in NAMED_FORMATS for form in formats):
            return self
        words = next((choice.words for choice in self.choices if choice.value == said), said)
        return replace(self, formats=formats, taken=words, evidence="you said so", asked="")


UNUSED: Final = "unused"
"""The answer that leaves a column out."""


def decided(column: str, seen: Seen) -> ColumnDates:
    """How a column is read by what was seen of its values."""
    plain = tuple(form for form in seen.forms if not _is_orderly(form))
    if QUARTER in seen.forms:
        return _quarters(column, seen)
    if serials := [form for form in plain if form in SERIALS]:
        return _serials(column, seen, serials)
    orders = {order: tuple(form for form in seen.forms if _is_of(form, order)) for order in ("dmy", "mdy", "ymd")}
    weighed = _Weighed(column, seen, plain, {order: forms for order, forms in orders.items() if forms})
    if any(weighed.beside.read_by(*forms) for forms in orders.values()):
        return _by_order(weighed)
    return _days_before_months(column, seen) or _certain(column, seen, _needed(seen, plain))


def unknown(column: str, values: Sequence[str], meaning: str) -> ColumnDates:
    """A column that is called like a date and whose form is not known."""
    shown = cited(Counter(values).most_common(1)[0][0])
    told = f"It looks like {meaning}, but I cannot read {shown}: add its format under dates."
    choices = (Choice(UNUSED, "leave the column out"),)
    return ColumnDates(column, (TO_BE_SAID,), "", told, f"How are the dates of {column} written?", choices)


def _is_orderly(form: str) -> bool:
    """Whether a format stands for an order of day, month and year where another order may read the same text."""
    return order_of(form) == "ydm" or any(_is_of(form, order) for order in ("dmy", "mdy", "ymd"))


def _is_of(form: str, order: str) -> bool:
    return order_of(form) == order and (has_two_orders(form) or ("%b" in form and "%y" in form and order != "mdy"))


def _certain(column: str, seen: Seen, taken: tuple[str, ...]) -> ColumnDates:
    if short := [form for form in taken if order_of(form) == "my" and "%y" in form and seen.made[form].to_come]:
        what = f"Does {column} tell months and years?"
        told = f"{_all(seen)} read so lie {_between(seen, short)}; they could be days without a year."
        choices = (Choice("month-year", "months and years"), Choice(UNUSED, "leave the column out"))
        return ColumnDates(column, (TO_BE_SAID,), "", told, what, choices, {"month-year": taken})
    told = next((_COUNTED[form] for form in taken if form in EPOCHS), "")
    if told:
        return ColumnDates(column, taken, told, f"{_all(seen)} lie {_between(seen, taken)}")
    if any(form.startswith("%G") for form in taken):
        return ColumnDates(column, taken, "each week stands for its first day", f"{_all(seen)} are weeks")
    return ColumnDates(column, taken)


def _days_before_months(column: str, seen: Seen) -> ColumnDates | None:
    """The rare order of year, day, month, where values of ISO 8601's shape are none."""
    swapped = tuple(form for form in seen.forms if order_of(form) == "ydm")
    usual = tuple(form for form in seen.forms if form not in swapped)
    only = sum(one.rows for one in seen.alike if one.forms & set(swapped) and not one.forms & set(usual))
    if not only:
        return None
    meant = {"year-day-month": swapped, "year-month-day": _needed(seen, usual)}
    told = f"{_values(only)} can only be {WORDS['ydm']}"
    if not seen.late_iso:
        formats = _needed(seen.without(*usual), swapped)
        return ColumnDates(column, formats, WORDS["ydm"], f"{told}, none only {WORDS['ymd']}")
    choices = (
        Choice("year-month-day", WORDS["ymd"], f"{_values(only)} could not be read"),
        Choice("year-day-month", WORDS["ydm"], f"{_values(seen.late_iso)} would stay {WORDS['ymd']}"),
    )
    told += f" and {seen.late_iso:,} only {WORDS['ymd']}."
    return ColumnDates(column, (TO_BE_SAID,), "", told, _which(column), choices, meant)


def _which(column: str) -> str:
    return f"In which order does {column} tell day and month?"


def _quarters(column: str, seen: Seen) -> ColumnDates:
    told = f"{_all(seen)} are quarters, such as {cited(seen.alike[0].example)}, and a quarter is no month."
    choices = (
        Choice(QUARTER, "the first month of each quarter stands for all of it"),
        Choice(UNUSED, "leave the column out"),
    )
    meant = {QUARTER: _needed(seen, seen.forms)}
    return ColumnDates(column, (TO_BE_SAID,), "", told, f"Which month does a quarter of {column} mean?", choices, meant)


def _serials(column: str, seen: Seen, serials: list[str]) -> ColumnDates:
    first = serials[0]
    told = {form: f"{_all(seen)} lie {_between(seen, (form,))}" for form in serials}
    if len(serials) == 1 or (seen.made["serial_1904"].to_come and not seen.made["serial_1900"].to_come):
        first = "serial_1900" if "serial_1900" in serials else first
        against = f"; counted from 1904 {told['serial_1904']}" if "serial_1904" in told and len(told) > 1 else ""
        return ColumnDates(column, (first,), _COUNTED[first], told[first] + against, tells_zone=False)
    choices = tuple(Choice(form, _COUNTED[form], told[form]) for form in sorted(serials))
    meant: dict[str, tuple[str, ...]] = {form: (form,) for form in serials}
    what = f"From which year does {column} count its days?"
    evidence = f"{_all(seen)} are numbers, such as {cited(seen.alike[0].example)}."
    return ColumnDates(column, (TO_BE_SAID,), "", evidence, what, choices, meant)


def _by_order(weighed: _Weighed) -> ColumnDates:
    if swapped := weighed.swapped():
        return swapped
    fitting = weighed.likely()
    if len(fitting) == 1 and not weighed.is_mixed_in_shape(fitting[0]):
        return weighed.taken(fitting[0])
    return weighed.asked(fitting or list(weighed.orders))


@dataclass(frozen=True)
class _Weighed:
    """The orders in which the values of a column may be told."""

    column: str
    seen: Seen
    plain: tuple[str, ...]
    """Formats that leave no choice."""
    orders: Mapping[str, tuple[str, ...]]

    @property
    def beside(self) -> Seen:
        """The values that only a choice of order reads."""
        rest = tuple(one for one in self.seen.alike if one.forms and not one.forms & set(self.plain))
        return replace(self.seen, alike=rest)

    def only(self, order: str) -> int:
        """How many values can only be told in this order."""
        return sum(one.rows for one in self.beside.alike if all(order_of(form) == order for form in one.forms))

    def possible(self) -> list[str]:
        """The orders that read all values that any order reads."""
        return [order for order, forms in self.orders.items() if self.beside.read_by(*forms) == self.beside.rows]

    def likely(self) -> list[str]:
        """Those of them that are not against all likelihood."""
        possible = self.possible()
        if len(possible) > 1:
            possible = [order for order in possible if not self._is_odd(order, possible)] or possible
        if len(possible) > 1 and _MONTHLY.search(self.column):
            monthly = [order for order in possible if self._is_monthly(order)]
            possible = monthly if len(monthly) == 1 else possible
        return sorted(possible, key=self._unlikely)

    def _is_odd(self, order: str, possible: list[str]) -> bool:
        """Whether it turns a run of days into a run of years."""
        days, years = self._spread(order)
        others = [self._spread(other) for other in possible if (other[0] == "y") != (order[0] == "y")]
        return years >= max(_FEW, 2 * days) and any(other[0] >= max(_FEW, 2 * other[1]) for other in others)

    def _spread(self, order: str) -> tuple[int, int]:
        made = [self.seen.made[form] for form in self.orders[order]]
        return max(one.days for one in made), max(one.years for one in made)

    def _is_monthly(self, order: str) -> bool:
        """Whether it makes every value the first of one of several months."""
        made = [self.seen.made[form] for form in self.orders[order]]
        first = all(one.days == 1 and one.earliest.day == 1 for one in made)
        return first and max(one.months for one in made) >= _FEW

    def _unlikely(self, order: str) -> tuple[int, int, int]:
        made = [self.seen.made[form] for form in self.orders[order]]
        american = any("%I" in form for form in self.orders[order])
        months = max(one.months for one in made) if self._is_monthly(order) else 0
        return sum(one.to_come for one in made), -months, int((order == "mdy") != american)

    def is_mixed_in_shape(self, order: str) -> bool:
        """Whether values with another mark between their parts say nothing of the order that the others say."""
        marks: dict[str, bool] = {}
        for one in self.beside.alike:
            mark = re.sub(r"[\d\s]", "", one.example)[:1]
            alone = all(order_of(form) == order for form in one.forms)
            marks[mark] = marks.get(mark, False) or alone or one.same
        return len(marks) > 1 and not all(marks.values())

    def taken(self, order: str) -> ColumnDates:
        """The proposal for an order that the values speak for."""
        formats = _needed(self.seen, (*self.plain, *self.orders[order]))
        others = [other for other in self.orders if other != order] or [OTHER_ORDER[order]]
        if only := self.only(order):
            told = f"{_values(only)} can only be {WORDS[order]}, none only {WORDS[others[0]]}"
        else:
            told = f"{WORDS[order]} {self._says(order)}, {WORDS[others[0]]} {self._says(others[0])}"
        return ColumnDates(self.column, formats, WORDS[order], told + _unread(self.seen))

    def asked(self, orders: list[str]) -> ColumnDates:
        """The question which order is meant."""
        counts = [f"{_values(self.only(order))} can only be {WORDS[order]}" for order in orders if self.only(order)]
        example = max(self.beside.alike, key=lambda one: (len(one.forms), one.rows)).example
        told = f"{' and '.join(counts)}." if counts else f"{_all(self.beside)} fit both, such as {cited(example)}."
        choices = tuple(Choice(_ANSWER_OF[order], WORDS[order], self._evidence(order)) for order in orders)
        meant = {_ANSWER_OF[order]: _needed(self.seen, (*self.plain, *self.orders[order])) for order in orders}
        return ColumnDates(self.column, (TO_BE_SAID,), "", told, _which(self.column), choices, meant)

    def swapped(self) -> ColumnDates | None:
        """The question whether a spreadsheet swapped day and month in those values that are dates by now."""
        iso = self.seen.read_by(ISO)
        texts = [order for order in self.orders if self.only(order)]
        anew = tuple(form for form in self.seen.forms if order_of(form) == "ydm")
        beside = sum(one.rows for one in self.beside.alike)
        if not iso or len(texts) != 1 or self.only(texts[0]) != beside or self.seen.late_iso or not anew:
            return None
        (order,) = texts
        own = self.orders[order]
        told = (
            f"{_values(beside)} can only be {WORDS[order]}, and of {_values(iso)} that are dates by now none is after "
            "the twelfth of a month: that happens when a spreadsheet of another country opens the file."
        )
        choices = (
            Choice("swapped", "day and month are swapped in the dates"),
            Choice("as-they-stand", "the dates are right as they stand"),
        )
        meant = {"swapped": (*anew, *own), "as-they-stand": own}
        what = f"Has a spreadsheet swapped day and month in {self.column}?"
        return ColumnDates(self.column, (TO_BE_SAID,), "", told, what, choices, meant)

    def _says(self, order: str) -> str:
        if self._is_monthly(order):
            return f"makes all of {_values(self.beside.rows)} the first of a month"
        return f"puts them {_between(self.seen, self.orders[order])}"

    def _evidence(self, order: str) -> str:
        lost = self.beside.rows - self.beside.read_by(*self.orders[order])
        if lost:
            return f"{_values(lost)} could not be read"
        come = sum(self.seen.made[form].to_come for form in self.orders[order])
        return self._says(order) + (f", {come:,} of them in the future" if come else "")


def _needed(seen: Seen, forms: Sequence[str]) -> tuple[str, ...]:
    """The fewest of these formats that read what all of them read, the most useful first; ISO 8601 needs no name."""
    left = [one for one in seen.alike if one.forms & set(forms) and ISO not in one.forms]
    needed: list[str] = []
    while left:
        best = max(forms, key=lambda form: sum(one.rows for one in left if form in one.forms))
        needed.append(best)
        left = [one for one in left if best not in one.forms]
    return tuple(needed)


def _between(seen: Seen, forms: Sequence[str]) -> str:
    made = [seen.made[form] for form in forms if form in seen.made]
    return f"between {min(one.earliest for one in made).date()} and {max(one.latest for one in made).date()}"


def _values(rows: int) -> str:
    return "1 value" if rows == 1 else f"{rows:,} values"


def _all(seen: Seen) -> str:
    rows = seen.rows - sum(one.rows for one in seen.unread)
    return "the only value" if rows == 1 else f"all {rows:,} values"


def _unread(seen: Seen) -> str:
    rows = sum(one.rows for one in seen.unread)
    return f"; {_values(rows)} cannot be read, such as {cited(seen.unread[0].example)}" if rows else ""
