"""What waits for administrators: a backup that is missing, and a restore that would not work."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from customerhero.web.backups.keeping import standing
from customerhero.web.backups.may import LOOK_AFTER_BACKUPS
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import Waiting


def on_desk(person: Person) -> list[Waiting]:
    """For those who look after backups; why a single one failed stands with the failed jobs."""
    if not LOOK_AFTER_BACKUPS.lets_in(person):
        return []
    now, page, waiting = standing(), reverse("backups"), []
    if now.late_since:
        title = _("No backup was made for two days")
        waiting.append(Waiting(title, _("Each night one is due."), page, now.late_since, "shield"))
    if now.rehearsed and now.rehearsed.trouble:
        tried = _("A backup could not be restored when it was tried")
        title = tried if now.rehearsed.is_tried else _("Whether a backup could be restored could not be tried")
        why = now.rehearsed.trouble.partition("\n")[0]
        waiting.append(Waiting(title, why, page, now.rehearsed.at, "shield"))
    return waiting
