"""Sources that are fetched from by themselves: a folder or an address, how often, what came, and an end to it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.web.doors import door
from customerhero.web.people.signed_in import signed_in
from customerhero.web.sources.due import fetch_now
from customerhero.web.sources.forms import ScheduleForm
from customerhero.web.sources.may import BRING_DATA, SEE_SOURCES
from customerhero.web.sources.models import Source, Stop

_SHOWN = 20
_UNUSABLE = 422


@door(BRING_DATA)
@require_GET
def new_source(request: HttpRequest) -> HttpResponse:
    """The form of a schedule."""
    return render(request, "sources/new_source.html", {"form": ScheduleForm()})


@door(BRING_DATA)
@require_POST
def source_schedules(request: HttpRequest) -> HttpResponse:
    """Begin a schedule, and look there for the first time."""
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return render(request, "sources/new_source.html", {"form": form}, status=_UNUSABLE)
    with transaction.atomic():
        source = Source.objects.create(**form.cleaned_data, by=signed_in(request))
        fetch_now.enqueue(source.pk)
    return redirect("source", source.pk)


@door(SEE_SOURCES)
@require_GET
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source: its schedule, what it brought and what went wrong."""
    found = get_object_or_404(Source.objects.select_related("by", "stop"), pk=source_id)
    shown = {
        "source": found,
        "is_scheduled": found.kind != Source.Kind.FILE and not hasattr(found, "stop"),
        "fetches": found.fetches.all()[:_SHOWN],
        "uploads": found.uploads.select_related("by", "clearing")[:_SHOWN],
        "may_bring": BRING_DATA.lets_in(request.user),
    }
    return render(request, "sources/source.html", shown)


@door(BRING_DATA)
@require_POST
def source_fetches(request: HttpRequest, source_id: int) -> HttpResponse:
    """Look there now."""
    found = get_object_or_404(Source.objects.exclude(kind=Source.Kind.FILE), pk=source_id, stop=None)
    fetch_now.enqueue(found.pk)
    messages.info(request, _("It is looked at now; what is new appears here."))
    return redirect("source", source_id)


@door(BRING_DATA)
@require_POST
def source_stops(request: HttpRequest, source_id: int) -> HttpResponse:
    """End a schedule; what it brought stays."""
    found = get_object_or_404(Source.objects.exclude(kind=Source.Kind.FILE), pk=source_id)
    Stop.objects.get_or_create(source=found, defaults={"by": signed_in(request)})
    return redirect("source", source_id)
