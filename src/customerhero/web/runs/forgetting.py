"""What runs and jobs told of somebody who was erased, and what people typed about findings."""

from __future__ import annotations

from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import JobFailure
from customerhero.web.people.forgetting import forget_in_sessions
from customerhero.web.runs.erased import Erased
from customerhero.web.runs.models import Breakdown, Dismissal


def forget_talk(erased: Erased) -> None:
    """Reasons of failures, reasons of dismissals, and what sessions still hold."""
    erased.struck(JobFailure.objects.filter(at__lte=erased.at), "reason", told=True)
    erased.struck(Breakdown.objects.filter(at__lte=erased.at), "reason", told=True)
    erased.struck(Dismissal.objects.all(), "reason")
    DBTaskResult.objects.exclude(traceback="").update(traceback="")
    forget_in_sessions(erased.may_name)
