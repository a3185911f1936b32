"""The app as Django knows it."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Jobs(AppConfig):
    """Jobs: work done in the background, none of it lost and none done twice."""

    name = "customerhero.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Name the place, put failures on the desk, keep a trail, forget ended jobs and take wrong times back."""
        from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

        from customerhero.web.jobs import clocks, models, naming, periodic, pruning, trail_check, waiting  # noqa: PLC0415  # models are there now
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415

        put_in_navigation(Place("jobs", _("Jobs"), "jobs", 80))
        put_on_desk(waiting.failed_jobs)
        audited(models.Retry)
        audited(models.Cancellation, without=("done_at",))
        audited(models.Acknowledgement)
        naming.name_job(pruning.forget_ended_jobs.module_path, _("Ended jobs are forgotten"))
        naming.name_job(trail_check.check_trail.module_path, _("The audit trail is looked at"))
        periodic.every("check the trail", trail_check.check_trail, at=time(2, 30))
        naming.name_job(clocks.take_back_the_future.module_path, _("Times of a wrong clock are taken back"))
        periodic.every("forget-ended-jobs", pruning.forget_ended_jobs, patient=True)
        periodic.every("take back the future", clocks.take_back_the_future, 3_600)
        clocks.of_the_past(DBTaskResult, "enqueued_at", "started_at", "finished_at")
