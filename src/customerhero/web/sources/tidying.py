"""What is not needed any more is removed: half received files, and files whose facts are in the lake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from customerhero.web.jobs.background import job
from customerhero.web.runs.erasures import Erased
from customerhero.web.sources.keeping import forget, forget_abandoned
from customerhero.web.sources.models import Clearing, Look, Receipt, SavedMapping, Upload

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
    """Somebody was erased from the lake: files that had been brought in before may hold them, and go."""
    for upload in Upload.objects.filter(clearing=None, imports__receipt__at__lte=erased.at).distinct():
        _clear(upload)


def _clear(upload: Upload) -> None:
    """The file goes, and with it what its first rows said."""
    with transaction.atomic():
        Clearing.objects.get_or_create(upload=upload)
        Look.objects.filter(upload=upload).delete()
        SavedMapping.objects.filter(upload=upload).update(trial=None)
    forget(upload.folder)


def _is_over(upload: Upload, now: datetime) -> bool:
    newest = Receipt.objects.filter(imported__upload=upload).order_by("-at").first()
    return newest.at < now - KEPT_AFTER_IMPORT if newest else upload.at < now - KEPT_WITHOUT_IMPORT
