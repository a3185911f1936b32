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
from customerhero.web.jobs.lanes import AGENDAS
from customerhero.web.runs.credit import is_for_everybody
from customerhero.web.runs.dismissing import standing_at
from customerhero.web.runs.models import Dismissal, Run, StoredAnswer, StoredReport, StoredTable
from customerhero.web.runs.packing import rows_from
from customerhero.web.runs.reading import agenda_of
from customerhero.wording.languages import words_in


def print_after_decision(dismissal: Dismissal) -> None:
    """Have every paper printed anew that a decision about a finding touches."""
    for run_id in sorted(papers_of(dismissal)):
        print_anew.enqueue(run_id)


def papers_of(dismissal: Dismissal) -> set[int]:
    """The newest run of each month from the dismissal's on, and the run the finding was put aside in."""
    runs = Run.objects.filter(completion__isnull=False, month__gte=dismissal.month, findings__key=dismissal.key)
    newest = dict(runs.order_by("asked_at", "pk").values_list("month", "pk"))
    return {*newest.values(), *({dismissal.finding.run_id} if dismissal.finding else ())}


@job(AGENDAS)
def print_anew(run_id: int) -> None:
    """Write the PDF of a finished run again."""
    run = Run.objects.filter(pk=run_id, completion__isnull=False).first()
    if run is not None:
        write_anew(run, ("pdf",))


def write_anew(run: Run, kinds: Collection[str]) -> None:
    """Write files of a finished run again, in every language, from what the run kept."""
    from customerhero.reports.paper import agenda_pdf  # noqa: PLC0415  # only workers load the printer
    from customerhero.reports.workbook import agenda_xlsx  # noqa: PLC0415

    whole = _whole(run)
    printed = _without(whole, set(standing_at(run.month)))
    made: dict[tuple[str, str], bytes] = {}
    for language, _ in settings.LANGUAGES:
        if "pdf" in kinds:
            made["pdf", language] = agenda_pdf(printed, words_in(language))
        if "xlsx" in kinds:
            made["xlsx", language] = agenda_xlsx(whole, words_in(language))
    with transaction.atomic():  # only now: drawing takes seconds, and on SQLite one writes at a time
        for (kind, language), content in made.items():
            StoredReport.objects.update_or_create(run=run, kind=kind, language=language, defaults={"content": content})
        StoredReport.objects.filter(run=run, kind__in=kinds, language="").delete()  # from before there were several


def _whole(run: Run) -> Agenda:
    """The agenda with its answers, and of their tables those that may be taken home."""
    rows = StoredAnswer.objects.filter(run=run).order_by("pk").prefetch_related("tables")
    answers = {row.insight: Answer(row.insight, {}, _tables(row)) for row in rows}
    return replace(agenda_of(run), answers=answers)


def _tables(answer: StoredAnswer) -> dict[str, Table]:
    return {one.name: _table(one) for one in answer.tables.all() if is_for_everybody(answer.insight, one.name)}


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
