"""Each night the whole audit trail is looked at."""

from __future__ import annotations

from customerhero.web.jobs.background import job
from customerhero.web.people.verifying import check


@job()
def check_trail() -> None:
    """The audit trail is looked at; when its chain is broken, that waits on the administrators' desks."""
    check()
