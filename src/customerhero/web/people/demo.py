"""The demo's people: plainly invented, one a role, and one click to be any of them. Only where DEMO is on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from customerhero.web.doors import PUBLIC, View, door
from customerhero.web.people.entering import enter
from customerhero.web.people.models import Person, Team
from customerhero.web.people.roles import Role


@dataclass(frozen=True)
class Face:
    """One of the demo's people, and what they come for."""

    name: str
    role: Role
    wants: Promise
    team: str = ""

    @property
    def email(self) -> str:
        """An address nobody has."""
        return f"{self.role}@demo.invalid"


FACES: Final = (
    Face("Emma Example", Role.EMPLOYEE, _("A customer is stuck, and I want to help."), "Invented Support"),
    Face("Leo Lead", Role.LEAD, _("I bring the month's agenda to the table."), "Invented Care"),
    Face("Eva Executive", Role.EXECUTIVE, _("Ten calls, three verdicts, two thank-yous."), ""),
    Face("Adam Administrator", Role.ADMINISTRATOR, _("I connect our data and invite people."), ""),
)


def make_demo_people() -> list[Person]:
    """The demo's people, made unless they are there."""
    return [_made(face) for face in FACES]


def _only_in_the_demo(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return guarded


@door(PUBLIC)
@_only_in_the_demo
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sessions(request: HttpRequest) -> HttpResponse:
    """The four faces; a click signs in as one."""
    if request.method == "POST":
        return _become(request, request.POST.get("role", ""))
    return render(request, "people/demo.html", {"faces": FACES})


def _become(request: HttpRequest, role: str) -> HttpResponse:
    face = next((face for face in FACES if face.role == role), None)
    if face is None:
        raise Http404
    enter(request, _made(face))
    return redirect("desk")


def _made(face: Face) -> Person:
    """The person, as they should be: one visitor of a demo does not shut the next one out."""
    team = Team.objects.get_or_create(name=face.team)[0] if face.team else None
    known = Person.objects.filter(email=face.email).first()
    if known is None:
        return Person.objects.create_user(face.email, None, name=face.name, role=face.role, team=team)
    if (known.role, known.is_active) != (face.role, True):
        known.role, known.is_active = face.role, True
        known.save()
    return known
