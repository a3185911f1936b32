"""Backups and rehearsals as they were asked for, and what became of each: a row a state."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A backup was asked for. It is there with a BackupMade, failed with a BackupFailure, gone with a BackupRemoval."""

    class Reason(models.TextChoices):
        """Why it was made."""

        NIGHTLY = "nightly", _("each night")
        ASKED = "asked", _("asked for")

    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    job_id = models.UUIDField(null=True, help_text="The job that makes it.")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} ({self.reason})"


class BackupMade(models.Model):
    """A backup is there: its file, and what it holds."""

    backup = models.OneToOneField(Backup, models.CASCADE, related_name="made")
    at = models.DateTimeField(default=timezone.now)
    file = models.CharField(max_length=1000, help_text="Where it was written.")
    size = models.BigIntegerField()
    unpacked = models.BigIntegerField(help_text="The room it takes when it is restored.")
    seconds = models.FloatField()
    rows = models.BigIntegerField(help_text="Rows of the database.")
    facts = models.BigIntegerField(help_text="Rows of the lake.")
    lake_commit = models.IntegerField(null=True, help_text="The lake's newest commit in it; none without a lake.")


class BackupFailure(models.Model):
    """A backup could not be made: what happened and what to do next."""

    backup = models.ForeignKey(Backup, models.CASCADE, related_name="failures")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]


class BackupRemoval(models.Model):
    """A backup's file made room for newer ones."""

    backup = models.OneToOneField(Backup, models.CASCADE, related_name="removal")
    at = models.DateTimeField(default=timezone.now)


class Rehearsal(models.Model):
    """A backup is to be restored into a folder that is thrown away, to see whether it could be."""

    backup = models.ForeignKey(Backup, models.CASCADE, related_name="rehearsals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    job_id = models.UUIDField(null=True, help_text="The job that does it.")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]


class RehearsalOutcome(models.Model):
    """How a rehearsal ended: the trouble is empty when all came back; one not tried says nothing of the backup."""

    class Agenda(models.TextChoices):
        """What was found when the month's agenda was computed from the restored lake."""

        SAME = "same", _("the agenda came out as it is kept")
        AGAIN = "again", _("the agenda came out as it does from the lake in use")
        NONE = "none", _("there is no agenda to compare with")
        LATE = "late", _("the agenda took too long to be compared")

    rehearsal = models.OneToOneField(Rehearsal, models.CASCADE, related_name="outcome")
    at = models.DateTimeField(default=timezone.now)
    seconds = models.FloatField()
    is_tried = models.BooleanField(default=True)
    trouble = models.TextField(blank=True, default="")
    agenda = models.CharField(max_length=10, choices=Agenda, blank=True, default="")
    month = models.CharField(max_length=7, blank=True, default="")
    findings = models.IntegerField(default=0, help_text="How many findings were compared.")
