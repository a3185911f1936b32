"""Pages of people: who is here, and what each is here."""

from __future__ import annotations

from typing import Final

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from auditlog.models import LogEntry
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customerhero.web.doors import door
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.people.forms import PersonForm
from customerhero.web.people.living_sessions import end_sessions, sessions_of
from customerhero.web.people.may import MANAGE_PEOPLE
from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from customerhero.web.people.second_step import has_second_step
from customerhero.web.people.signed_in import signed_in


def _page_of(row: Person) -> str:
    return reverse("person", args=[row.pk])


def _role_of(row: Person) -> str:
    return str(Role(row.role).label)


COLUMNS: Final = (
    Column("name", gettext_lazy("Name"), link=_page_of),
    Column("email", gettext_lazy("E-mail")),
    Column("role", gettext_lazy("Role"), told=_role_of),
    Column("team__name", gettext_lazy("Team"), choices=True),
    Column("is_active", gettext_lazy("May sign in"), "flag"),
    Column("last_login", gettext_lazy("Last sign-in"), "time"),
)


@door(MANAGE_PEOPLE)
@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody who is here."""
    everybody = Person.objects.select_related("team")
    view = shown_table(request, "people", COLUMNS, everybody, gettext_lazy("People"), "name")
    return view.export or render(request, "people/people.html", {"view": view, "count": everybody.count()})


@door(MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name, role, team, and whether they may sign in."""
    found = get_object_or_404(Person, pk=pk)
    with transaction.atomic():
        form = PersonForm(request.POST or None, instance=found)
        if request.method == "POST" and form.is_valid():
            _save(form, own=request.session.kept_under if found == signed_in(request) else None)  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return redirect("person", pk)
    known = Person.objects.get(pk=pk)  # a form that was refused has written its answers into the row it was given
    shown = {"form": form, "known": known, "sessions": sessions_of(known), "has_second_step": has_second_step(known)}
    return render(request, "people/person.html", shown)


@door(MANAGE_PEOPLE)
@never_cache
@require_POST
def password_links(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by which this person chooses a new password, shown once to the administrator who asks for it."""
    found = get_object_or_404(Person, pk=pk, is_active=True)
    key = default_token_generator.make_token(found)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(found), "key": key})
    LogEntry.objects.log_create(found, action=LogEntry.Action.UPDATE, changes={"password link": ["", "made"]})
    return render(request, "people/password_link.html", {"known": found, "link": request.build_absolute_uri(path)})


def _save(form: PersonForm, own: str | None) -> None:
    """Whoever may not sign in any more, or is something else now, comes in anew; not the one who set it themselves."""
    saved = form.save()
    if not saved.is_active or "role" in form.changed_data:
        end_sessions(saved, but=own)
