"""Pages of invitations: making, listing and withdrawing them, and the page a newcomer sees."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from customerhero.web.doors import PUBLIC, door
from customerhero.web.people.entering import enter
from customerhero.web.people.forms import ALREADY_HERE, ComingInForm, InvitationForm
from customerhero.web.people.inviting import (
    LASTS,
    NotOpenError,
    Standing,
    accept,
    invitation_of,
    link_of,
    standing_of,
    withdraw,
)
from customerhero.web.people.may import MANAGE_PEOPLE
from customerhero.web.people.models import Invitation, Person
from customerhero.web.people.roles import Role
from customerhero.web.people.signed_in import signed_in


@door(MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """The invitations that are open, and a form for another."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _invite(request, form)
        return redirect("invitations")
    return render(request, "people/invitations.html", {"form": form, "invitations": _listed(request)})


@door(MANAGE_PEOPLE)
@require_POST
def withdrawals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    if withdraw(get_object_or_404(Invitation, pk=pk), signed_in(request)):
        messages.success(request, _("The invitation is withdrawn: its link opens nothing any more."))
    else:
        messages.warning(request, _("That invitation was not open any more."))
    return redirect("invitations")


@door(PUBLIC)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where a newcomer gives their name and a password."""
    found = invitation_of(token)
    if found is None:
        raise Http404
    standing = standing_of(found)
    if standing is not Standing.OPEN:
        return _closed(request, standing)
    form = ComingInForm(request.POST or None, initial={"name": found.name, "email": found.email})
    if request.method == "POST" and form.is_valid():
        try:
            return _come_in(request, found, form)
        except NotOpenError as closed:
            return _closed(request, closed.standing)
        except IntegrityError:
            if not Person.objects.filter(email=form.newcomer().email).exists():
                raise
            form.add_error("email", ALREADY_HERE)  # since the form was checked
    return render(
        request, "people/invitation.html", {"form": form, "invitation": found, "role": Role(found.role).label}
    )


def _invite(request: HttpRequest, form: InvitationForm) -> None:
    made = form.save(commit=False)
    made.invited_by = signed_in(request)
    made.ends_at = timezone.now() + LASTS
    made.save()
    messages.success(request, _("The invitation is made. Copy its link and send it: it works once, for seven days."))


def _listed(request: HttpRequest) -> list[dict[str, object]]:
    """The newest hundred: those open first."""
    base = request.build_absolute_uri("/")
    made = Invitation.objects.select_related("acceptance__person", "withdrawal__by", "invited_by", "team")[:100]
    listed: list[dict[str, object]] = [
        {"row": row, "standing": standing_of(row), "link": link_of(row, base), "role": Role(row.role).label}
        for row in made
    ]
    return sorted(listed, key=lambda one: one["standing"] is not Standing.OPEN)


def _come_in(request: HttpRequest, found: Invitation, form: ComingInForm) -> HttpResponse:
    with transaction.atomic():
        person = accept(found.token, form.newcomer())
    enter(request, person)
    messages.success(request, _("Welcome, %(name)s.") % {"name": person.name})
    return redirect("desk")


def _closed(request: HttpRequest, standing: Standing) -> HttpResponse:
    return render(request, "people/invitation_closed.html", {"standing": standing}, status=410)
