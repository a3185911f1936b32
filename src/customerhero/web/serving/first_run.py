"""The demo's first agenda: queued when there is a lake and no run yet."""

from __future__ import annotations

from django.conf import settings

from customerhero.web.runs.models import Run
from customerhero.web.runs.starting import start_run


def start_first_run() -> None:
    """Have an agenda made of a lake that nobody has looked at."""
    if settings.LAKE.exists() and not Run.objects.exists():
        start_run(Run.Reason.IMPORT)
