"""The app as Django knows it."""

from datetime import time
from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MINUTE: Final = 60


class Runs(AppConfig):
    """Runs: the month's agenda computed in the background and kept, its findings and what was decided about them."""

    name = "customerhero.web.runs"
    label = "runs"

    def ready(self) -> None:
        """Put the agenda on the way, on leaders' desks, on the audit trail and on the schedule."""
        # Django knows the models only now
        from customerhero.web.jobs.clocks import of_the_past  # noqa: PLC0415
        from customerhero.web.jobs.naming import name_job  # noqa: PLC0415
        from customerhero.web.jobs.periodic import every  # noqa: PLC0415
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.sayings import TYPED  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415
        from customerhero.web.runs.erasures import follow_erasures, forgets  # noqa: PLC0415
        from customerhero.web.runs.forgetting import forget_talk  # noqa: PLC0415
        from customerhero.web.runs.models import Dismissal, Recall, Run  # noqa: PLC0415
        from customerhero.web.runs.scheduling import check_for_new_facts  # noqa: PLC0415
        from customerhero.web.runs.waiting import on_desk  # noqa: PLC0415

        put_in_navigation(Place("agenda", _("Agenda"), "agenda", 20))
        put_on_desk(on_desk)
        name_job("customerhero.web.runs.making.make_agenda", _("An agenda is made"))
        name_job("customerhero.web.runs.papers.print_anew", _("An agenda is printed anew"))
        name_job(check_for_new_facts.module_path, _("Looking for new facts"))
        name_job(follow_erasures.module_path, _("Who was erased is forgotten here too"))
        every("erasures", follow_erasures, MINUTE)
        forgets(forget_talk)
        every("new facts", check_for_new_facts, at=time(3))
        of_the_past(Run, "started_at")
        audited(Run, without=("started_at", "job_id"))
        audited(Dismissal, spoken={"reason": TYPED})
        audited(Recall)
