"""The app as Django knows it."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Backups(AppConfig):
    """Backups: one file of everything kept, made while it is used, tried by restoring it, and brought back."""

    name = "customerhero.web.backups"
    label = "backups"

    def ready(self) -> None:
        """Put backups on the way and on administrators' desks, keep a trail, make one each night, try one each week."""
        from customerhero.web.backups import forgetting, jobs, models, waiting  # noqa: PLC0415  # models are there once apps are
        from customerhero.web.jobs.early_ends import settled_by  # noqa: PLC0415
        from customerhero.web.jobs.naming import name_job  # noqa: PLC0415
        from customerhero.web.jobs.periodic import every  # noqa: PLC0415
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.sayings import TOLD  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415
        from customerhero.web.runs.erasures import forgets  # noqa: PLC0415

        put_in_navigation(Place("backups", _("Backups"), "shield", 85))
        put_on_desk(waiting.on_desk)
        audited(models.Backup, without=("job_id",))
        audited(models.Rehearsal, without=("job_id",))
        audited(models.BackupMade)
        audited(models.BackupRemoval)
        audited(models.BackupFailure, spoken={"reason": TOLD})
        audited(models.RehearsalOutcome, spoken={"trouble": TOLD})
        forgets(forgetting.forget_reasons)
        forgets(forgetting.forget_copies)
        settled_by(jobs.back_up.module_path, jobs.settle_backup.enqueue)
        settled_by(jobs.rehearse.module_path, jobs.settle_rehearsal.enqueue)
        name_job(jobs.back_up.module_path, _("A backup is made"))
        name_job(jobs.back_up_nightly.module_path, _("Looking whether a backup is due"))
        name_job(jobs.rehearse.module_path, _("A restore is rehearsed"))
        name_job(jobs.rehearse_weekly.module_path, _("Looking whether a rehearsal is due"))
        name_job(jobs.settle_backup.module_path, _("A backup that was ended is tidied up"))
        name_job(jobs.settle_rehearsal.module_path, _("A rehearsal that was ended is tidied up"))
        name_job(jobs.tidy_copies.module_path, _("Old copies are removed"))
        every("nightly backup", jobs.back_up_nightly, at=time(2))
        every("weekly rehearsal", jobs.rehearse_weekly, at=time(4))
        every("tidy copies", jobs.tidy_copies, patient=True)
