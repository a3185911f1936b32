"""What is not needed any more is removed: half received files, and files whose facts are in the lake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from customerhero.web.jobs.background import job
from customerhero.web.runs.models import FollowedErasure
from customerhero.web.sources.keeping import forget, forget_abandoned
from customerhero.web.sources.models import Clearing, Receipt, Upload

KEPT_AFTER_IMPORT: Final = timedelta(days=7)
KEPT_WITHOUT_IMPORT: Final = timedelta(days=30)


@job()
def tidy_uploads() -> None:
    """Clear files a week after their import, others after a month, and what lost connections left behind.

    Files that came in before somebody was erased from the lake are cleared the next day.
    """
    now = timezone.now()
    for upload in Upload.objects.filter(clearing=None, at__lt=now - KEPT_AFTER_IMPORT):
        if _is_over(upload, now):
            with transaction.atomic():
                Clearing.objects.get_or_create(upload=upload)
            forget(upload.folder)
    forget_abandoned(set(Upload.objects.filter(clearing=None).values_list("folder", flat=True)))


def _is_over(upload: Upload, now: datetime) -> bool:
    newest = Receipt.objects.filter(imported__upload=upload).order_by("-at").first()
    if newest and FollowedErasure.objects.filter(erased_at__gt=newest.at).exists():
        return True  # it may hold who was erased
    return newest.at < now - KEPT_AFTER_IMPORT if newest else upload.at < now - KEPT_WITHOUT_IMPORT
