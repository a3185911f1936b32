"""Jobs as they are kept: how far each is, why one failed, which workers are alive, what comes round again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult


class JobProgress(models.Model):
    """How far a running job is."""

    job = models.OneToOneField(DBTaskResult, models.CASCADE, primary_key=True, related_name="+")
    phase = models.CharField(max_length=100)
    done = models.BigIntegerField()
    total = models.BigIntegerField(help_text="0 when nobody knows.")
    at = models.DateTimeField(default=timezone.now)


class JobFailure(models.Model):
    """An attempt at a job failed: what happened, in a sentence."""

    job = models.ForeignKey(DBTaskResult, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]


class Heartbeat(models.Model):
    """A worker says every two seconds that it is alive, and where it can be looked for."""

    worker = models.CharField(max_length=64, primary_key=True)
    machine = models.CharField(max_length=200, help_text="This boot of this machine, as its processes see each other.")
    process = models.CharField(max_length=64, help_text="The process's number and the moment it began.")
    at = models.DateTimeField(default=timezone.now)


class Periodic(models.Model):
    """Work that comes round again, and when next."""

    name = models.CharField(max_length=100, primary_key=True)
    next_at = models.DateTimeField()


class Turn(models.Model):
    """A lane: whoever takes a job of it holds this row meanwhile, so that two are never taken at once."""

    lane = models.CharField(max_length=32, primary_key=True)


class Cancellation(models.Model):
    """Somebody wanted a job ended; open until `done_at`, for whoever runs it has to end it."""

    job = models.ForeignKey(DBTaskResult, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)


class Retry(models.Model):
    """Somebody had a failed job tried again."""

    job = models.ForeignKey(DBTaskResult, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class Acknowledgement(models.Model):
    """Somebody has seen that a job failed, and leaves it at that."""

    job = models.ForeignKey(DBTaskResult, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
