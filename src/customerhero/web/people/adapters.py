"""How people come in: by invitation, or by the organisation's single sign-on."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import Session

from customerhero.web.addresses import site_of, visitor_of
from customerhero.web.people.deeds import Deed
from customerhero.web.people.kept_forms import who_was_here
from customerhero.web.people.models import Person
from customerhero.web.people.noticing import account_tried
from customerhero.web.people.provider import provider_session
from customerhero.web.people.recording import recorded
from customerhero.web.people.too_many import too_many


class Doubt(StrEnum):
    """Why what a provider says of somebody opens nothing."""

    NO_ADDRESS = "no address"
    NOT_VERIFIED = "not verified"
    OF_ANOTHER = "of another"


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up unasked, nobody may guess passwords for long, and nobody floods others with mail.

    Wrong passwords are counted by account and address together, so that whoever guesses shuts only themselves out; by
    address; and by account, far more loosely. The last does not hold for a browser its owner was signed in with.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's name
        """Never: invitations have a page of their own."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """After too many wrong passwords not an error in the form, but a page that says so, and the status for it."""
        if code == "too_many_login_attempts":
            recorded(Deed.PAUSED, account_tried(context.request.POST.get("login", "")))
            raise ImmediateHttpResponse(too_many(context.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, as the trusted proxies tell; who passed them by has the address of their line."""
        forwarded, line = request.META.get("HTTP_X_FORWARDED_FOR", ""), request.META.get("REMOTE_ADDR", "")
        return visitor_of(forwarded, line, settings.ALLAUTH_TRUSTED_PROXY_COUNT)

    def pre_authenticate(self, request: HttpRequest, email: str = "", password: str = "") -> None:
        """Count the attempt by account and address, by address, and by account."""
        super().pre_authenticate(request, email=email, password=password)
        if _is_the_owners_browser(request, email):
            return
        if not ratelimit.consume(request, action="login_account", key=email.lower()):
            raise self.validation_error("too_many_login_attempts")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail, unless its recipient got several: it is made all the same, so that the answer takes as long."""
        request = self.request
        told = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        mail = self.render_mail(template_prefix, email, told)
        limit = "unknown_mail" if "unknown" in template_prefix else "mail"
        if _has_a_domain(email) and ratelimit.consume(request, action=limit, key=email.lower()):
            mail.send()

    def _get_login_attempts_cache_key(self, request: HttpRequest, email: str = "", password: str = "") -> str:
        """Allauth's count by account becomes one by account and address."""
        account = super()._get_login_attempts_cache_key(request, email=email, password=password)
        return f"{account}:{site_of(self.get_client_ip(request))}"


class BySingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Whoever the organisation's provider vouches for comes in as an employee."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whom the provider vouched for before is known by its name for them, unless it now tells another's address."""
        address = (sociallogin.email_addresses or [None])[0]
        if sociallogin.account.pk and address is not None:
            others = Person.objects.filter(email=address.email.lower()).exclude(pk=sociallogin.user.pk)
            if others.exists():
                raise ImmediateHttpResponse(_not_vouched(request, Doubt.OF_ANOTHER))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Those with an address the provider has verified, of a domain the settings name, all when they name none.

        Some organisations' providers say nothing of whether an address was verified, for nobody but the organisation
        gives addresses out; a setting says so. One that says it was not lets people write what they like.
        """
        doubt = _doubt_of(sociallogin)
        if doubt:
            raise ImmediateHttpResponse(_not_vouched(request, doubt))
        domain = sociallogin.user.email.rpartition("@")[2]
        return not settings.OIDC_DOMAINS or domain in settings.OIDC_DOMAINS

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Somebody who is here already is known by an address the provider has verified, and says so plainly."""
        return _is_verified(login) and not _is_denied(login) and bool(super().can_authenticate_by_email(login, email))

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


def _doubt_of(login: Any) -> Doubt | None:
    """Why somebody who is new does not come in by what the provider says of them."""
    if not login.user.email:
        return Doubt.NO_ADDRESS
    if _is_denied(login) or not (_is_verified(login) or settings.OIDC_TRUST_ADDRESSES):
        return Doubt.NOT_VERIFIED
    return Doubt.OF_ANOTHER if Person.objects.filter(email=login.user.email).exists() else None


def _not_vouched(request: HttpRequest, doubt: Doubt) -> HttpResponse:
    return render(request, "socialaccount/not_vouched.html", {"doubt": doubt}, status=403)


def _is_verified(login: Any) -> bool:
    """Whether the provider says plainly that the address was verified, there where it tells the address."""
    told = login.account.extra_data
    return (told.get("userinfo") or told.get("id_token") or told).get("email_verified") is True


def _is_denied(login: Any) -> bool:
    """Whether the provider says anywhere that the address was not verified."""
    told = login.account.extra_data
    return any(part.get("email_verified") is False for part in (told, *told.values()) if isinstance(part, dict))


def _has_a_domain(email: str) -> bool:
    """Whether an address can be written as mail servers write it; forms take some that cannot."""
    try:
        email.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


def _is_the_owners_browser(request: HttpRequest, email: str) -> bool:
    """Whether whoever has this account was signed in with this browser before, as a signed cookie of ours tells."""
    who = who_was_here(request)
    return who is not None and Person.objects.filter(pk=who, email=email.lower()).exists()
