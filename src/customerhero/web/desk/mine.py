"""My desk: the home of everybody, with what waits for them, oldest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customerhero.web.desk.beginning import lesson_for, ways_for
from customerhero.web.doors import SIGNED_IN, door
from customerhero.web.look.keeping import kept
from customerhero.web.people.models import Person
from customerhero.web.people.signed_in import signed_in
from customerhero.web.people.waiting import waiting_for
from customerhero.web.runs.may import SEE_FINDINGS
from customerhero.web.runs.models import Run, StoredFinding
from customerhero.web.runs.reading import ShownFinding, newest_run, shown

_FIRST = 3


@door(SIGNED_IN)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, the newest agenda for those who read it, and the way onward."""
    person = signed_in(request)
    run = newest_run()
    surroundings = {
        "greeting": _greeting(person),
        "waiting": waiting_for(person),
        "run": run if SEE_FINDINGS.lets_in(person) else None,
        "first": _first_findings(run) if SEE_FINDINGS.lets_in(person) else [],
        "ways": ways_for(person, has_agenda=run is not None),
        "lesson": None if run else lesson_for(person),
    }
    return render(request, "desk/desk.html", surroundings)


def _first_findings(run: Run | None) -> list[ShownFinding]:
    if run is None:
        return []
    placed = StoredFinding.objects.filter(run=run, place__isnull=False).defer("drawing")
    return kept(("first findings", run.pk), lambda: [shown(row) for row in placed[:_FIRST]])


def _greeting(person: Person) -> str:
    hour = timezone.localtime().hour
    names = person.name.split()
    name = names[0] if names else person.email
    if 5 <= hour < 11:  # the hours people call morning, day and evening
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Hello, %(name)s") if 11 <= hour < 18 else _("Good evening, %(name)s")) % {"name": name}
