"""How people come in: by invitation, or by the organisation's single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render

from customerhero.web.people.models import Person
from customerhero.web.people.provider import ToProvider


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up unasked, and nobody may guess passwords for long."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's name
        """Never: invitations have a page of their own."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """After too many wrong passwords: a page that says so, and the status that tells machines."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as trouble:
            raise ImmediateHttpResponse(render(request, "429.html", status=429)) from trouble

    def send_notification_mail(self, *args: Any, **named: Any) -> None:
        """Only where mail is set up at all."""
        if settings.MAIL_IS_SET_UP:
            super().send_notification_mail(*args, **named)


class BySingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whoever the organisation's provider vouches for comes in as an employee."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  # allauth's name
        """Those whose address is of a domain the settings name; all when they name none."""
        domain = (sociallogin.user.email or "").rpartition("@")[2].lower()
        return not settings.OIDC_DOMAINS or domain in settings.OIDC_DOMAINS

    def get_requests_session(self) -> ToProvider:
        """How the provider is asked."""
        return ToProvider()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """The name as the provider tells it, or what stands before the @."""
        person: Person = super().populate_user(request, sociallogin, data)
        told = data.get("name") or " ".join(filter(None, (data.get("first_name"), data.get("last_name"))))
        person.name = str(told or person.email.partition("@")[0])[:200]
        person.email = person.email.lower()
        return person
