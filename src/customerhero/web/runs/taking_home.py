"""The agenda to take home: the PDF and the workbook that were written when it was made, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from customerhero.web.doors import door
from customerhero.web.look.taking import Taken, take
from customerhero.web.runs.may import SEE_FINDINGS
from customerhero.web.runs.models import StoredReport
from customerhero.web.runs.reading import newest_run

KINDS: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@door(SEE_FINDINGS)
@require_safe
def report_of_month(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """The report of a month's newest agenda."""
    run = newest_run(month)
    return _report(request, run.pk if run else 0, month, kind)


@door(SEE_FINDINGS)
@require_safe
def report_of_run(request: HttpRequest, month: str, run: int, kind: str) -> HttpResponse:
    """The report of one run."""
    return _report(request, run, month, kind)


def _report(request: HttpRequest, run: int, month: str, kind: str) -> HttpResponse:
    reports = StoredReport.objects.filter(run=run, run__month=month, kind=kind)
    known = list(reports.values_list("language", flat=True))
    mine = (get_language() or "").partition("-")[0]
    chosen = next((one for one in (mine, settings.LANGUAGE_CODE, *known) if one in known), None)
    report = reports.filter(language=chosen).first()
    if report is None:
        raise Http404
    take(request, Taken(f"agenda {month}", kind))
    shown = "inline" if kind == "pdf" else "attachment"
    language = report.language or settings.LANGUAGE_CODE
    name = f'{shown}; filename="agenda-{month}.{kind}"'
    headers = {"Content-Disposition": name, "Content-Language": language}
    return HttpResponse(bytes(report.content), content_type=KINDS[kind], headers=headers)
