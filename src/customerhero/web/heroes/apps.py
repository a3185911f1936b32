"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Heroes(AppConfig):
    """Heroes: bright spots, shown first to those who are named."""

    name = "customerhero.web.heroes"
    label = "heroes"

    def ready(self) -> None:
        """Put bright spots on the way and on desks."""
        # Django is ready for them only now
        from customerhero.web.heroes.models import Seen  # noqa: PLC0415
        from customerhero.web.heroes.telling import waiting  # noqa: PLC0415
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415

        put_in_navigation(Place("bright-spots", _("Bright spots"), "star", 65))
        put_on_desk(waiting)
        audited(Seen)
