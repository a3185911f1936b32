"""What the agenda puts on desks: a new one on those of leaders, and findings that came back on that of who put them
aside.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from customerhero.web.look.words import words_now
from customerhero.web.people.models import Person
from customerhero.web.people.roles import LEADERS
from customerhero.web.people.waiting import Waiting
from customerhero.web.runs.models import Reading, Recall, Run
from customerhero.web.runs.reading import newest_run
from customerhero.wording import formats


def on_desk(person: Person) -> list[Waiting]:
    """The newest agenda until it was read."""
    run = newest_run() if person.role in LEADERS else None
    if run is None or Reading.objects.filter(run=run, person=person).exists():
        return []
    return [_new_agenda(run), *_came_back(run, person)]


def _new_agenda(run: Run) -> Waiting:
    month = formats.month(run.month, words_now().locale)
    title = _("The agenda of %(month)s is there") % {"month": month}
    why = _("You have not read it yet.")
    return Waiting(title, why, reverse("agenda-of-run", args=[run.month, run.pk]), run.asked_at, "agenda")


def _came_back(run: Run, person: Person) -> list[Waiting]:
    recalls = Recall.objects.filter(run=run, dismissal__by=person).select_related("dismissal")
    address = reverse("agenda-of-run", args=[run.month, run.pk])
    return [
        Waiting(
            _("A finding you put aside is back: %(why)s") % {"why": recall.get_why_display()},
            recall.dismissal.reason,
            address,
            recall.at,
            "agenda",
        )
        for recall in recalls
    ]
