"""The daily look whether the lake has facts that no agenda knows: brought by the command line or a connector."""

from __future__ import annotations

from customerhero.web.jobs.background import job
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import newest_commit_seen
from customerhero.web.runs.starting import start_run


@job()
def check_for_new_facts() -> None:
    """Start a run when the lake's newest commit is one that no finished run has seen."""
    from customerhero.web.runs.computing import newest_commit  # noqa: PLC0415  # only workers load the engine

    newest = newest_commit()
    if newest is not None and newest > (newest_commit_seen() or 0):
        start_run(Run.Reason.SCHEDULE)
