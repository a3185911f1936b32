"""How people come in: by invitation, or by the organisation's single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from requests import Session

from customerhero.web.people.deeds import Deed
from customerhero.web.people.models import Person
from customerhero.web.people.noticing import account_tried
from customerhero.web.people.provider import provider_session
from customerhero.web.people.recording import recorded


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up unasked, and nobody may guess passwords for long."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's name
        """Never: invitations have a page of their own."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """After too many wrong passwords not an error in the form, but a page that says so, and the status for it."""
        if code == "too_many_login_attempts":
            recorded(Deed.PAUSED, account_tried(context.request.POST.get("login", "")))
            raise ImmediateHttpResponse(render(context.request, "429.html", status=429))
        error: ValidationError = super().validation_error(code, *args)
        return error


class BySingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whoever the organisation's provider vouches for comes in as an employee."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  # allauth's name
        """Those whose address is of a domain the settings name, all when they name none; nobody the provider denies.

        Many organisations' providers say nothing of whether an address was verified, for they gave it out themselves;
        one that says it was not lets people write what they like.
        """
        if _is_denied(sociallogin):
            return False
        domain = (sociallogin.user.email or "").rpartition("@")[2].lower()
        return not settings.OIDC_DOMAINS or domain in settings.OIDC_DOMAINS

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Somebody who is here already is known by an address the provider has verified, and says so plainly."""
        is_verified = any(claims.get("email_verified") in (True, "true") for claims in _claims(login))
        return is_verified and not _is_denied(login) and bool(super().can_authenticate_by_email(login, email))

    def get_requests_session(self) -> Session:
        """How the provider is asked."""
        return provider_session()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """The name as the provider tells it, or what stands before the @."""
        person: Person = super().populate_user(request, sociallogin, data)
        told = data.get("name") or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        person.name = str(told or person.email.partition("@")[0])[:200]
        person.email = person.email.lower()
        return person


def _is_denied(login: Any) -> bool:
    """Whether the provider says that the address was not verified; some say so in words."""
    return any(claims.get("email_verified") in (False, "false") for claims in _claims(login))


def _claims(login: Any) -> list[dict[str, Any]]:
    """What the provider says of the person: when asked, and in the token it signed."""
    told = login.account.extra_data
    return [told, *(told[part] for part in ("userinfo", "id_token") if isinstance(told.get(part), dict))]
