"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Sources(AppConfig):
    """Sources: files brought in, how they are mapped, their imports and receipts."""

    name = "customerhero.web.sources"
    label = "sources"

    def ready(self) -> None:
        """Put the sources in the navigation and on the desk, keep a trail of them, and tidy up every day."""
        from customerhero.web.jobs.naming import name_job  # noqa: PLC0415
        from customerhero.web.jobs.periodic import DAY, every  # noqa: PLC0415  # models are there once apps are
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.sayings import TOLD, TYPED  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415
        from customerhero.web.runs.erasures import forgets  # noqa: PLC0415
        from customerhero.web.sources import models, schedule, tidying, waiting  # noqa: PLC0415

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
        name_job("customerhero.web.sources.importing.take_in", _("A file is imported"))
        name_job("customerhero.web.sources.undoing.take_back", _("An import is undone"))
        name_job("customerhero.web.sources.schedule.fetch_due", _("Looking whether sources are due"))
        name_job("customerhero.web.sources.schedule.fetch_now", _("A source is looked at"))
        name_job("customerhero.web.sources.tidying.tidy_uploads", _("Old uploads are cleared"))
        forgets(tidying.clear_imported)
        every("tidy uploads", tidying.tidy_uploads, DAY)
        every("fetch from sources", schedule.fetch_due, 300)
