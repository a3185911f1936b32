"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Heroes(AppConfig):
    """Heroes: bright spots, shown first to those who are named."""

    name = "customerhero.web.heroes"
    label = "heroes"

    def ready(self) -> None:
        """Put bright spots on the way and on desks, and what is said of accounts into runs and on the audit trail."""
        # Django is ready for them only now
        from customerhero.web.heroes.accounts import options_of_bright_spots  # noqa: PLC0415
        from customerhero.web.heroes.models import SaidAccount, Seen  # noqa: PLC0415
        from customerhero.web.heroes.telling import waiting  # noqa: PLC0415
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415
        from customerhero.web.runs.credit import INSIGHT  # noqa: PLC0415
        from customerhero.web.runs.settings_of_insights import sets  # noqa: PLC0415

        put_in_navigation(Place("bright-spots", _("Bright spots"), "star", 65))
        put_on_desk(waiting)
        sets(INSIGHT)(options_of_bright_spots)
        audited(Seen)
        audited(SaidAccount)
