"""Hand-offs a process is designed to make: who said so, when and why, and who took it back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Standing(models.QuerySet["LegitimateRoute"]):
    """Routes as asked for."""

    def standing(self) -> Standing:
        """Those nobody took back."""
        return self.filter(routewithdrawal=None)

    def between(self, start: str, end: str) -> Standing:
        """Those from one team to the other."""
        return self.filter(from_team=start, to_team=end)


class LegitimateRoute(models.Model):
    """Somebody declared that cases are meant to go from one team to another: hand-offs on it do no harm."""

    from_team = models.CharField(_("from team"), max_length=200)
    to_team = models.CharField(_("to team"), max_length=200)
    reason = models.TextField(_("why it is meant to be"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = Standing.as_manager()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["from_team", "to_team"], name="routes_by_teams")]

    def __str__(self) -> str:
        return f"{self.from_team} → {self.to_team}"


class RouteWithdrawal(models.Model):
    """A declaration was taken back: hand-offs on the route count again."""

    route = models.OneToOneField(LegitimateRoute, models.CASCADE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
