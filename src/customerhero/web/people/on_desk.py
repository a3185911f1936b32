"""What the trail puts on administrators' desks: that its chain is broken."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from customerhero.web.people.may import SEE_AUDIT
from customerhero.web.people.models import Person, TrailCheck
from customerhero.web.people.verifying import sentence_of
from customerhero.web.people.waiting import Waiting


def broken_trail(person: Person) -> list[Waiting]:
    """A broken chain, until a look finds it whole again."""
    checked = TrailCheck.objects.first() if SEE_AUDIT.lets_in(person) else None
    if checked is None or not checked.trouble:
        return []
    return [Waiting(_("The audit trail is broken"), sentence_of(checked), reverse("trail"), checked.at, "people")]
