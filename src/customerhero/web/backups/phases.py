"""How far a backup or a rehearsal is, told on the page of jobs."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from customerhero.web.jobs.background import progress

_PHASES: Final = {
    "Database": _("The database"),
    "Lake": _("The lake"),
    "Packing": _("Packing"),
    "Reading": _("Reading the backup"),
    "Comparing": _("Comparing"),
    "Agenda": _("The agenda is computed again"),
}


def tell(phase: str) -> None:
    """Say it; what is said by parts that know no Django comes in English."""
    progress(str(_PHASES.get(phase, phase)))
