"""Pages of teams."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customerhero.web.doors import door
from customerhero.web.people.forms import TeamForm
from customerhero.web.people.may import MANAGE_PEOPLE
from customerhero.web.people.models import Team


@door(MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """The teams, and a form for another."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, _("The team %(name)s is made.") % {"name": made.name})
        return redirect("teams")
    listed = Team.objects.annotate(size=Count("people"))
    return render(request, "people/teams.html", {"form": form, "teams": listed})


@door(MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: its name and its people."""
    found = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("teams")
    known = Team.objects.get(pk=pk)
    return render(request, "people/team.html", {"form": form, "team": known, "people": known.people.all()})
