"""The agenda on paper follows what is decided: a finding that was put aside is not printed, one taken back is."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import transaction

from customerhero.findings import Answer
from customerhero.findings.agenda import Agenda
from customerhero.web.jobs.background import job
from customerhero.web.runs.dismissing import standing_at
from customerhero.web.runs.models import Completion, Dismissal, Run, StoredAnswer, StoredReport
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
    """Write the PDF of a finished run again, in every language, from what the run kept."""
    from customerhero.reports.paper import agenda_pdf  # noqa: PLC0415  # only workers load the printer

    run = Run.objects.filter(pk=run_id, completion__isnull=False).first()
    if run is None:
        return
    told = _without(_with_insights(agenda_of(run), run), set(standing_at(run.month)))
    papers = {language: agenda_pdf(told, words_in(language)) for language, _ in settings.LANGUAGES}
    with transaction.atomic():
        Completion.objects.select_for_update().get(run=run)  # two jobs of one run: the later one's paper stays
        for language, content in papers.items():
            StoredReport.objects.update_or_create(run=run, kind="pdf", language=language, defaults={"content": content})


def _with_insights(agenda: Agenda, run: Run) -> Agenda:
    """What answered is told on the last page; the answers' tables are not printed."""
    names = StoredAnswer.objects.filter(run=run).order_by("pk").values_list("insight", flat=True)
    return replace(agenda, answers={name: Answer(name, {}, {}) for name in names})


def _without(agenda: Agenda, aside: set[str]) -> Agenda:
    return replace(
        agenda,
        findings=tuple(finding for finding in agenda.findings if finding.key not in aside),
        further=tuple(finding for finding in agenda.further if finding.key not in aside),
    )
