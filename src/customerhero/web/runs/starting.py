"""A run is started: the row and its job are written together, so that neither is there without the other."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from customerhero.findings.months import month_start
from customerhero.web.people.models import Person
from customerhero.web.runs.making import make_agenda
from customerhero.web.runs.models import Run


def start_run(reason: str, person: Person | None = None, month: str = "", as_of: date | None = None) -> Run:
    """Have the agenda of a month made, of the last complete one when none is named; a like run that waits is enough.

    QuestionError when the month is not one.
    """
    if month:
        month_start(month)
    with transaction.atomic():
        return _waiting(month, as_of) or _begun(reason, person, month, as_of)


def _waiting(month: str, as_of: date | None) -> Run | None:
    untouched = Run.objects.filter(started_at=None, completion=None, breakdowns=None)
    return untouched.filter(month=month, chosen=bool(month), as_of=as_of).first()


def _begun(reason: str, person: Person | None, month: str, as_of: date | None) -> Run:
    run = Run.objects.create(reason=reason, asked_by=person, month=month, chosen=bool(month), as_of=as_of)
    run.job_id = UUID(str(make_agenda.enqueue(run.pk).id))
    run.save(update_fields=["job_id"])
    return run
