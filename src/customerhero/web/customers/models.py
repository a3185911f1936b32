"""Who is whose advocate, and who is to be erased or was."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A person follows a customer, as the customer's advocate, until the Unfollow."""

    customer_id = models.CharField(max_length=500, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["at", "pk"]


class Unfollow(models.Model):
    """A person follows a customer no longer."""

    follow = models.OneToOneField(Follow, models.CASCADE, related_name="unfollow")
    at = models.DateTimeField(default=timezone.now)


class Erasure(models.Model):
    """Somebody had a customer erased: asked for, then done when `done_at`; from then on it is the receipt.

    Who it was is told only until it is done; the pseudonym stays, and is what the trail calls the customer.
    """

    customer_id = models.CharField(max_length=500, blank=True, default="")
    words = models.JSONField(default=list, help_text="How the customer is called, until it is done.")
    pseudonym = models.CharField(max_length=64)
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    job_id = models.CharField(max_length=64, blank=True, default="", help_text="The job that does it.")
    rows = models.JSONField(default=dict, help_text="By table: how many rows went, all versions together.")
    others = models.JSONField(default=dict, help_text="Refused rows, notes, files written again, cut off imports.")
    commit = models.IntegerField(null=True, help_text="The lake's commit.")
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]
