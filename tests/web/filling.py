"""A small company in a lake, and its agenda in the database: what pages need to show something.

`fill(folder)` costs some seconds and is meant for a session; `Filled.store()` keeps a finished run and is quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.test.utils import override_settings
from django.utils import timezone

from customerhero.demo import Company, generate
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.web.runs import settings_of_insights
from customerhero.web.runs.computing import computed
from customerhero.web.runs.models import Run
from customerhero.web.runs.storing import Computed, store

SMALL = Company(customers=400, events=12_000, months=14)


@dataclass(frozen=True)
class Filled:
    """A lake and what a run over it computed."""

    lake: Path
    computed: Computed
    before: Computed
    """The agenda of the month before."""

    def store(self, reason: str = Run.Reason.IMPORT) -> Run:
        """Keep the runs of both months as finished; the newest one."""
        earlier = timezone.now() - timedelta(days=30)
        kept(self.before, Run(reason=reason, asked_at=earlier, started_at=earlier))
        return kept(self.computed, Run(reason=reason, started_at=timezone.now()))


def fill(folder: Path, company: Company = SMALL) -> Filled:
    """Generate a company into `folder`/lake and compute two months of its agenda; needs no database."""
    lake = lake_in(folder, company)
    with override_settings(LAKE=lake, COMPANY="Nordlicht Homes"), patch.object(settings_of_insights, "_SETTLED", {}):
        now = computed(Run(), _quietly)
        before = computed(Run(month=_month_before(now.agenda.month), chosen=True), _quietly)
    return Filled(lake, now, before)


def lake_in(folder: Path, company: Company = SMALL) -> Path:
    """A company imported into `folder`/lake as a user would."""
    made = generate(company, folder / "data")
    lake = Lake.create(folder / "lake")
    for table, file in made.files.items():
        import_file(file, lake, ImportOptions(table))
    return folder / "lake"


def kept(computed: Computed, run: Run) -> Run:
    """A run stored as finished."""
    run.save()
    store(run, computed)
    run.refresh_from_db()
    return run


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def _quietly(phase: str, done: int, total: int) -> None:
    """Nobody watches."""
