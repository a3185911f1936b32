"""Pages of the second step: whose role needs one, setting one up before anything else, and taking a lost one away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customerhero.web.doors import SIGNED_IN, door
from customerhero.web.people.forms import ReasonForm
from customerhero.web.people.kept_forms import keep_form
from customerhero.web.people.may import MANAGE_PEOPLE
from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from customerhero.web.people.second_step import demand, demanded, has_second_step, lacks_second_step, take_away
from customerhero.web.people.signed_in import signed_in

GO_ON: Final = "go_on"
"""Where in a session the page stands that somebody wanted before they were led here."""


class SecondStepFirst:
    """Leads whoever lacks the second step their role needs to setting it up, whatever page of ours they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Only views are looked at."""
        return self._answer(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _named: Any) -> HttpResponseBase | None:
        """Pages without a door are those of signing in, where the second step is set up."""
        place = getattr(view, "door", None)
        if place is None or place.public or view is first or not isinstance(request.user, Person):
            return None
        if lacks_second_step(request.user):
            return _led(request)
        request.session.pop(GO_ON, None)
        return None


@door(SIGNED_IN)
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed, and the ways to set one up."""
    if not lacks_second_step(signed_in(request)):
        return redirect(request.session.get(GO_ON, "desk"))
    return render(request, "people/second_step_first.html")


@door(MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def second_steps(request: HttpRequest) -> HttpResponse:
    """Which roles need a second step, since when and by whom; setting it."""
    if request.method == "POST":
        if demand({*request.POST.getlist("role")} & {*Role.values}, signed_in(request)):
            messages.success(request, _("Saved. Whoever has no second step sets one up at their next click."))
        return redirect("second-steps")
    return render(request, "people/second_steps.html", {"roles": _roles()})


@door(MANAGE_PEOPLE)
@require_POST
def second_step_removals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second step somebody has lost; the reason stands in the trail."""
    found, form, by = get_object_or_404(Person, pk=pk), ReasonForm(request.POST), signed_in(request)
    if found == by:
        messages.error(
            request, _("Your own second step is turned off under My account: there you show that it is you.")
        )
    elif not form.is_valid():
        messages.error(request, _("Nothing was taken away: say why, in a few words."))
    else:
        take_away(found, form.cleaned_data["reason"], by)
        messages.success(
            request, _("The second step is taken away: they sign in with their password and set up another.")
        )
    return redirect("person", pk)


def _led(request: HttpRequest) -> HttpResponseBase:
    """Away from the page asked for; what was typed into it is kept."""
    is_part = request.headers.get("HX-Request") == "true"
    wanted = request.get_full_path() if request.method == "GET" and not is_part else reverse("desk")
    request.session[GO_ON] = keep_form(request) or wanted
    there = reverse("second-step-first")
    return HttpResponse(headers={"HX-Redirect": there}) if is_part else redirect(there)


def _roles() -> list[dict[str, object]]:
    settled, people = demanded(), list(Person.objects.filter(is_active=True))
    return [
        {
            "value": role,
            "label": label,
            "demand": settled.get(role),
            "without": sum(person.role == role and not has_second_step(person) for person in people),
        }
        for role, label in Role.choices
    ]
