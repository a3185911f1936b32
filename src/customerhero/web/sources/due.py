"""The jobs that fetch: light, because the worker that queues them must not load what reads files."""

from __future__ import annotations

from customerhero.web.jobs.background import job
from customerhero.web.jobs.lanes import FETCHES


@job(FETCHES)
def fetch_due() -> None:
    """Look at every source whose time has come."""
    from customerhero.web.sources.schedule import look_at_due  # noqa: PLC0415  # see above

    look_at_due()


@job(FETCHES)
def fetch_now(source_id: int) -> None:
    """Look at one source because somebody asked for it."""
    from customerhero.web.sources.schedule import look_at  # noqa: PLC0415  # see above

    look_at(source_id)
