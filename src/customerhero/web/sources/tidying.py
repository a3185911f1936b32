"""What is not needed any more is removed: half received files, and files whose facts are in the lake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from customerhero.web.jobs.background import job
from customerhero.web.runs.erased import Erased
from customerhero.web.sources.folders import forgotten_name
from customerhero.web.sources.keeping import forget, forget_abandoned
from customerhero.web.sources.models import (
    Acceptance,
    Answer,
    Clearing,
    Fetch,
    Known,
    Look,
    Receipt,
    Refusal,
    SavedMapping,
    Source,
    Undoing,
    Upload,
)

KEPT_AFTER_IMPORT: Final = timedelta(days=7)
KEPT_WITHOUT_IMPORT: Final = timedelta(days=30)


@job()
def tidy_uploads() -> None:
    """Clear files a week after their import and others after a month, and what lost connections left behind."""
    now = timezone.now()
    for upload in Upload.objects.filter(clearing=None, at__lt=now - KEPT_AFTER_IMPORT):
        if _is_over(upload, now):
            _clear(upload)
    forget_abandoned(set(Upload.objects.filter(clearing=None).values_list("folder", flat=True)))


def clear_imported(erased: Erased) -> None:
    """Somebody was erased from the lake: files that came before may hold them and go, and so does what they said."""
    for upload in Upload.objects.filter(clearing=None, at__lte=erased.at):
        _clear(upload)
    erased.struck(Refusal.objects.filter(at__lte=erased.at), "reason", told=True)
    erased.struck(Acceptance.objects.filter(at__lte=erased.at), "told", told=True)
    erased.struck(Undoing.objects.filter(at__lte=erased.at), "reason", told=True)
    erased.struck(Fetch.objects.filter(at__lte=erased.at), "trouble", told=True)
    for rows, field in ((Upload, "name"), (Source, "name"), (SavedMapping, "text"), (Answer, "value"), (Answer, "key")):
        erased.struck(rows._default_manager.all(), field)
    for known in (one for one in Known.objects.all() if erased.names(one.name)):
        Known.objects.filter(pk=known.pk).update(name=forgotten_name(known.name))  # else the file would come once more
    for receipt in Receipt.objects.filter(at__lte=erased.at):
        said = {part: receipt.notes.get(part, []) for part in ("first", "told")}
        kept = {part: [one for one in listed if not erased.may_name(one)] for part, listed in said.items()}
        Receipt.objects.filter(pk=receipt.pk).update(notes={**receipt.notes, **kept})


def _clear(upload: Upload) -> None:
    """The file goes, and with it what its first rows said."""
    with transaction.atomic():
        Clearing.objects.get_or_create(upload=upload)
        Look.objects.filter(upload=upload).delete()
        SavedMapping.objects.filter(upload=upload).update(trial=None, seen=None)
        Answer.objects.filter(upload=upload).update(asked={})
    forget(upload.folder)


def _is_over(upload: Upload, now: datetime) -> bool:
    newest = Receipt.objects.filter(imported__upload=upload).order_by("-at").first()
    return newest.at < now - KEPT_AFTER_IMPORT if newest else upload.at < now - KEPT_WITHOUT_IMPORT
