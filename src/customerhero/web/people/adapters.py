"""How people come in: by invitation, or by the organisation's single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up unasked."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's name
        """Never: invitations have a page of their own."""
        return False


class BySingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whoever the organisation's provider vouches for comes in as an employee."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  # allauth's name
        """Always: the provider decides whom it knows."""
        return True
