"""The jobs: a backup is made, a restore is rehearsed; each fit to be run twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from customerhero.errors import HeroError
from customerhero.web.backups.copies import WEEK, forget_upgrades
from customerhero.web.backups.forgetting import remove_remains
from customerhero.web.backups.keeping import (
    could_not_be_tried,
    ended,
    prune,
    rehearsal_is_due,
    start_backup,
    start_rehearsal,
)
from customerhero.web.backups.models import Backup, BackupFailure, BackupMade, Rehearsal
from customerhero.web.backups.parts import ENDING, NAME, DataFolder
from customerhero.web.backups.phases import tell
from customerhero.web.configuration import value
from customerhero.web.jobs.background import job
from customerhero.web.jobs.lanes import UPKEEP
from customerhero.web.jobs.standing import why_ended
from customerhero.web.jobs.taken import sentence


@job(UPKEEP)
def back_up(backup_id: int) -> None:
    """Make a backup that was asked for, and keep the newest ones; nothing happens when it is there already."""
    from customerhero.web.backups.making import Wanted, make_backup  # noqa: PLC0415  # only workers load the engine

    backup = Backup.objects.filter(pk=backup_id, made=None).first()
    if backup is None:
        return
    with _Told(lambda reason: BackupFailure.objects.create(backup=backup, reason=reason)):
        file = folder_of_backups() / _named(backup)
        file.unlink(missing_ok=True)  # there already: its job was killed before it could say so
        made = make_backup(Wanted(settings.DATA, file, value("DATABASE_URL")), tell=tell)
    BackupMade.objects.create(
        backup=backup,
        file=str(made.file),
        size=made.bytes,
        unpacked=made.manifest.bytes,
        seconds=made.seconds,
        rows=sum(made.manifest.rows.values()),
        facts=sum(made.manifest.facts.values()),
        lake_commit=made.manifest.lake_commit,
    )
    prune()


@job()
def back_up_nightly() -> None:
    """Have a backup made, where a folder for them is set."""
    if settings.BACKUPS:
        start_backup(Backup.Reason.NIGHTLY)


@job(UPKEEP)
def rehearse(rehearsal_id: int) -> None:
    """Restore a backup into a folder that is thrown away, and keep what was found."""
    from customerhero.web.backups.rehearsing import rehearsed  # noqa: PLC0415  # only workers load the engine

    rehearsal = _untried().filter(pk=rehearsal_id).select_related("backup__made").first()
    if rehearsal is not None:
        with _Told(lambda reason: could_not_be_tried(rehearsal, reason)):
            ended(rehearsed(rehearsal))


@job()
def rehearse_weekly() -> None:
    """Have a restore rehearsed when none was for a week."""
    if settings.BACKUPS and rehearsal_is_due():
        start_rehearsal()


@job(UPKEEP)
def settle_backup(backup_id: int) -> None:
    """The job that made a backup was ended: why is kept with it, and what it left is removed."""
    backup = Backup.objects.filter(pk=backup_id, made=None).first()
    if backup is not None:
        BackupFailure.objects.create(backup=backup, reason=why_ended(backup.job_id))
        if settings.BACKUPS:
            (folder_of_backups() / _named(backup)).unlink(missing_ok=True)
    remove_remains()


@job(UPKEEP)
def settle_rehearsal(rehearsal_id: int) -> None:
    """The job that rehearsed a restore was ended: why is kept with it, and what it left is removed."""
    rehearsal = _untried().filter(pk=rehearsal_id).first()
    if rehearsal is not None:
        could_not_be_tried(rehearsal, why_ended(rehearsal.job_id))
    remove_remains()


@job()
def tidy_copies() -> None:
    """Remove copies nobody needs: of backups and rehearsals that were cut off, and from before old upgrades."""
    remove_remains()
    forget_upgrades(DataFolder(settings.DATA), WEEK)


def folder_of_backups() -> Path:
    """The folder of backups, made when only its last part is missing; HeroError when there is none."""
    if not settings.BACKUPS:
        raise HeroError("No folder for backups is set.", "Set HERO_BACKUPS to one on another disk than the data.")
    folder = Path(settings.BACKUPS).expanduser().absolute()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as trouble:
        raise HeroError(
            f"The folder of backups {folder} cannot be used: {trouble.strerror}.",
            "Make it, or name another: HERO_BACKUPS.",
        ) from trouble
    return folder


def _named(backup: Backup) -> str:
    """What its file is called, each time its job runs."""
    return f"{NAME}{backup.at:%Y%m%d-%H%M%S}-{backup.pk}{ENDING}"


def _untried() -> QuerySet[Rehearsal]:
    """Rehearsals that have no outcome, or none that says anything of the backup."""
    return Rehearsal.objects.filter(Q(outcome=None) | Q(outcome__is_tried=False))


class _Told:
    """What is raised within is also kept in words; not when the job only waits again."""

    def __init__(self, keep: Callable[[str], object]) -> None:
        self._keep = keep

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, trouble: BaseException | None, way: object) -> None:
        if isinstance(trouble, Exception):
            self._keep(str(trouble) if isinstance(trouble, HeroError) else sentence(trouble))
