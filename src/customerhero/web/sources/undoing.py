"""Taking an import back: only the newest that stands, by a job that may run twice."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customerhero.errors import HeroError
from customerhero.facts.lake import Lake
from customerhero.web.jobs.background import job, progress
from customerhero.web.jobs.lanes import IMPORTS
from customerhero.web.people.models import Person
from customerhero.web.runs.starting import start_run
from customerhero.web.sources.models import Import, Receipt, Undoing


def may_be_undone(imported: Import) -> bool:
    """Whether it is the newest import that stands, and nobody has asked for it to be taken back."""
    receipt = Receipt.objects.filter(imported=imported, seen_before=False).first()
    if receipt is None or imported.undoings.filter(reason="").exists():
        return False
    newer = Receipt.objects.filter(seen_before=False, number__gt=receipt.number)
    return not newer.exclude(imported__undoings__done_at__isnull=False).exists()


def ask_undoing(imported: Import, person: Person | None) -> Undoing | None:
    """Have an import taken back; None when it cannot be."""
    with transaction.atomic():
        Import.objects.select_for_update().get(pk=imported.pk)
        if not may_be_undone(imported):
            return None
        undoing = Undoing.objects.create(imported=imported, by=person)
        queued = take_back.enqueue(undoing.pk)
        Undoing.objects.filter(pk=undoing.pk).update(job_id=str(queued.id))
    return undoing


@job(IMPORTS)
def take_back(undoing_id: int) -> None:
    """Take an import out of the lake and start a run; HeroError with the reason when it cannot."""
    undoing = Undoing.objects.select_related("imported__receipt", "by").filter(pk=undoing_id).first()
    if undoing is None or undoing.done_at:
        return
    progress("undo")
    try:
        _undone(undoing.imported.receipt.number)
    except HeroError as trouble:
        Undoing.objects.filter(pk=undoing_id).update(reason=str(trouble))
        raise
    with transaction.atomic():
        Undoing.objects.filter(pk=undoing_id).update(done_at=timezone.now(), reason="")
        start_run("import", undoing.by)


def finish_what_the_lake_undid(undoing_id: int) -> None:
    """Say that an import was taken back whose job was ended after the lake had done it."""
    undoing = Undoing.objects.select_related("imported__receipt", "by").filter(pk=undoing_id, done_at=None).first()
    if undoing is not None and undoing.imported.receipt.number not in _standing():
        take_back.call(undoing_id)


def _standing() -> set[int]:
    return {entry.number for entry in Lake.open(settings.LAKE).standing_imports()}


def _undone(number: int) -> None:
    """An attempt that was killed after the lake had done it is not made again."""
    if number in _standing():
        Lake.open(settings.LAKE).undo(number)
