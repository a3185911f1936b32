"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Friction(AppConfig):
    """Friction: runaround, tug-of-war and last resort, and the routes meant to be."""

    name = "customerhero.web.friction"
    label = "friction"

    def ready(self) -> None:
        """Put friction on the way, its pictures and declared routes into runs, and declarations on the audit trail."""
        # Django knows the models only now
        from customerhero.web.friction.declaring import forget_reasons, options_of_runaround  # noqa: PLC0415
        from customerhero.web.friction.ideas import IDEAS  # noqa: PLC0415
        from customerhero.web.friction.models import LegitimateRoute, RouteWithdrawal  # noqa: PLC0415
        from customerhero.web.friction.pictures import pictures_of  # noqa: PLC0415
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.sayings import TYPED  # noqa: PLC0415
        from customerhero.web.runs.erasures import forgets  # noqa: PLC0415
        from customerhero.web.runs.illustrations import illustrates  # noqa: PLC0415
        from customerhero.web.runs.settings_of_insights import sets  # noqa: PLC0415

        put_in_navigation(Place("friction", _("Friction"), "friction", 40))
        sets("runaround")(options_of_runaround)
        for idea in IDEAS.values():
            illustrates(idea.insight)(pictures_of)
        forgets(forget_reasons)
        audited(LegitimateRoute, spoken={"reason": TYPED})
        audited(RouteWithdrawal)
