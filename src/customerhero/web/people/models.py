"""Who works with Customer Hero: persons, their teams, and the links that invite them."""

from __future__ import annotations

import secrets
from typing import ClassVar

from auditlog.models import LogEntry
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customerhero.web.people.changes import event_told, fields_told
from customerhero.web.people.roles import Role
from customerhero.web.people.trail_rows import Saying, TrailCheck, TrailLink

__all__ = [
    "Acceptance", "Invitation", "Person", "Persons", "Saying", "Team", "TrailCheck", "TrailEntry", "TrailLink",
    "Withdrawal",
]  # fmt: skip


class Team(models.Model):
    """A team of the organisation."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Persons(BaseUserManager["Person"]):
    """How persons are made."""

    def create_user(
        self,
        email: str,
        password: str | None = None,
        name: str = "",
        role: str = Role.EMPLOYEE,
        team: Team | None = None,
        is_active: bool = True,
    ) -> Person:
        """A person with a password, or with none until they choose one."""
        address = self.normalize_email(email).lower()
        person = self.model(email=address, name=name, role=role, team=team, is_active=is_active)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody of the organisation who may sign in."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, default=Role.EMPLOYEE)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("team")
    )
    fact_person_id = models.CharField(_("id in the facts"), max_length=200, blank=True, default="")
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = Persons()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        """By name."""

        ordering: ClassVar = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        """Two letters for the round badge."""
        parts = (self.name or self.email).split()
        return "".join(part[0] for part in (parts[0], parts[-1]))[: min(2, len(parts))].upper()


def _token() -> str:
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """A link by which one person comes in, once, until it ends."""

    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    role = models.CharField(_("role"), max_length=20, default=Role.EMPLOYEE)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, verbose_name=_("team"))
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name or self.email or str(Role(self.role).label)


class Acceptance(models.Model):
    """An invitation was taken up."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="acceptance")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.invitation)


class Withdrawal(models.Model):
    """An invitation was taken back."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="withdrawal")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.invitation)


class BrowserSession(AbstractBaseSession):
    """One browser, from when it came until its session ends: the hash of its key, and what it keeps, sealed."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="browser_sessions")
    began_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)
    address = models.CharField(max_length=64, blank=True, default="")
    browser = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """The one used last comes first."""

        ordering: ClassVar = ["-used_at"]

    def __str__(self) -> str:
        return f"{self.person or '–'}, {self.began_at:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls) -> type:
        """How such rows are read and written."""
        from customerhero.web.people.session_store import SessionStore  # noqa: PLC0415  # which knows this model

        return SessionStore


class SessionEnding(models.Model):
    """An administrator signed somebody out."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    browsers = models.IntegerField(_("browsers"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """What it is called in the trail."""

        verbose_name = _("signing out")

    def __str__(self) -> str:
        return str(self.person)


class SecondStepRemoval(models.Model):
    """An administrator took away the second step somebody had lost."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """What it is called in the trail."""

        verbose_name = _("taking away a second step")

    def __str__(self) -> str:
        return str(self.person)


class SecondStepDemand(models.Model):
    """From now on people of a role need a second step, or need it no more: the newest row of a role counts."""

    role = models.CharField(_("role"), max_length=20)
    is_demanded = models.BooleanField(_("a second step is needed"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["pk"]
        verbose_name = _("second step of a role")

    def __str__(self) -> str:
        return str(Role(self.role).label)


class TrailEntry(LogEntry):  # type: ignore[misc]  # auditlog has no types
    """A line of the audit trail, with what it changed in words."""

    class Meta:
        """The same table."""

        proxy = True

    def before(self) -> str:
        """The changed fields as they were."""
        return fields_told(self, 0)

    def after(self) -> str:
        """The changed fields as they became; of a deed, what else is known of it."""
        return fields_told(self, 1) if self.changes else event_told(self)
