"""The pages of friction: an overview, one idea a screen, one route, and what people say about routes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.web.doors import door
from customerhero.web.friction.columns import route_url
from customerhero.web.friction.declaring import declare, state_of_declarations, take_back
from customerhero.web.friction.forms import RouteForm
from customerhero.web.friction.ideas import IDEAS
from customerhero.web.friction.lists import lists_of
from customerhero.web.friction.may import DECLARE_ROUTES, SEE_FRICTION
from customerhero.web.friction.models import LegitimateRoute
from customerhero.web.friction.routes import (
    cases_shown,
    declared_shown,
    is_known,
    network_shown,
    proposals_shown,
    route_shown,
)
from customerhero.web.friction.screens import all_screens, in_short, screen_of, trend_of
from customerhero.web.look.kept_pages import Page, kept_page
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.asked_month import AskedMonth, asked_month
from customerhero.web.runs.reading import state_of_runs, team_names


@door(SEE_FRICTION)
@require_GET
def friction(request: HttpRequest) -> HttpResponseBase:
    """Every idea at a glance, and whether anything moved."""
    return kept_page(request, state_of_runs(), lambda: _overview(asked_month(request)))


@door(SEE_FRICTION)
@require_GET
def idea(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One idea: what it says and whether it changed, its rate, its trend, and those it happened to."""
    if slug not in IDEAS:
        raise Http404(_("There is no such page about friction."))
    of = (state_of_runs(), state_of_declarations())
    return kept_page(request, of, lambda: _one_idea(request, slug, asked_month(request)))


@door(SEE_FRICTION)
@require_GET
def route(request: HttpRequest, start: str, end: str) -> HttpResponseBase:
    """One route: what it costs, whether it is meant to be, and its cases, read from the lake."""
    asked = asked_month(request)
    shown = route_shown(asked, start, end)
    if shown is None:
        raise Http404(_("No figures are shown of this route: too few customers took it, or none."))
    cases = cases_shown(request, start, end, asked.month)
    if cases is not None and cases.export:
        return cases.export
    return render(request, "friction/route.html", _route_told(request, asked, (start, end), shown, cases))


@door(DECLARE_ROUTES)
@require_POST
def routes(request: HttpRequest) -> HttpResponseBase:
    """Say that a route is meant to be; the month is counted anew without it."""
    form = RouteForm(request.POST)
    if not form.is_valid():
        for told in form.errors.values():
            messages.error(request, " ".join(str(each) for each in told))
        return redirect("friction-idea", "runaround")
    given = form.cleaned_data
    start, end, month = given["from_team"], given["to_team"], given["month"]
    if not is_known(start, end, month):
        messages.error(request, _("No such route is known in this month."))
        return redirect("friction-idea", "runaround")
    declare(start, end, given["reason"], signed_in(request), month)
    messages.success(request, _("Noted. The month is being counted anew without this route."))
    return redirect(f"{route_url(start, end, month)}#meant")


@door(DECLARE_ROUTES)
@require_POST
def withdrawals(request: HttpRequest, number: int) -> HttpResponseBase:
    """Let hand-offs on a route count again."""
    said = get_object_or_404(LegitimateRoute, pk=number)
    take_back(said, signed_in(request), request.POST.get("month", "")[:7])
    messages.success(request, _("Taken back. The month is being counted anew with this route."))
    return redirect("friction-idea", "runaround")


def _overview(asked: AskedMonth) -> Page:
    screens = all_screens(asked) if asked.run else []
    says = {
        "asked": asked,
        "screens": [screen for screen in screens if screen.answer],
        "lacking": [screen for screen in screens if not screen.answer],
        "ideas": IDEAS,
        "in_short": in_short(screens, asked.month) if asked.run else "",
    }
    return Page("friction/friction.html", says)


def _one_idea(request: HttpRequest, slug: str, asked: AskedMonth) -> Page | HttpResponseBase:
    screen = screen_of(IDEAS[slug], asked)
    names = team_names(asked.run)
    lists = lists_of(request, screen, asked.month, names)
    files = [view.export for view in lists.values() if view.export]
    if files:
        return files[0]
    says = {"asked": asked, "screen": screen, "lists": lists, "ideas": IDEAS, "trend": trend_of(screen.idea, asked)}
    if slug == "runaround":
        says |= {
            "network": network_shown(screen.answer, names, asked.month),
            "proposals": proposals_shown(screen.answer, names, asked.month),
            "declared": declared_shown(names),
            "may_declare": DECLARE_ROUTES.lets_in(request.user),
        }
    return Page("friction/idea.html", says)


def _route_told(
    request: HttpRequest, asked: AskedMonth, ends: tuple[str, str], shown: Any, cases: Any
) -> dict[str, Any]:
    start, end = ends
    names = team_names(asked.run)
    standing = LegitimateRoute.objects.standing().between(start, end).select_related("by").first()
    first = {"from_team": start, "to_team": end, "month": asked.month}
    return {
        "asked": asked,
        "shown": shown,
        "start": names.get(start, start),
        "end": names.get(end, end),
        "standing": standing,
        "form": RouteForm(initial=first),
        "cases": cases,
        "may_declare": DECLARE_ROUTES.lets_in(request.user),
    }
