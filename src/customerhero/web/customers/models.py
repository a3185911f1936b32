"""Who is whose advocate."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


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
