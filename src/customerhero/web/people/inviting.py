"""Links by which people come in: made, taken up once, withdrawn, or ended by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from auditlog.context import set_actor
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from customerhero.web.people.models import Acceptance, Invitation, Person, Withdrawal
from customerhero.web.people.roles import Role

LASTS: Final = timedelta(days=7)
_LENGTH: Final = 32


class Standing(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@dataclass(frozen=True)
class Newcomer:
    """What somebody says of themselves when they come in."""

    name: str
    email: str
    password: str


class NotOpenError(Exception):
    """The invitation was used, withdrawn or has ended since its page was opened."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def standing_of(invitation: Invitation) -> Standing:
    """Whether an invitation can still be taken up, and if not, why."""
    if hasattr(invitation, "acceptance"):
        return Standing.USED
    if hasattr(invitation, "withdrawal"):
        return Standing.WITHDRAWN
    ends_at = min(invitation.ends_at, invitation.created_at + LASTS)  # a wrong clock may have put it years ahead
    return Standing.OPEN if timezone.now() < ends_at else Standing.ENDED


def link_of(invitation: Invitation, base_url: str = "") -> str:
    """The whole link, for a workplace at this address: signed, so that a copy of the database makes no link."""
    return base_url.rstrip("/") + reverse("invitation", args=[invitation.token + _signature(invitation.token)])


def invitation_of(link: str) -> Invitation | None:
    """The invitation whose link ends like this; None when there is none, or somebody else signed it."""
    token, signature = link[:-_LENGTH], link[-_LENGTH:]
    if not constant_time_compare(signature, _signature(token)):
        return None
    return Invitation.objects.select_related("team", "invited_by").filter(token=token).first()


def first_link(base_url: str) -> str | None:
    """The first administrator's link, as long as there is none who may sign in; the ones printed before end."""
    if Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        return None
    with transaction.atomic():
        for earlier in Invitation.objects.filter(invited_by=None, acceptance=None, withdrawal=None):
            Withdrawal.objects.create(invitation=earlier, by=None)
        ends_at = timezone.now() + LASTS
        invitation = Invitation.objects.create(role=Role.ADMINISTRATOR, ends_at=ends_at, invited_by=None)
    return link_of(invitation, base_url)


def accept(token: str, newcomer: Newcomer) -> Person:
    """Take an invitation up: the person, with its role and team; NotOpenError when somebody was faster."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update(of=("self",)).get(token=token)
        standing = standing_of(invitation)
        if standing is not Standing.OPEN:
            raise NotOpenError(standing)
        person = Person.objects.create_user(
            newcomer.email, newcomer.password, name=newcomer.name, role=invitation.role, team=invitation.team
        )
        with set_actor(person):
            Acceptance.objects.create(invitation=invitation, person=person)
    return person


def withdraw(invitation: Invitation, by: Person) -> bool:
    """Take an invitation back; False when it was not open any more."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if standing_of(invitation) is not Standing.OPEN:
            return False
        Withdrawal.objects.create(invitation=invitation, by=by)
    return True


def _signature(token: str) -> str:
    return salted_hmac("invitation", token, algorithm="sha256").hexdigest()[:_LENGTH]
