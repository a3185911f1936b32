"""An invented company whose troubles are known: its customers, cases and answers, for a first look and for tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from customerhero.demo.cases import Cases, before_leaving, everyday_cases, merged, steps_of, within
from customerhero.demo.cast import COMPANY_NAME
from customerhero.demo.customers import customer_columns, win
from customerhero.demo.events import Stage, case_columns, event_columns, play
from customerhero.demo.files import FORMATS, FileFormat, TableFile, table_files
from customerhero.demo.people import hire, people_rows, rule_rows, team_rows
from customerhero.demo.plots import script
from customerhero.demo.revenue import revenue_batches
from customerhero.demo.rhythm import calendar_of
from customerhero.demo.surveys import after_cases, each_quarter
from customerhero.demo.trouble import farewells, leaving_for_rule, stuck_by_rule
from customerhero.demo.truths import World, planted
from customerhero.errors import QuestionError

LAST_DAY: Final = date(2026, 10, 31)
Progress = Callable[[int, int], None]
"""Told how many of how many cases are written."""
_BATCH: Final = 100_000


@dataclass(frozen=True)
class Company:
    """How large the company is and which chance it comes from; `truths=False` is the same company without planted ones.

    `events` is an approximate target; `until` is the last day of the data, the last one of a month.
    """

    customers: int = 2_000
    events: int = 60_000
    seed: int = 1
    months: int = 24
    until: date = LAST_DAY
    truths: bool = True

    def __post_init__(self) -> None:
        if min(self.customers, self.events) < 1 or self.months < 3 or self.seed < 0:
            raise QuestionError(
                f"There is no company of {self.customers} customers, {self.events} events and {self.months} months.",
                "It needs at least one customer, one event, three months and a seed of 0 or more.",
            )
        if (self.until + timedelta(days=1)).day != 1:
            raise QuestionError(f"{self.until} is not the last day of a month.", "Name the last day of a whole month.")


@dataclass(frozen=True)
class Generated:
    """Where the company's files are."""

    files: Mapping[str, Path]
    truths: Path


def generate(
    company: Company, into: Path, progress: Progress | None = None, *, file_format: FileFormat = "parquet"
) -> Generated:
    """Write one file per canonical table and `truths.json` into a folder; the same company gives the same bytes.

    The files hold the columns of the contracts under their own names; events lie by case and in the
    order in which they happened. Raises QuestionError for a format that is neither "parquet" nor "csv".
    """
    if file_format not in FORMATS:
        raise QuestionError(f"The demo company is not written as {file_format!r}.", f"Choose {' or '.join(FORMATS)}.")
    world = draw(company)
    with table_files(into, file_format) as files:
        told = _written(company, world, files, progress or (lambda _done, _all: None))
    truths = into / "truths.json"
    truths.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return Generated({name: file.path for name, file in files.items()}, truths)


def draw(company: Company) -> World:
    """Who the customers and people are and which cases there are, before anything is written."""
    calendar = calendar_of(company.until, company.months, company.seed)
    customers = win(company.customers, calendar, company.seed, company.truths)
    staff = hire(company.events, company.seed, company.truths)
    drawn = everyday_cases(customers, calendar, company.events, company.seed)
    if company.truths:
        drawn = stuck_by_rule(drawn, company.seed)
        customers = leaving_for_rule(customers, within(drawn, company.events), company.seed)
        drawn = before_leaving(drawn, customers)
    goodbyes = farewells(customers, calendar, company.seed, company.truths)
    everyday = within(drawn, company.events - sum(int(steps_of(part).sum()) for part in goodbyes))
    cases = merged([everyday, *goodbyes])
    return World(customers, cases, staff, calendar)


def _written(company: Company, world: World, files: Mapping[str, TableFile], progress: Progress) -> dict[str, Any]:
    stage = Stage(script(), world.customers, world.staff, world.calendar, company.seed)
    machine_events = 0
    for batch, first in enumerate(range(0, len(world.cases), _BATCH)):
        cases = world.cases.take(slice(first, first + _BATCH))
        machine_events += _write_batch(stage, cases, batch, first, files)
        progress(min(first + _BATCH, len(world.cases)), len(world.cases))
    answers, fall = each_quarter(stage, files["feedback"].rows, company.truths)
    files["feedback"].write(answers)
    _write_rest(company, world, files)
    truths = planted(world, fall, machine_events, files["events"].rows) if company.truths else []
    rows = {name: file.rows for name, file in files.items()}
    return {
        "company": COMPANY_NAME,
        "made_of": asdict(company) | {"until": str(company.until)},
        "rows": rows,
        "truths": truths,
    }


def _write_batch(stage: Stage, cases: Cases, batch: int, first: int, files: Mapping[str, TableFile]) -> int:
    played, endings = play(stage, cases, batch)
    files["events"].write(event_columns(stage, cases, first, files["events"].rows, played))
    files["cases"].write(case_columns(cases, first, endings))
    files["feedback"].write(after_cases(stage, cases, endings, first, files["feedback"].rows))
    return int(((played.person == stage.staff.machine) & (played.person >= 0)).sum())


def _write_rest(company: Company, world: World, files: Mapping[str, TableFile]) -> None:
    files["customers"].write(customer_columns(world.customers, world.staff, world.calendar, company.seed))
    for columns in revenue_batches(world.customers, world.calendar, company.seed):
        files["revenue"].write(columns)
    files["people"].write_rows(people_rows(world.staff, world.calendar, company.seed))
    files["teams"].write_rows(team_rows())
    files["rules"].write_rows(rule_rows(world.staff))
