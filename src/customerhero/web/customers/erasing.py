"""Erasing a customer from lake and workplace: by a job fit to be done twice, with a receipt that names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.errors import LakeError
from customerhero.facts.handing_over import folder_of, hand_over
from customerhero.web.customers.models import Erasure
from customerhero.web.jobs.background import job, progress
from customerhero.web.jobs.lanes import AGENDAS
from customerhero.web.jobs.models import JobFailure
from customerhero.web.jobs.seeing_to import retry
from customerhero.web.people.forgetting import scrub
from customerhero.web.people.models import Person
from customerhero.web.people.sayings import pseudonym_of
from customerhero.web.runs.erased import Erased, pattern
from customerhero.web.runs.erasures import Told, follow

if TYPE_CHECKING:
    from customerhero.facts.lake import Erasure as LakeErasure
    from customerhero.facts.lake import Lake

_PATIENCE = 2.0
"""Seconds a page waits for whoever writes to the lake."""


@dataclass(frozen=True)
class Found:
    """What the lake holds of a customer: rows by table, and what else names them."""

    rows: Mapping[str, int]
    others: Mapping[str, int]


def would_go(customer_id: str) -> Found | None:
    """What would be erased from the lake; None when somebody writes to it just now and it cannot be told."""
    from customerhero.facts.lake import Lake, LakeOptions  # noqa: PLC0415  # the engine is heavy

    options = LakeOptions(memory_limit="500MB", wait_seconds=_PATIENCE)
    try:
        would = Lake.open(settings.LAKE, options).would_erase(customer_id)
    except LakeError:
        return None
    return None if would is None else _found(would)


def ask_erasure(customer_id: str, reason: str, person: Person) -> Erasure:
    """Have a customer erased; who is being erased already is not erased twice, and what came to nothing goes on."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        asked = _open_erasures(customer_id).first() or Erasure.objects.create(
            customer_id=customer_id, pseudonym=pseudonym_of(customer_id), reason=reason, by=person
        )
        if not _is_under_way(asked) and not (asked.job_id and retry(UUID(asked.job_id), person)):
            _enqueue(asked)
    return asked


def is_asked(customer_id: str) -> bool:
    """Whether somebody wanted the customer erased and it is not done, though the lake may know them no longer."""
    return _open_erasures(customer_id).exists()


def trouble_of(erasure: Erasure) -> str:
    """Why it could not be done; empty as long as it may still be."""
    if _is_under_way(erasure) or Erasure.objects.filter(pk=erasure.pk, done_at__isnull=False).exists():
        return ""
    failure = JobFailure.objects.filter(job_id=UUID(erasure.job_id)).first() if erasure.job_id else None
    return failure.reason if failure else _("The job that was to erase the customer is not kept any more.")


def finish_what_the_lake_forgot(erased: Erased) -> None:
    """An erasure whose job ended after the lake had forgotten the customer is finished: nothing brings them back."""
    ended = [one for one in Erasure.objects.filter(done_at=None).exclude(customer_id="") if not _is_under_way(one)]
    gone = erased.unknown("customer_id", {one.customer_id for one in ended}) if ended else set()
    for erasure in (one for one in ended if one.customer_id in gone):
        _enqueue(erasure)


def _open_erasures(customer_id: str) -> QuerySet[Erasure]:
    return Erasure.objects.filter(customer_id=customer_id, done_at=None)


def _is_under_way(erasure: Erasure) -> bool:
    waits_or_runs = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    jobs = DBTaskResult.objects.filter(status__in=waits_or_runs)
    return bool(erasure.job_id) and jobs.filter(pk=UUID(erasure.job_id)).exists()


def _enqueue(erasure: Erasure) -> None:
    queued = erase.enqueue(erasure.pk)
    Erasure.objects.filter(pk=erasure.pk).update(job_id=str(queued.id))


@job(AGENDAS)
def erase(erasure_id: int) -> None:
    """Erase a customer from the lake and from everything the workplace keeps; killed half way, it is done again."""
    erasure = Erasure.objects.select_related("by").filter(pk=erasure_id).first()
    if erasure is None or erasure.done_at:
        return
    if erasure.customer_id:
        progress("erase")
        _from_lake(erasure)
        progress("forget")
        _from_workplace(erasure)
    (folder_of(settings.LAKE) / f"{_handed_as(erasure)}.json").unlink(missing_ok=True)
    scrub()
    Erasure.objects.filter(pk=erasure_id).update(done_at=timezone.now())


def _from_lake(erasure: Erasure) -> None:
    """What it holds is written down first: an attempt that was killed after erasing finds nothing any more.

    The words are handed over too, for whoever follows the erasure if this job never comes to it.
    """
    from customerhero.facts.lake import Lake  # noqa: PLC0415  # only workers load the engine
    from customerhero.facts.lake.trouble import told  # noqa: PLC0415

    lake = Lake.open(settings.LAKE)
    found = _looked(lake, erasure.customer_id)
    if found.rows or found.others or not erasure.words:
        _write_down(erasure, found, lake)
    with told(folder_of(settings.LAKE)):
        hand_over(settings.LAKE, _handed_as(erasure), erasure.words)
    lake.erase(erasure.customer_id)
    erasure.commit = _commit_of_it(lake, erasure.commit or 0)


def _write_down(erasure: Erasure, found: Found, lake: Lake) -> None:
    """Until it is done, `commit` is the lake's newest from before."""
    from customerhero.facts.naming import words_of_customer  # noqa: PLC0415  # only workers load the engine

    erasure.words = list(words_of_customer(lake.facts(), erasure.customer_id))
    erasure.rows, erasure.others = dict(found.rows), dict(found.others)
    erasure.commit = max((entry.number for entry in lake.history()), default=0)
    told = {name: getattr(erasure, name) for name in ("words", "rows", "others", "commit")}
    Erasure.objects.filter(pk=erasure.pk).update(**told)  # past the trail, which shall not have the words


def _commit_of_it(lake: Lake, before: int) -> int | None:
    """The first erasure since: when this attempt found nothing any more, an earlier one made it."""
    made = (entry.number for entry in lake.history() if entry.kind == "erasure" and entry.number > before)
    return next(made, None)


def _handed_as(erasure: Erasure) -> str:
    return f"receipt-{erasure.pk}"


def _looked(lake: Lake, customer_id: str) -> Found:
    return _found(lake.erase(customer_id, dry_run=True))


def _found(found: LakeErasure) -> Found:
    others = {name: getattr(found, name) for name in ("refused_rows", "notes", "arrivals", "files")}
    return Found(dict(found.rows), {name: count for name, count in others.items() if count})


def _from_workplace(erasure: Erasure) -> None:
    """Who it was is forgotten here in the same transaction in which the trail gets its line."""
    from customerhero.web.runs.lakeside import unknown  # noqa: PLC0415  # only workers load the engine

    erased = Erased(timezone.now(), unknown, pattern(erasure.words))
    rows: dict[str, Any] = {"rows": erasure.rows}
    told = Told(erasure.commit or 0, rows, erasure.pseudonym, erasure.pk, erasure.by)

    def close() -> None:
        reason = erased.without(erasure.reason)
        nobody: dict[str, Any] = {"customer_id": "", "words": [], "reason": reason, "commit": erasure.commit}
        Erasure.objects.filter(pk=erasure.pk).update(**nobody)

    follow(erased, told, close)
