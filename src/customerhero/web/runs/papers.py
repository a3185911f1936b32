"""The agenda's files are written again: when a finding was put aside or taken back, and when somebody was erased.

What was put aside is not printed; the workbook keeps everything that was computed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from customerhero.findings import Answer, Table
from customerhero.findings.agenda import Agenda
from customerhero.web.jobs.background import job
from customerhero.web.runs.dismissing import standing_at
from customerhero.web.runs.models import Completion, Dismissal, Run, StoredAnswer, StoredReport, StoredTable
from customerhero.web.runs.packing import rows_from
from customerhero.web.runs.reading import agenda_of, newest_run
from customerhero.wording.languages import words_in


def print_after_decision(dismissal: Dismissal) -> None:
    """Have the papers that people take home now printed anew: of the finding's run, its month, and the newest month."""
    runs = {run.pk for run in (newest_run(dismissal.month), newest_run()) if run and run.month >= dismissal.month}
    if dismissal.finding is not None:
        runs.add(dismissal.finding.run_id)
    for run in sorted(runs):
        print_anew.enqueue(run)


@job()
def print_anew(run_id: int) -> None:
    """Write the PDF of a finished run again."""
    run = Run.objects.filter(pk=run_id, completion__isnull=False).first()
    if run is not None:
        write_anew(run, ("pdf",))


def write_anew(run: Run, kinds: Collection[str]) -> None:
    """Write files of a finished run again, in every language, from what the run kept."""
    from customerhero.reports.paper import agenda_pdf  # noqa: PLC0415  # only workers load the printer
    from customerhero.reports.workbook import agenda_xlsx  # noqa: PLC0415

    with transaction.atomic():
        Completion.objects.select_for_update().get(run=run)  # of two jobs the one that read later writes later
        whole = _whole(run)
        printed = _without(whole, set(standing_at(run.month)))
        for language, _ in settings.LANGUAGES:
            if "pdf" in kinds:
                _keep(run, "pdf", language, agenda_pdf(printed, words_in(language)))
            if "xlsx" in kinds:
                _keep(run, "xlsx", language, agenda_xlsx(whole, words_in(language)))


def _keep(run: Run, kind: str, language: str, content: bytes) -> None:
    StoredReport.objects.filter(run=run, kind=kind, language="").delete()  # written before there were several
    StoredReport.objects.update_or_create(run=run, kind=kind, language=language, defaults={"content": content})


def _whole(run: Run) -> Agenda:
    """The agenda with its answers and their tables."""
    rows = StoredAnswer.objects.filter(run=run).order_by("pk").prefetch_related("tables")
    answers = {
        row.insight: Answer(row.insight, {}, {one.name: _table(one) for one in row.tables.all()}) for row in rows
    }
    return replace(agenda_of(run), answers=answers)


def _table(kept: StoredTable) -> Table:
    times = {at for at, name in enumerate(kept.columns) if name.endswith("_at")}
    rows = (tuple(_cell(value, at in times) for at, value in enumerate(row)) for row in rows_from(bytes(kept.rows)))
    return Table(tuple(kept.columns), tuple(rows))


def _cell(value: Any, is_time: bool) -> Any:
    """Times are kept as text."""
    return datetime.fromisoformat(value) if is_time and isinstance(value, str) else value


def _without(agenda: Agenda, aside: set[str]) -> Agenda:
    return replace(
        agenda,
        findings=tuple(finding for finding in agenda.findings if finding.key not in aside),
        further=tuple(finding for finding in agenda.further if finding.key not in aside),
    )
