"""Somebody was erased: copies that still hold them go, and what was told of backups, which names files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from customerhero.web.backups.copies import clear_remains, forget_upgrades
from customerhero.web.backups.models import BackupFailure, RehearsalOutcome
from customerhero.web.backups.parts import DataFolder
from customerhero.web.configuration import value
from customerhero.web.runs.erased import Erased


def forget_reasons(erased: Erased) -> None:
    """Strike them from the reasons why a backup could not be made or not be restored."""
    erased.struck(BackupFailure.objects.filter(at__lte=erased.at), "reason", told=True)
    erased.struck(RehearsalOutcome.objects.filter(at__lte=erased.at), "trouble", told=True)


def forget_copies(_erased: Erased) -> None:
    """Remove the copies from before upgrades, and what cut-off backups and rehearsals left; backups themselves stay."""
    forget_upgrades(DataFolder(settings.DATA))
    remove_remains()


def remove_remains() -> None:
    """Remove what backups and rehearsals that were cut off have left here, and where backups are written."""
    from customerhero.web.backups.archive import clear_drafts  # noqa: PLC0415  # only workers load the engine

    clear_remains(settings.DATA, value("DATABASE_URL"))
    if settings.BACKUPS:
        clear_drafts(Path(settings.BACKUPS).expanduser())
