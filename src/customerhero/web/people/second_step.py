"""The second step of signing in: its secrets sealed, demanded of roles, and taken away when somebody has lost it."""

from __future__ import annotations

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.shortcuts import render

from customerhero.web.people.living_sessions import end_sessions
from customerhero.web.people.models import Person, SecondStepDemand, SecondStepRemoval
from customerhero.web.people.roles import Role
from customerhero.web.people.sealing import UnreadableError, seal, unseal

PURPOSE = "second step"
_WAYS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SealedSecondStep(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What apps and recovery codes are computed from never stands in the database as it is."""

    def encrypt(self, text: str) -> str:
        """The secret, sealed."""
        return seal(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; a page that says what to do when the secret key is another than it was."""
        try:
            return unseal(PURPOSE, encrypted_text)
        except UnreadableError as trouble:
            page = render(context.request, "people/second_step_unreadable.html", status=409)
            raise ImmediateHttpResponse(page) from trouble


def demanded() -> dict[str, SecondStepDemand]:
    """What is settled for roles, the newest of each."""
    return {demand.role: demand for demand in SecondStepDemand.objects.select_related("by")}


def lacks_second_step(person: Person) -> bool:
    """Whether somebody's role needs a second step they have not set up."""
    newest = SecondStepDemand.objects.filter(role=person.role).last()
    return newest is not None and newest.is_demanded and not has_second_step(person)


def has_second_step(person: Person) -> bool:
    """Whether somebody has an app or a passkey; recovery codes alone are none."""
    has: bool = Authenticator.objects.filter(user=person, type__in=_WAYS).exists()
    return has


def demand(roles: set[str], by: Person) -> int:
    """From now on exactly these roles need a second step; how many roles changed."""
    with transaction.atomic():
        before = {role for role, newest in demanded().items() if newest.is_demanded}
        changed = [role for role in Role.values if (role in roles) != (role in before)]
        for role in changed:
            SecondStepDemand.objects.create(role=role, is_demanded=role in roles, by=by)
    return len(changed)


def take_away(person: Person, reason: str, by: Person | None) -> None:
    """The person signs in with their password alone until they set up another; whoever is signed in as them is not.

    It is nobody's deed when it was done on the server.
    """
    with transaction.atomic():
        for authenticator in Authenticator.objects.filter(user=person):
            authenticator.delete()
        SecondStepRemoval.objects.create(person=person, reason=reason, by=by)
        end_sessions(person)
