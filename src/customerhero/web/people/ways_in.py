"""A link by mail that lets somebody in whose account is paused because others guessed at its password.

It opens the door in any browser, once, for half an hour; a second step is asked for all the same. So whoever guesses
cannot shut the owner out, and gains nothing by having the link sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from customerhero.web.doors import PUBLIC, door
from customerhero.web.people.models import Person

LASTS: Final = timedelta(minutes=30)
_SALT: Final = "way-in"


class AddressForm(forms.Form):
    """Where the link is to be sent."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


@door(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def ways_in(request: HttpRequest) -> HttpResponse:
    """Asks for an address and has a link sent; the answer is the same whether somebody has it or not."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="way_in"):
            return ratelimit.respond_429(request)  # type: ignore[no-any-return]
        _send(request, form.cleaned_data["email"].lower())
        return redirect("account_reset_password_done")
    return render(request, "people/ways_in.html", {"form": form})


@door(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def way_in(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: a click signs in, for programs that look at mails follow links by themselves."""
    person = _person_of(token)
    if person is None:
        return render(request, "people/way_in.html", {"person": None}, status=410)
    if request.method == "POST":
        entered: HttpResponse = perform_login(request, person, email_verification="none", redirect_url=reverse("desk"))
        return entered
    return render(request, "people/way_in.html", {"person": person})


def token_for(person: Person) -> str:
    """What opens the door once: it knows when they last signed in and with which password."""
    return signing.dumps([person.pk, _state(person)], salt=_SALT)


def _person_of(token: str) -> Person | None:
    try:
        told: list[Any] = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=told[0], is_active=True).first()
    return person if person and constant_time_compare(told[1], _state(person)) else None


def _state(person: Person) -> str:
    return salted_hmac(_SALT, f"{person.pk} {person.password} {person.last_login}", algorithm="sha256").hexdigest()


def _send(request: HttpRequest, email: str) -> None:
    person = Person.objects.filter(email=email, is_active=True).first()
    if person is None:
        send_unknown_account_mail(request, email)
        return
    link = request.build_absolute_uri(reverse("way-in", args=[token_for(person)]))
    with translation.override(person.language or translation.get_language()):
        get_adapter(request).send_mail("people/email/way_in", email, {"person": person, "link": link})
