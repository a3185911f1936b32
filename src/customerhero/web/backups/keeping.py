"""Backups and rehearsals as rows: asked for, kept, pruned, and how it stands with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customerhero.web.backups.models import Backup, BackupMade, BackupRemoval, Rehearsal, RehearsalOutcome
from customerhero.web.jobs.standing import unended
from customerhero.web.people.models import Person

RHYTHM: Final = timedelta(days=6, hours=12)
"""After so long without one a rehearsal is due: looked at each night, that is once a week."""
LATE: Final = timedelta(hours=50)
"""After so long without a backup something is wrong with the nightly one."""


@dataclass(frozen=True)
class Standing:
    """How it stands with backups, for the page and the desk."""

    newest: BackupMade | None
    rehearsed: RehearsalOutcome | None
    late_since: datetime | None
    """Since when a backup is missing."""

    @property
    def could_restore(self) -> bool:
        """Whether the newest rehearsal went well and a backup is there."""
        went_well = self.rehearsed is not None and self.rehearsed.is_tried and not self.rehearsed.trouble
        return self.newest is not None and went_well


def start_backup(reason: str, by: Person | None = None) -> Backup:
    """Have a backup made; one that waits or is being made is enough."""
    from customerhero.web.backups.jobs import back_up  # noqa: PLC0415  # jobs know this module

    with transaction.atomic():
        waiting = Backup.objects.filter(made=None, job_id__in=unended().values("pk")).first()
        if waiting:
            return waiting
        backup = Backup.objects.create(reason=reason, by=by)
        backup.job_id = UUID(str(back_up.enqueue(backup.pk).id))
        backup.save(update_fields=["job_id"])
    return backup


def start_rehearsal(by: Person | None = None) -> Rehearsal | None:
    """Have a restore of the newest backup rehearsed; None when there is none."""
    from customerhero.web.backups.jobs import rehearse  # noqa: PLC0415

    newest = newest_backup()
    if newest is None:
        return None
    with transaction.atomic():
        waiting = Rehearsal.objects.filter(job_id__in=unended().values("pk")).first()
        if waiting:
            return waiting
        rehearsal = Rehearsal.objects.create(backup=newest.backup, by=by)
        rehearsal.job_id = UUID(str(rehearse.enqueue(rehearsal.pk).id))
        rehearsal.save(update_fields=["job_id"])
    return rehearsal


def ended(outcome: RehearsalOutcome) -> None:
    """Keep how a rehearsal ended; that it could not be tried before is no longer so."""
    with transaction.atomic():
        RehearsalOutcome.objects.filter(rehearsal=outcome.rehearsal, is_tried=False).delete()
        outcome.save()


def could_not_be_tried(rehearsal: Rehearsal, reason: str) -> None:
    """Keep that a rehearsal said nothing of its backup, and why."""
    ended(RehearsalOutcome(rehearsal=rehearsal, seconds=0.0, is_tried=False, trouble=reason or "?"))


def newest_backup() -> BackupMade | None:
    """The newest backup whose file is there."""
    kept = BackupMade.objects.filter(backup__removal=None).select_related("backup").order_by("-at", "-pk")
    return next((made for made in kept if Path(made.file).is_file()), None)


def rehearsal_is_due() -> bool:
    """Whether a backup is there and none was tried for a week."""
    tried = RehearsalOutcome.objects.filter(is_tried=True, at__gt=timezone.now() - RHYTHM).exists()
    return not tried and newest_backup() is not None


def prune() -> int:
    """Remove the files of all but the newest backups; how many went. What somebody put beside them stays."""
    kept = BackupMade.objects.filter(backup__removal=None).order_by("-at", "-pk")
    surplus = list(kept[settings.BACKUPS_KEPT :])
    for made in surplus:
        Path(made.file).unlink(missing_ok=True)
        BackupRemoval.objects.get_or_create(backup_id=made.backup_id)
    return len(surplus)


def standing() -> Standing:
    """How it stands now."""
    return Standing(newest_backup(), RehearsalOutcome.objects.order_by("-at", "-pk").first(), _late_since())


def _late_since() -> datetime | None:
    """Only where a backup is made each night, and from the second night on."""
    if not settings.BACKUPS:
        return None
    newest = BackupMade.objects.order_by("-at").first()
    since = newest.at if newest else Backup.objects.order_by("at").values_list("at", flat=True).first()
    return since if since and since < timezone.now() - LATE else None
