"""That somebody has seen that they are named."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Seen(models.Model):
    """The person named has seen it; from then on others may."""

    key = models.CharField(max_length=500)
    month = models.CharField(max_length=7)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once a finding and month."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "month"], name="seen_once")]
