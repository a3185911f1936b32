"""What waits for administrators: jobs that failed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from customerhero.web.jobs.may import RETRY_JOBS
from customerhero.web.jobs.standing import failed
from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from customerhero.web.people.waiting import Waiting


def failed_jobs(person: Person) -> list[Waiting]:
    """Failed jobs, for those who keep the workplace running."""
    if person.role != Role.ADMINISTRATOR or not RETRY_JOBS.lets_in(person):
        return []
    page = reverse("jobs")
    return [
        Waiting(
            title=_("Failed: %(name)s") % {"name": job.name},
            why=job.reason.partition("\n")[0],
            url=f"{page}#job-{job.id}",
            since=job.since,
            kind="jobs",
        )
        for job in failed()
    ]
