"""Somebody was erased: what was told of backups may name them, since it names files."""

from __future__ import annotations

from customerhero.web.backups.models import BackupFailure, RehearsalOutcome
from customerhero.web.runs.erased import Erased


def forget_reasons(erased: Erased) -> None:
    """Strike them from the reasons why a backup could not be made or not be restored."""
    erased.struck(BackupFailure.objects.filter(at__lte=erased.at), "reason", told=True)
    erased.struck(RehearsalOutcome.objects.filter(at__lte=erased.at), "trouble", told=True)
