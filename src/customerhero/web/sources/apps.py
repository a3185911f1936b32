"""The app as Django knows it."""

from datetime import time
from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_TAKE_IN: Final = "customerhero.web.sources.importing.take_in"
_TAKE_BACK: Final = "customerhero.web.sources.undoing.take_back"
"""By name: the worker, in which this app starts too, must not load what reads files."""


class Sources(AppConfig):
    """Sources: files brought in, how they are mapped, their imports and receipts."""

    name = "customerhero.web.sources"
    label = "sources"

    def ready(self) -> None:
        """Put the sources in the navigation and on the desk, keep a trail of them, and tidy up every day."""
        from customerhero.web.jobs.clocks import of_the_past  # noqa: PLC0415
        from customerhero.web.jobs.early_ends import settled_by  # noqa: PLC0415
        from customerhero.web.jobs.naming import name_job  # noqa: PLC0415
        from customerhero.web.jobs.periodic import DAY, every  # noqa: PLC0415  # models are there once apps are
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.sayings import TOLD, TYPED  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415
        from customerhero.web.runs.erasures import forgets  # noqa: PLC0415
        from customerhero.web.sources import checking, due, models, settling, tidying, waiting  # noqa: PLC0415

        put_in_navigation(Place("sources", _("Sources"), "sources", 70))
        put_on_desk(waiting.on_desk)
        audited(models.SavedMapping, without=("trial",), spoken={"text": TYPED})
        audited(models.Import, without=("job_id",))
        audited(models.Source, without=("address",), spoken={"name": TYPED})  # it may hold a key
        audited(models.Stop)
        audited(models.Upload, spoken={"name": TYPED})
        audited(models.Receipt, spoken={"notes": TOLD})
        audited(models.Refusal, spoken={"reason": TOLD})
        audited(models.Undoing, spoken={"reason": TOLD})
        name_job(_TAKE_IN, _("A file is imported"))
        name_job(_TAKE_BACK, _("An import is undone"))
        name_job(due.fetch_due.module_path, _("Looking whether sources are due"))
        name_job(due.fetch_now.module_path, _("A source is looked at"))
        name_job(tidying.tidy_uploads.module_path, _("Old uploads are cleared"))
        name_job(settling.settle_import.module_path, _("Looking how far an import came that was ended"))
        name_job(settling.settle_undoing.module_path, _("Looking how far an undoing came that was ended"))
        settled_by(_TAKE_IN, settling.settle_import.enqueue)
        settled_by(_TAKE_BACK, settling.settle_undoing.enqueue)
        forgets(tidying.clear_imported)
        every("tidy uploads", tidying.tidy_uploads, DAY, patient=True)
        of_the_past(models.Import, "started_at")
        every("fetch from sources", due.fetch_due, 300)
        name_job("customerhero.web.sources.checking.check_lake", _("The lake is looked through"))
        every("check the lake", checking.check_lake, at=time(4))
