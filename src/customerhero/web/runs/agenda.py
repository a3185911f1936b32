"""The pages of the agenda: the newest, a month's newest, and each as it was known then."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customerhero.findings.months import month_name, month_start, months_before
from customerhero.web.doors import door
from customerhero.web.look.kept_pages import Page, kept_page
from customerhero.web.people.models import Person
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.attempts import newest_attempt
from customerhero.web.runs.composition import composed
from customerhero.web.runs.dismissing import state_of_decisions
from customerhero.web.runs.may import DECIDE_ON_FINDINGS, SEE_FINDINGS, START_RUNS
from customerhero.web.runs.models import Reading, Run
from customerhero.web.runs.reading import finished, months_with_runs, newest_run, state_of_runs

MONTHS_OFFERED: Final = 24
OTHERS_SHOWN: Final = 30


@door(SEE_FINDINGS)
@require_safe
def newest(request: HttpRequest) -> HttpResponseBase:
    """The newest agenda; before the first, how to come to one."""
    return _page(request, newest_run(), None)


@door(SEE_FINDINGS)
@require_safe
def of_month(request: HttpRequest, month: str) -> HttpResponseBase:
    """The newest agenda of a month."""
    return _page(request, newest_run(month), month)


@door(SEE_FINDINGS)
@require_safe
def of_run(request: HttpRequest, month: str, run: int) -> HttpResponseBase:
    """The agenda of a month as one run knew it."""
    known = finished().filter(month=month, pk=run).first()
    if known is None:
        raise Http404
    return _page(request, known, month)


def _page(request: HttpRequest, run: Run | None, month: str | None) -> HttpResponseBase:
    person = signed_in(request)
    attempt = newest_attempt(month, run)
    shown: dict[str, Any] = {
        "attempt": attempt,
        "month": month,
        "run": run,
        "may_start": START_RUNS.lets_in(person),
        "may_decide": DECIDE_ON_FINDINGS.lets_in(person),
    }
    if run is None:
        return render(request, "runs/no_agenda.html", {**shown, **_months(month or "")})
    _was_read(run, person)

    def told() -> Page:
        return Page("runs/agenda.html", {**shown, "page": composed(run), **_others(run), **_months(run.month)})

    if attempt:
        return render(request, *told())
    return kept_page(request, (state_of_runs(), state_of_decisions()), told)


def _others(run: Run) -> dict[str, Any]:
    known = list(finished().filter(month=run.month)[:OTHERS_SHOWN])
    newer = known[0] if known and known[0].pk != run.pk else None
    return {"others": [other for other in known if other.pk != run.pk], "newer": newer}


def _months(shown: str) -> dict[str, Any]:
    made = months_with_runs()
    last = max([*made, shown], default="")
    if not last:
        return {"months": made, "months_to_make": []}
    start = month_start(last)
    offered = [month_name(months_before(start, count)) for count in range(-1, MONTHS_OFFERED)]
    return {"months": made, "months_to_make": offered}


def _was_read(run: Run, person: Person) -> None:
    """Only the first time writes."""
    if not Reading.objects.filter(run=run, person=person).exists():
        Reading.objects.get_or_create(run=run, person=person)
