"""The job that makes an agenda: computed over the lake, kept in one transaction, fit to be run twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _

from customerhero.errors import HeroError
from customerhero.web.jobs.background import job, progress
from customerhero.web.jobs.lanes import AGENDAS
from customerhero.web.runs.models import Breakdown, Run
from customerhero.web.runs.storing import store


@job(AGENDAS)
def make_agenda(run_id: int) -> None:
    """Compute and keep the agenda of a run; nothing happens when it is finished already, or was taken away.

    A lake of people, teams or rules alone makes none, and that is no failure.
    """
    run = _taken_up(run_id)
    if run is None:
        return
    with _breakdowns_of(run):
        from customerhero.web.runs.computing import computed  # noqa: PLC0415  # only workers load the engine

        made = computed(run, progress)
        if made is None:
            Breakdown.objects.create(run=run, reason=_("There are not enough facts for an agenda yet."))
        else:
            store(run, made)


def _taken_up(run_id: int) -> Run | None:
    run = Run.objects.filter(pk=run_id, completion=None).first()
    if run is not None:
        run.started_at = timezone.now()
        run.save(update_fields=["started_at"])
    return run


@contextmanager
def _breakdowns_of(run: Run) -> Iterator[None]:
    """Keep why a run cannot be made; the agenda before it stays. What nobody foresaw is told by the job itself."""
    try:
        yield
    except HeroError as trouble:
        Breakdown.objects.create(run=run, reason=str(trouble))
        raise
