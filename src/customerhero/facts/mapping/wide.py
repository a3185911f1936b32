"""A file with a column for each month: proposed as a row for each customer and month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from customerhero.facts.columns import types_of
from customerhero.facts.duck import Reach, open_locked
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.header import Header
from customerhero.facts.mapping.model import TO_BE_SAID, Unpivot
from customerhero.facts.mapping.model import Mapping as SourceMapping
from customerhero.facts.mapping.months import Month, month_columns
from customerhero.facts.mapping.sampling import MOST, Sampled
from customerhero.facts.mapping.unpivoting import unpivoted

_ANY_YEAR: Final = 2000
_ENDLESS: Final = 1_000_000_000
_AMOUNT: Final = re.compile(r"[-+(]?\s*\D{0,4}\s*[-+]?\d[\d.,' ]*\s*\D{0,4}\)?")
_HIGHEST_SCORE: Final = 10
_VALUES: Final = {"revenue": "amount", "nps": "nps", "csat": "csat"}
"""What the values under months are called, by what they may be; by these names they are known."""


@dataclass(frozen=True)
class Wide:
    """The months among the columns of a file, and how they become rows."""

    unpivot: Unpivot
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]

    def narrowed(self, staged: Path) -> Path:
        """The file as it is once unpivoted, beside the staged one."""
        into = staged.parent / f"{staged.stem}.months"
        into.mkdir(exist_ok=True)
        with open_locked(Reach((staged,), into)) as connection:
            header = Header(types_of(connection, staged), SourceMapping("proposed", "", ()))
            known = {name: told.replace(TO_BE_SAID, str(_ANY_YEAR)) for name, told in self.unpivot.columns.items()}
            value = self.unpivot.value.replace(TO_BE_SAID, _VALUES["revenue"])
            return unpivoted(connection, staged, header, Unpivot(known, self.unpivot.name, value), into)[0]

    def written(self, text: str) -> str:
        """A proposal's YAML with what turns the months into rows."""
        told = {"columns": dict(self.unpivot.columns), "name": self.unpivot.name, "value": self.unpivot.value}
        lines = yaml.safe_dump({"unpivot": told}, sort_keys=False, allow_unicode=True, width=_ENDLESS)
        return text.replace("tables:\n", f"{lines}tables:\n", 1)


def wide_of(columns: list[Sampled], answers: Mapping[str, str]) -> Wide | None:
    """The months of a file that has a column for each; None for other files."""
    by_name = {column.name: column for column in columns}
    months = {name: month for name, month in month_columns(by_name).items() if _holds_amounts(by_name[name])}
    if len(months) < 2:
        return None
    taken = {column.name.casefold() for column in columns}
    questions = [*_asking_the_year(months, answers), *_asking_the_values(months, by_name, answers)]
    year, said = answers.get("year", ""), answers.get("months", "")
    told = {name: _first_day(month, year) for name, month in months.items()}
    asks_values = any(question.key == "months" for question in questions)
    value = TO_BE_SAID if asks_values else _free(_VALUES.get(said, "amount"), taken)
    evidence = f"{len(months)} columns are named by months, {', '.join(list(months)[:3])} and so on, and hold numbers"
    assumption = Assumption("months", "", "a row for each month, from a column for each", evidence)
    name = "date" if said in ("nps", "csat") else "month"  # each is a usual name of the column it becomes
    return Wide(Unpivot(told, _free(name, taken), value), (assumption,), tuple(questions))


def _holds_amounts(column: Sampled) -> bool:
    fitting = sum(bool(_AMOUNT.fullmatch(value)) for value in column.values)
    return fitting >= MOST * len(column.values)


def _first_day(month: Month, year: str) -> str:
    told, number = month
    known = str(told) if told else year if re.fullmatch(r"(19|20)\d\d", year) else TO_BE_SAID
    return f"{known}-{number:02d}-01"


def _asking_the_year(months: Mapping[str, Month], answers: Mapping[str, str]) -> list[Question]:
    if any(year for year, _ in months.values()) or re.fullmatch(r"(19|20)\d\d", answers.get("year", "")):
        return []
    named = list(months)
    asked = f"Of which year are the columns {named[0]} to {named[-1]}?"
    return [Question("year", "", asked, "Their names are months without a year. Give it, such as 2026.", ())]


def _asking_the_values(
    months: Mapping[str, Month], by_name: Mapping[str, Sampled], answers: Mapping[str, str]
) -> list[Question]:
    if answers.get("months") in _VALUES:
        return []
    values = [value for name in months for value in by_name[name].values]
    if not values or not all(re.fullmatch(r"\d{1,2}", value) and int(value) <= _HIGHEST_SCORE for value in values):
        return []
    choices = (
        Choice("revenue", "what each customer paid in the month"),
        Choice("nps", "how likely each would recommend you, 0 to 10"),
        Choice("csat", "how satisfied each was"),
    )
    evidence = f"All {len(values):,} values looked at are whole numbers up to {max(map(int, values))}."
    return [Question("months", "", "What do the numbers under the months say?", evidence, choices)]


def _free(name: str, taken: set[str]) -> str:
    return next(free for free in (name, f"{name} of the column", f"{name} of that column") if free not in taken)
