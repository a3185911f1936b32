"""What a proposed mapping says of dates: formats that all its columns share, or of each column its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from customerhero.facts.calendar import known_zones
from customerhero.facts.mapping.assumptions import Assumption, Question
from customerhero.facts.mapping.date_forms import has_two_orders, order_of
from customerhero.facts.mapping.dates_proposed import ColumnDates
from customerhero.facts.mapping.model import NAMED_FORMATS, TO_BE_SAID
from customerhero.facts.mapping.sampling import Sampled

ZONE: Final = "zone"
"""The key under which the zone is assumed and answered."""


@dataclass(frozen=True)
class WrittenDates:
    """The dates of the columns that a mapping uses."""

    by_column: Mapping[str, ColumnDates]
    shared: tuple[str, ...]
    """The formats all of them may share; empty where each has to have its own."""

    @property
    def clocks(self) -> set[str]:
        """The columns that are used as the times of day of others."""
        return {dates.clock for dates in self.by_column.values() if dates.clock}

    def clock_of(self, name: str) -> str:
        """The column whose days have their times in this one; empty where none has."""
        return next((column for column, dates in self.by_column.items() if dates.clock == name), "")

    def assumptions(self, zone: str) -> list[Assumption]:
        """What is taken for granted of them, and of the zone their times are told in."""
        taken = [assumed for dates in self.by_column.values() if (assumed := dates.assumption())]
        bare = [name for name, dates in self.by_column.items() if not dates.tells_zone]
        if not bare:
            return taken
        told = f"the times of {', '.join(bare[:3])} tell no offset from it"
        return [*taken, Assumption(ZONE, "", f"times are told in {zone}", told)]

    def questions(self) -> list[Question]:
        """What is left open of them."""
        return [question for dates in self.by_column.values() if (question := dates.question())]


def written_dates(columns: Collection[Sampled], used: Collection[str]) -> WrittenDates:
    """What is said of the dates of those of these columns that are used as times."""
    found = {column.name: column.dates for column in columns if column.dates and column.name in used}
    formats = tuple(dict.fromkeys(form for dates in found.values() for form in dates.formats))
    return WrittenDates(found, formats if _can_be_shared(formats) else ())


def with_answers(columns: list[Sampled], answers: Mapping[str, str]) -> list[Sampled]:
    """The columns, their dates as the user said."""
    return [replace(column, dates=column.dates.answered(answers)) if column.dates else column for column in columns]


def zone_said(answers: Mapping[str, str]) -> str:
    """The zone the user said, or else UTC."""
    said = answers.get(ZONE, "").strip()
    return said if said in known_zones() else "UTC"


def _can_be_shared(formats: tuple[str, ...]) -> bool:
    """Whether no format reads the values that another is meant for in another way."""
    orders = {order_of(form) for form in formats if has_two_orders(form)}
    alone = [form for form in formats if form in NAMED_FORMATS or form.startswith(("%Y", "%G"))]
    return TO_BE_SAID not in formats and len(orders) <= 1 and (not alone or len(formats) == 1)
