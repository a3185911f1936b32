"""The page of one's own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customerhero.web.doors import PUBLIC, SIGNED_IN, door
from customerhero.web.people.forms import AccountForm
from customerhero.web.people.living_sessions import sessions_of
from customerhero.web.people.models import Person
from customerhero.web.people.signed_in import signed_in


@door(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone, and the ways to the rest."""
    person = Person.objects.get(pk=signed_in(request).pk)
    form = AccountForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        with translation.override(saved.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "people/account.html", {"form": form, **_safety(person)})


@door(PUBLIC)
@require_safe
def elsewhere(_request: HttpRequest) -> HttpResponse:
    """Where sign-up and a list of addresses would be: nobody signs up unasked, and an address is who one is."""
    return redirect("account")


def _safety(person: Person) -> dict[str, object]:
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "sessions": len(sessions_of(person)),
    }
