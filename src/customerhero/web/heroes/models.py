"""That somebody has seen that they are named."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Seen(models.Model):
    """The person named has seen it; from then on others may."""

    key = models.CharField(max_length=500)
    month = models.CharField(max_length=7)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once a finding and month."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "month"], name="seen_once")]


class SaidAccount(models.Model):
    """Somebody said whether an account is a person or a machine; the newest word holds."""

    class Kind(models.TextChoices):
        """What an account can be."""

        PERSON = "person", _("a person")
        MACHINE = "machine", _("a machine or shared")

    account = models.CharField(_("account"), max_length=500)
    kind = models.CharField(_("it is"), max_length=7, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {self.kind}"
