"""An upload taken away by the person who brought it, as long as no import used it; the trail keeps that it was."""

from __future__ import annotations

from datetime import timedelta

from auditlog.models import LogEntry
from django.db import transaction
from django.utils import timezone

from customerhero.web.people.models import Person
from customerhero.web.sources.keeping import forget
from customerhero.web.sources.models import Upload


def may_be_removed(upload: Upload, person: Person) -> bool:
    """Whether it is somebody's own, and no import was asked for."""
    return upload.by_id == person.pk and not upload.imports.exists()


def remove(upload: Upload, person: Person) -> bool:
    """Take an upload away with all that was said of it; whether that could be done."""
    with transaction.atomic():
        found = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if found is None or not may_be_removed(found, person):
            return False
        found.delete()
        transaction.on_commit(lambda: forget(upload.folder))
    return True


def removed_lately(person: Person, within: timedelta) -> int:
    """How many uploads somebody took away lately: they count as brought."""
    removals = LogEntry.objects.get_for_model(Upload).filter(action=LogEntry.Action.DELETE, actor=person)
    return int(removals.filter(timestamp__gt=timezone.now() - within).count())
